const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** How a time to live is written: a whole number of minutes, hours, days or weeks. */
export const durationPattern = /^[1-9]\d{0,3}[mhdw]$/;

/** Milliseconds of `90m`, `8h`, `5d` or `2w`. */
export function millisecondsOf(duration: string): number {
  return Number.parseInt(duration, 10) * units[duration.at(-1)!]!;
}
