/** What the letters of a Joda pattern match, and which part of a time they are. */
const letters: Readonly<Record<string, { readonly pattern: string; readonly part?: string }>> = {
  y: { pattern: String.raw`(\d{4})`, part: "year" },
  M: { pattern: String.raw`(\d{1,2}|[A-Za-z]{3,})`, part: "month" },
  d: { pattern: String.raw`(\d{1,2})`, part: "day" },
  H: { pattern: String.raw`(\d{1,2})`, part: "hour" },
  m: { pattern: String.raw`(\d{1,2})`, part: "minute" },
  s: { pattern: String.raw`(\d{1,2})`, part: "second" },
  S: { pattern: String.raw`(\d{1,9})`, part: "fraction" },
  Z: { pattern: String.raw`(Z|[+-]\d{2}:?\d{2})`, part: "zone" },
  E: { pattern: "([A-Za-z]+)" },
};

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * Reads a time by a Joda pattern such as `yyyy-MM-dd'T'HH:mm:ss.SSSZ`; without a zone it is UTC.
 * @throws {Error} as Joda does, for a text of another form
 */
export function parseDate(text: string, pattern: string): Date {
  const { source, parts } = compile(pattern);
  const match = new RegExp(`^${source}$`).exec(text);
  if (match === null) {
    throw new Error(`Invalid format: "${text}"`);
  }
  const found = new Map(parts.map((part, index) => [part, match[index + 1] ?? ""]));
  const number = (part: string, otherwise: number): number => Number(found.get(part) ?? otherwise);
  const monthText = found.get("month") ?? "1";
  const month = /^\d/.test(monthText)
    ? Number(monthText)
    : months.indexOf(monthText.slice(0, 3).toLowerCase()) + 1;
  const milliseconds = Number(`0.${found.get("fraction") ?? "0"}`) * 1000;
  const time = Date.UTC(
    number("year", 1970),
    month - 1,
    number("day", 1),
    number("hour", 0),
    number("minute", 0),
    number("second", 0),
    milliseconds,
  );
  const exact = new Date(time);
  if (exact.getUTCDate() !== number("day", 1) || number("hour", 0) > 23 || number("minute", 0) > 59) {
    throw new Error(`Cannot parse "${text}": Value must be in range`);
  }
  return new Date(time - zoneOf(found.get("zone")));
}

/** Writes a time by a Joda pattern, in UTC. */
export function formatDate(time: Date, pattern: string): string {
  const iso = time.toISOString();
  const parts: Readonly<Record<string, string>> = {
    y: iso.slice(0, 4),
    M: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    m: iso.slice(14, 16),
    s: iso.slice(17, 19),
    S: iso.slice(20, 23),
  };
  return pattern.replaceAll(/'([^']*)'|([A-Za-z])\2*/g, (all, quoted: string | undefined, letter: string) => {
    if (quoted !== undefined) {
      return quoted === "" ? "'" : quoted;
    }
    return letter === "Z" ? (all.length === 1 ? "+0000" : "+00:00") : (parts[letter] ?? all);
  });
}

function compile(pattern: string): { readonly source: string; readonly parts: readonly string[] } {
  const parts: string[] = [];
  const source = pattern.replaceAll(
    /'([^']*)'|([A-Za-z])\2*|([^A-Za-z'])/g,
    (_all, quoted: string | undefined, letter: string | undefined, other: string | undefined) => {
      if (letter === undefined) {
        return (quoted === "" ? "'" : (quoted ?? other ?? "")).replaceAll(
          /[.*+?^${}()|[\]\\]/g,
          String.raw`\$&`,
        );
      }
      const known = letters[letter];
      if (known === undefined) {
        throw new Error(`Illegal pattern component: ${letter}`);
      }
      parts.push(known.part ?? "ignored");
      return known.pattern;
    },
  );
  return { source, parts };
}

function zoneOf(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? "");
  return match === null
    ? 0
    : (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}
