import { readFileSync } from "node:fs";
import type { DesiredState } from "../configurator/desired.ts";
import { httpClient } from "../configurator/http-client.ts";

/** Version of each system that has an API, by its name; one that does not answer is left out. */
export async function readVersions(): Promise<Record<string, string>> {
  const { misp, graylog, fluentBit } = JSON.parse(
    readFileSync("/etc/lab/desired-state.json", "utf8"),
  ) as DesiredState;
  const asked: [string, Promise<string>][] = [];
  if (misp) {
    const http = httpClient(misp.url, { Authorization: misp.key });
    asked.push(["misp", http.get<{ version: string }>("/servers/getVersion").then(({ version }) => version)]);
  }
  if (graylog) {
    const credentials = Buffer.from(`${graylog.username}:${graylog.password}`).toString("base64");
    const http = httpClient(graylog.api, { Authorization: `Basic ${credentials}` });
    asked.push(["graylog", http.get<{ version: string }>("/system").then(({ version }) => version)]);
  }
  if (fluentBit) {
    const http = httpClient(fluentBit.url, {});
    const answer = http.get<{ "fluent-bit": { version: string } }>("/");
    asked.push(["fluent-bit", answer.then((about) => about["fluent-bit"].version)]);
  }
  const settled = await Promise.allSettled(asked.map(([, version]) => version));
  return Object.fromEntries(
    settled.flatMap((result, index) =>
      result.status === "fulfilled" ? [[asked[index]![0], result.value] as const] : [],
    ),
  );
}
