import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DesiredState } from "../../../configurator/desired.ts";
import { temporaryFolder } from "../../rehearsal/support/folder.ts";
import type { Addresses } from "./addresses.ts";
import { deployed } from "./deployed.ts";
import type { Ending } from "./ending.ts";
import type { Volumes } from "./volumes.ts";

/** What the configurator is told, with the addresses and the paths of here. The key for look-ups has no group of its own. */
export function desiredState(t: Ending, addresses: Addresses, volumes: Volumes): DesiredState {
  const { content } = deployed.upload("configurator", "/etc/lab/desired-state.json");
  const desired = JSON.parse(addresses.in(content)) as DesiredState;
  const { lookupKey } = desired.misp!;
  const graylog = desired.graylog!;
  return {
    ...desired,
    misp: {
      ...desired.misp!,
      lookupKey: { path: volumes.path("configurator", lookupKey!.path), comment: lookupKey!.comment },
    },
    graylog: {
      ...graylog,
      content: {
        ...graylog.content!,
        lookupTables: graylog.content!.lookupTables.map((table) => ({
          ...table,
          path: fileOf(t, "graylog", table.path),
        })),
      },
    },
  };
}

/** The place here of a file that a container is given. */
function fileOf(t: Ending, system: string, path: string): string {
  const place = join(temporaryFolder(t), "file");
  writeFileSync(place, deployed.upload(system, path).content);
  return place;
}
