import { readFileSync } from "node:fs";
import { parseRun, type Run } from "../../../lab/demo/run.ts";

/** The record of a real run of the scenario `dns` in a rehearsal. */
export function recordedRun(): Run {
  return parseRun(readFileSync(new URL("../demo/recorded/dns.json", import.meta.url), "utf8"));
}

/** An indicator that a browser must not obey, and a reader must be able to see: markup, quotes, turned direction, length. */
export const hostile =
  `"><script>document.title='taken'</script><img src=x onerror=alert(1)>'\`{{7*7}} ` +
  `evil\u202egpj.exe\u200b ${"very-long-".repeat(200)}`;

/** The same run, with a hostile text wherever the lab does not choose the words. */
export function hostileRun(): Run {
  const run = recordedRun();
  const poison = <T>(value: T): T => {
    if (typeof value === "string") {
      return (value.includes("iabg.de") ? value.replaceAll("iabg.de", hostile) : value) as T;
    }
    if (Array.isArray(value)) {
      return value.map(poison) as T;
    }
    return typeof value === "object" && value !== null
      ? (Object.fromEntries(Object.entries(value).map(([key, item]) => [key, poison(item)])) as T)
      : value;
  };
  const poisoned = poison(run);
  return {
    ...poisoned,
    urls: { ...poisoned.urls, graylog: "javascript:alert(1)" },
    followed: poisoned.followed.map((alert) => ({
      ...alert,
      agent: { ...alert.agent, name: hostile },
      ...(alert.ticket && { ticket: { ...alert.ticket, misp_event_link: "javascript:alert(1)" } }),
    })),
  };
}
