/** What reading rules and decoders has to say, in Wazuh's own words, for ossec.log or a check's report. */
export interface Problem {
  readonly level: "WARNING" | "ERROR";
  readonly message: string;
  /** File that it was found in, as it was named when it was read. */
  readonly file: string;
  readonly rule?: number;
}

/** Content that Wazuh refuses: it writes the problems and does not start. */
export class RefusedContent extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join("\n"));
    this.name = "RefusedContent";
    this.problems = problems;
  }
}

/** Content that Wazuh takes and this library does not: it says so instead of giving another result. */
export class UnsupportedContent extends Error {
  constructor(where: string, construct: string) {
    super(
      `${where} uses ${construct}, which this stand-in for Wazuh's analysis does not support. ` +
        "Write it another way, or run the content on a real manager.",
    );
    this.name = "UnsupportedContent";
  }
}
