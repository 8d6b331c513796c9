/**
 * Lets the tests of one file go on at a time. The others wait until none of them is under way; then all that wait for the
 * file that has waited longest go on.
 */
export class Turns<File> {
  #current: File | undefined;
  #underWay = 0;
  readonly #waiting = new Map<File, (() => void)[]>();
  readonly #begin: (file: File) => void;

  /** @param begin is called before tests of another file than the last go on */
  constructor(begin: (file: File) => void) {
    this.#begin = begin;
  }

  /** Does a test's work in its file's turn. */
  async take<Result>(file: File, work: () => Promise<Result>): Promise<Result> {
    if (this.#underWay > 0 && file !== this.#current) {
      await new Promise<void>((go) => this.#waiting.set(file, [...(this.#waiting.get(file) ?? []), go]));
    } else {
      this.#enter(file, 1);
    }
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      const [next] = this.#waiting;
      if (this.#underWay === 0 && next) {
        const [waited, tests] = next;
        this.#waiting.delete(waited);
        this.#enter(waited, tests.length);
        tests.forEach((go) => go());
      }
    }
  }

  #enter(file: File, tests: number): void {
    this.#underWay += tests;
    if (file !== this.#current) {
      this.#current = file;
      this.#begin(file);
    }
  }
}
