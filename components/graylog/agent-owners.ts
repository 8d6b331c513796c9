/** Where Graylog finds the table of agents' owners. */
export const agentOwnersFile = "/etc/graylog/agent-owners.csv";

/** The table as CSV: every value in quotes, those within it doubled. */
export function agentOwnersTable(owners: Readonly<Record<string, string>>): string {
  const row = (...cells: readonly string[]): string =>
    `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\n`;
  return [
    row("agent", "owner"),
    ...Object.entries(owners)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([agent, owner]) => row(agent, owner)),
  ].join("");
}
