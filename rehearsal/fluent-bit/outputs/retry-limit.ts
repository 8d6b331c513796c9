/** Reads `Retry_Limit`: 1 without one; a number that is none is warned about and counts as 1. */
export function retryLimitOf(text: string | undefined, warn: (message: string) => void): number {
  const lower = (text ?? "1").toLowerCase();
  if (["no_limits", "false", "off"].includes(lower)) {
    return Infinity;
  }
  if (lower === "no_retries") {
    return 0;
  }
  const limit = Number.parseInt(lower, 10);
  if (!(limit > 0)) {
    warn("[config] invalid retry_limit. set default.");
    return 1;
  }
  return limit;
}
