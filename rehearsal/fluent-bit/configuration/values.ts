/** `on`, `yes`, `true` and their opposites; undefined for anything else. */
export function booleanOf(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (["true", "on", "yes"].includes(lower)) {
    return true;
  }
  return ["false", "off", "no"].includes(lower) ? false : undefined;
}

/** A size in bytes: units are powers of 1000 (`1GB` is 10^9); undefined when it is not one. */
export function sizeOf(text: string): number | undefined {
  if (text.toLowerCase() === "false") {
    return 0;
  }
  const match = /^([+-]?\d+(?:\.\d+)?)(?:([kmg])b?)?$/i.exec(text);
  if (match?.[1] === undefined) {
    return undefined;
  }
  const unit = { k: 1e3, m: 1e6, g: 1e9 }[(match[2] ?? "").toLowerCase()] ?? 1;
  return Math.trunc(Number(match[1]) * unit);
}

/** A time in seconds, from `5`, `0.5`, `2s`, `1m`, `1h` or `1d`; undefined when it is not one. */
export function secondsOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([smhd]?)$/i.exec(text);
  if (match?.[1] === undefined) {
    return undefined;
  }
  return Number(match[1]) * ({ m: 60, h: 3600, d: 86_400 }[(match[2] ?? "").toLowerCase()] ?? 1);
}
