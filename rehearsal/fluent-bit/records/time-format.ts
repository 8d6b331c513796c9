/**
 * Reads a time by a strptime pattern such as `%Y-%m-%dT%H:%M:%S.%L%z`; gives seconds since 1970 with fractions,
 * or undefined when the text does not begin with such a time. Without a zone it is UTC.
 */
export function parseTime(text: string, format: string): number | undefined {
  const names: string[] = [];
  const source = format.replaceAll(
    /%(.)|([.*+?^${}()|[\]\\])/g,
    (_all, code: string | undefined, special: string) => {
      if (code === undefined) {
        return `\\${special}`;
      }
      names.push(code);
      return patterns[code] ?? `(?:${code})()`;
    },
  );
  const match = new RegExp(`^${source}`).exec(text);
  if (match === null) {
    return undefined;
  }
  const parts = Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? ""]));
  if (parts["s"] !== undefined) {
    return Number(parts["s"]) + Number(`0.${parts["L"] ?? "0"}`);
  }
  const number = (name: string, otherwise: number): number =>
    parts[name] === undefined ? otherwise : Number(parts[name]);
  const month = parts["b"] === undefined ? number("m", 1) : months.indexOf(parts["b"].toLowerCase()) + 1;
  const seconds =
    Date.UTC(
      number("Y", 1970),
      month - 1,
      number("d", number("e", 1)),
      number("H", 0),
      number("M", 0),
      number("S", 0),
    ) / 1000;
  return seconds - zoneOf(parts["z"]) + Number(`0.${parts["L"] ?? "0"}`);
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const patterns: Readonly<Record<string, string>> = {
  Y: String.raw`(\d{4})`,
  m: String.raw`(\d{1,2})`,
  d: String.raw`(\d{1,2})`,
  e: String.raw`\s?(\d{1,2})`,
  b: "([A-Za-z]{3})",
  H: String.raw`(\d{1,2})`,
  M: String.raw`(\d{1,2})`,
  S: String.raw`(\d{1,2})`,
  L: String.raw`(\d{1,9})`,
  s: String.raw`(\d+)`,
  z: String.raw`(Z|[+-]\d{2}:?\d{2})`,
  Z: "([A-Za-z]+)",
};

function zoneOf(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? "");
  if (match === null) {
    return 0;
  }
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60);
}
