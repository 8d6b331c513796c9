const levels = ["off", "error", "warn", "info", "debug", "trace"] as const;

/** How much is logged; each level includes those before it. */
export type Level = (typeof levels)[number];

/** Writes lines as Fluent Bit does: `[2026/11/24 08:20:50.241000000] [ info] [input:tail:tail.0] …`. */
export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

/** Whether a text is the name of a level. */
export function isLevel(text: string): text is Level {
  return (levels as readonly string[]).includes(text);
}

/** @param write takes one line without its end; the real one writes to standard error */
export function createLog(level: Level, write: (line: string) => void): Log {
  const line =
    (of: Level) =>
    (message: string): void => {
      if (levels.indexOf(of) <= levels.indexOf(level)) {
        const now = new Date().toISOString();
        const time = `${now.slice(0, 10).replaceAll("-", "/")} ${now.slice(11, 23)}000000`;
        write(`[${time}] [${of.padStart(5)}] ${message}`);
      }
    };
  return { error: line("error"), warn: line("warn"), info: line("info"), debug: line("debug") };
}
