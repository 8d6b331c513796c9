/**
 * Asks a desk that runs for its tickets, and prints its answer.
 *
 * @param question `list`, or `show` with the number of a ticket
 * @returns the exit code: 0 when it answered, 1 when it did not or has no such ticket, 2 for another question
 */
export async function askDesk(desk: string, token: string, question: string, id = ""): Promise<number> {
  if (question !== "list" && !(question === "show" && /^\d+$/.test(id))) {
    console.error("Ask for `list`, or for `show` and the number of a ticket.");
    return 2;
  }
  const response = await fetch(`${desk}/tickets${question === "list" ? "" : `/${id}`}`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
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
