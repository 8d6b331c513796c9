/**
 * What custom-misp uses of Bun beyond what Node has too. The project's type check knows Node's types only, and Bun's
 * own would replace some of them.
 *
 * @see https://bun.com/docs/api/ffi
 * @see https://bun.com/docs/api/sqlite
 */

declare module "bun:ffi" {
  type FFIType = "i32" | "u32" | "u64" | "i64_fast" | "ptr" | "void";
  interface Signature {
    readonly args: readonly FFIType[];
    readonly returns: FFIType;
  }
  type Argument = number | Uint8Array | null;
  export function dlopen<T extends Record<string, Signature>>(
    library: string,
    symbols: T,
  ): { readonly symbols: { readonly [name in keyof T]: (...values: Argument[]) => number } };
  /** Address of the first byte; only good while the bytes are held. */
  export function ptr(bytes: Uint8Array): number;
  export const read: { i32(pointer: number, offset?: number): number };
}

declare module "bun:sqlite" {
  export type SqlValue = string | number | null;
  export interface Statement {
    values(...values: SqlValue[]): SqlValue[][];
    run(...values: SqlValue[]): void;
  }
  export class Database {
    constructor(
      path: string,
      options?: { readonly?: boolean; readwrite?: boolean; create?: boolean; strict?: boolean },
    );
    run(sql: string): void;
    query(sql: string): Statement;
    close(): void;
  }
}

declare const Bun: {
  /** @see https://bun.com/docs/api/spawn */
  spawn(
    command: readonly string[],
    options: { stdin: "ignore"; stdout: "ignore"; stderr: "ignore"; detached: boolean },
  ): { unref(): void };
};
