const nanoseconds: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const part = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/y;

/**
 * A duration as the official plugin takes it, such as `90s`, `1m30s` or `500ms`, in nanoseconds; undefined when
 * it is none. https://pkg.go.dev/time#ParseDuration
 */
export function parseDuration(text: string): number | undefined {
  if (text === "0") {
    return 0;
  }
  let total = 0;
  part.lastIndex = 0;
  for (let at = 0; at < text.length; at = part.lastIndex) {
    const found = part.exec(text);
    if (found === null) {
      return undefined;
    }
    total += Number(found[1]) * nanoseconds[found[2]!]!;
  }
  return text === "" ? undefined : Math.round(total);
}

/** A duration in nanoseconds as the official plugin writes it, such as `1m30s`. */
export function formatDuration(total: number): string {
  if (total === 0) {
    return "0s";
  }
  if (total < 1e9) {
    const [unit, size] =
      total >= 1e6 ? (["ms", 1e6] as const) : total >= 1e3 ? (["µs", 1e3] as const) : (["ns", 1] as const);
    return `${total / size}${unit}`;
  }
  const hours = Math.floor(total / 3600e9);
  const minutes = Math.floor((total % 3600e9) / 60e9);
  const seconds = (total % 60e9) / 1e9;
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${seconds}s`;
}

/** Whether two durations are equally long, however they are written. */
export function sameDuration(a: string, b: string): boolean {
  return a === b || (parseDuration(a) !== undefined && parseDuration(a) === parseDuration(b));
}
