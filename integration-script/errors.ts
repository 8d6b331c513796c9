/** Kinds of trouble, as they stand in `misp.error.kind`; docs/enrichment.md explains each. */
export type TroubleKind =
  | "usage"
  | "options"
  | "alert"
  | "key"
  | "key-refused"
  | "tls"
  | "unreachable"
  | "timeout"
  | "redirect"
  | "rate-limited"
  | "client-error"
  | "server-error"
  | "not-json"
  | "too-large"
  | "store"
  | "queue"
  | "internal";

/** Trouble that is told as an event and in the trace. Its message says what to do, and holds no secret. */
export class Trouble extends Error {
  readonly kind: TroubleKind;
  readonly status: number | undefined;
  constructor(kind: TroubleKind, message: string, status?: number) {
    super(message);
    this.kind = kind;
    this.status = status;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Any error as trouble: what was not foreseen is `internal`. */
export const troubleOf = (error: unknown): Trouble =>
  error instanceof Trouble ? error : new Trouble("internal", `custom-misp failed: ${messageOf(error)}.`);
