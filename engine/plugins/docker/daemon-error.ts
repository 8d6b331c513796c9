interface ResponseError extends Error {
  readonly statusCode?: number;
  readonly json?: { readonly message?: string } | null;
  readonly code?: string;
}

/** An error of the daemon or of the way to it, as a sentence that begins with what was being done. */
export function daemonError(doing: string, error: unknown): Error {
  return new Error(`${doing}: ${messageOf(error)}`, { cause: error });
}

/** What went wrong, with the daemon's own words where it answered. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { statusCode, json } = error as ResponseError;
  return statusCode === undefined
    ? error.message
    : `Error response from daemon: ${json?.message ?? error.message}`;
}

/** Whether the daemon said that there is no such object. */
export function isMissing(error: unknown): boolean {
  return (error as ResponseError).statusCode === 404;
}

/** Whether the daemon refused with words that contain `text`. */
export function daemonSays(error: unknown, text: string): boolean {
  const { statusCode } = error as ResponseError;
  return statusCode !== undefined && messageOf(error).includes(text);
}

/** Whether the daemon did not answer at all. */
export function isUnreachable(error: unknown): boolean {
  const { code, statusCode } = error as ResponseError;
  return statusCode === undefined && code !== undefined && unreachable.has(code);
}

const unreachable = new Set([
  "ENOENT",
  "EACCES",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ETIMEDOUT",
]);
