import type { LogtestAnswer, LogtestRequest, WazuhApi } from "./api.ts";

/** What the manager said of one event, or why it said nothing. */
export type LogtestResult = { readonly answer: LogtestAnswer } | { readonly error: string };

/**
 * Has the manager test events in one session, so that rules which count see all of them, and ends the session afterwards.
 * An event that it refuses does not keep it from the others.
 */
export async function askManager(
  api: Pick<WazuhApi, "logtest" | "endLogtest">,
  requests: readonly Omit<LogtestRequest, "token">[],
): Promise<LogtestResult[]> {
  const results: LogtestResult[] = [];
  let token: string | undefined;
  try {
    for (const request of requests) {
      try {
        const answer = await api.logtest({ ...request, ...(token !== undefined && { token }) });
        token = answer.token;
        results.push({ answer });
      } catch (error) {
        results.push({ error: (error as Error).message });
      }
    }
  } finally {
    if (token !== undefined) {
      await api.endLogtest(token);
    }
  }
  return results;
}
