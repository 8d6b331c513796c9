/**
 * Asks a desk that runs for its tickets, and prints its answer.
 *
 * @param question `list`, `look` to have the ticket system asked first which are closed, or `show` with a ticket's number
 * @returns the exit code: 0 when it answered, 1 when it did not or has no such ticket, 2 for another question
 */
export async function askDesk(desk: string, token: string, question: string, id = ""): Promise<number> {
  const [method, path] = requests[question]?.(id) ?? [];
  if (method === undefined || path === undefined) {
    console.error("Ask for `list`, for `look`, or for `show` and the number of a ticket.");
    return 2;
  }
  const response = await fetch(desk + path, {
    method,
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(120_000),
  });
  const text = await response.text();
  if (response.status === 404) {
    console.error(`There is no ticket ${id}.`);
    return 1;
  }
  if (!response.ok) {
    console.error(`The ticket desk answered ${response.status}: ${text.slice(0, 300)}`);
    return 1;
  }
  console.log(text);
  return 0;
}

const requests: Readonly<
  Record<string, (id: string) => readonly [method: string, path: string] | undefined>
> = {
  list: () => ["GET", "/tickets"],
  look: () => ["POST", "/look"],
  show: (id) => (/^\d+$/.test(id) ? ["GET", `/tickets/${id}`] : undefined),
};
