import { type Problem, RefusedContent, UnsupportedContent } from "../problems.ts";

/** Collects what is to be said about a file of rules, and ends the reading where Wazuh would not start with it. */
export class Report {
  readonly file: string;
  readonly problems: Problem[] = [];

  constructor(file: string) {
    this.file = file;
  }

  warn(message: string, rule: number): void {
    this.problems.push(this.#problem("WARNING", message, rule));
  }

  /** @param messages each of them a line in ossec.log */
  refuse(messages: string | readonly string[], rule?: number): never {
    const errors = [messages].flat().map((message) => this.#problem("ERROR", message, rule));
    throw new RefusedContent([...this.problems, ...errors]);
  }

  unsupported(rule: number, construct: string): never {
    throw new UnsupportedContent(`Rule ${rule} in ${this.file}`, construct);
  }

  #problem(level: Problem["level"], message: string, rule?: number): Problem {
    return { level, message, file: this.file, ...(rule !== undefined && { rule }) };
  }
}
