import { UsageError } from "../lab-error.ts";

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * The moment that `--since` means, in seconds of Unix: a time that is so long ago, or one of the calendar.
 *
 * @throws {UsageError} for a text that is neither
 */
export function momentOf(text: string, now = Date.now()): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    return Math.floor(now / 1_000) - Number(count) * seconds[unit]!;
  }
  const time = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(`"${text}" is not a time: give 30s, 10m, 2h, 1d, or one as 2026-11-28T07:00:00Z.`);
  }
  return Math.floor(time / 1_000);
}
