import type { System } from "../converge.ts";
import type { DesiredSharedMisp } from "../desired.ts";
import { httpClient } from "../http-client.ts";
import { readKey } from "./lookup-key.ts";

/** Another lab's MISP: it is proven that it answers with this lab's key, as custom-misp will ask it. */
export function sharedMisp({ url, keyPath, deadline }: DesiredSharedMisp): System {
  return {
    name: "misp",
    deadline,
    converge: async () => {
      // Read each time: the other lab may have had another one made.
      const key = readKey(keyPath);
      if (key === undefined) {
        throw new Error("the lab that runs MISP has not made this lab's key yet: bring that one up");
      }
      const { version } = await httpClient(url, { Authorization: key }).get<{ version: string }>(
        "/servers/getVersion",
      );
      return `version ${version} answers with this lab's key`;
    },
  };
}
