/** A time for people, in UTC: `28 Nov 2026, 07:23:12 UTC`. */
export function timeOfDay(iso: string): string {
  const date = new Date(iso);
  const day = date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  return `${day}, ${clock(iso)} UTC`;
}

/** The same where there is little room: `28 Nov, 07:23 UTC`. */
export function shortTime(iso: string): string {
  const day = new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  return `${day}, ${clock(iso).slice(0, 5)} UTC`;
}

/** The time of the day in UTC, to the second: `07:23:12`. */
export const clock = (iso: string): string => new Date(iso).toISOString().slice(11, 19);

/** A span for people: `40 ms`, `1.67 s`, `12.4 s`, `2 min 50 s`. */
export function span(milliseconds: number): string {
  if (milliseconds < 1_000) {
    return `${Math.round(milliseconds)} ms`;
  }
  const seconds = milliseconds / 1_000;
  if (seconds < 10) {
    return `${seconds.toFixed(2)} s`;
  }
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
