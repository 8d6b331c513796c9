/** What a list that fits on one page says of itself. */
export function onePage(total: number): Record<string, number> {
  return { total, page: 1, per_page: 50, count: total };
}
