/** Writes a time as Graylog's own fields have it: `2026-11-24 08:21:29.215`, in UTC. */
export function elasticTime(time: Date | number): string {
  return new Date(time).toISOString().replace("T", " ").replace("Z", "");
}

/** Reads such a time; undefined when it is none. */
export function parseElasticTime(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3}$/.test(text)) {
    return undefined;
  }
  const time = new Date(`${text.replace(" ", "T")}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
