/** What a demonstration has to put back, whatever happens: MISP that it stopped, an indicator that it added. */
export class Undo {
  readonly #open = new Map<symbol, { readonly title: string; readonly undo: () => Promise<unknown> }>();

  /**
   * Notes something that must be undone.
   *
   * @returns what does it, now and once
   */
  add(title: string, undo: () => Promise<unknown>): () => Promise<void> {
    const key = Symbol(title);
    this.#open.set(key, { title, undo });
    return async () => {
      if (this.#open.delete(key)) {
        await undo();
      }
    };
  }

  /** Undoes whatever is open, the last first, each although another fails. @returns what failed, each as a sentence */
  async all(): Promise<string[]> {
    const failures: string[] = [];
    for (const [key, { title, undo }] of [...this.#open].reverse()) {
      this.#open.delete(key);
      try {
        await undo();
      } catch (error) {
        failures.push(`${title}: ${(error as Error).message}`);
      }
    }
    return failures;
  }
}
