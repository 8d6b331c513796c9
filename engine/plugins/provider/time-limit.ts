/** A signal that is aborted with another one, or after so many seconds; 0 sets no limit. */
export function withTimeLimit(signal: AbortSignal, seconds: number): AbortSignal {
  if (seconds <= 0) {
    return signal;
  }
  const limit = new AbortController();
  const end = (): void =>
    limit.abort(new Error(`It took longer than the ${seconds} s that customTimeouts allows.`));
  setTimeout(end, seconds * 1000).unref();
  return AbortSignal.any([signal, limit.signal]);
}
