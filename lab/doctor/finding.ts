/** What a check found. */
export interface Finding {
  /** What was looked at, such as `memory` or `port 18001`. */
  readonly about: string;
  readonly state: "ok" | "warning" | "problem";
  /** What was seen. */
  readonly detail: string;
  /** What to do about it: a command, or a sentence. */
  readonly fix?: string;
}

/** All is well with what was looked at. */
export const ok = (about: string, detail: string): Finding => ({ about, state: "ok", detail });

/** It works, with a drawback that the user should know. */
export const warning = (about: string, detail: string, fix?: string): Finding => ({
  about,
  state: "warning",
  detail,
  ...(fix !== undefined && { fix }),
});

/** It does not work until something is done. */
export const problem = (about: string, detail: string, fix?: string): Finding => ({
  about,
  state: "problem",
  detail,
  ...(fix !== undefined && { fix }),
});

/** An amount of bytes for people: in GiB from one on, and in MiB below. */
export function amount(bytes: number): string {
  const gib = bytes / 2 ** 30;
  return gib >= 1 ? `${gib.toFixed(1)} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`;
}
