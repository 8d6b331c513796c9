/** Comments that are asked for at a time: the most that GitHub, GitLab and Jira give. */
export const pageSize = 100;

/**
 * Whether one of a ticket's comments has a mark in it.
 *
 * @param page texts of the comments of one page, from 1 on
 */
export async function anyIsMarked(
  mark: string,
  page: (number: number) => Promise<readonly string[]>,
): Promise<boolean> {
  for (let number = 1; ; number += 1) {
    const texts = await page(number);
    if (texts.some((text) => text.includes(mark))) {
      return true;
    }
    if (texts.length < pageSize) {
      return false;
    }
  }
}
