import type { System } from "./converge.ts";
import type { DesiredFluentBit } from "./desired.ts";
import { httpClient } from "./http-client.ts";

/** Fluent Bit is configured by its file alone; here it is only proven that it runs with it. */
export function fluentBit(desired: DesiredFluentBit): System {
  const http = httpClient(desired.url, {});
  return {
    name: "fluent-bit",
    deadline: desired.deadline,
    converge: async () => {
      const { "fluent-bit": build } = await http.get<{ "fluent-bit": { version: string } }>("/");
      return `version ${build.version} answers`;
    },
  };
}
