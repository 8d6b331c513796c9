import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DesiredFluentBit } from "../../../configurator/desired.ts";
import { fluentBit } from "../../../configurator/fluent-bit.ts";
import { run } from "../../../rehearsal/fluent-bit/run.ts";
import { temporaryFolder } from "../../rehearsal/support/folder.ts";
import type { Addresses } from "./addresses.ts";
import { deployed } from "./deployed.ts";
import type { Ending } from "./ending.ts";
import type { Volumes } from "./volumes.ts";

/** Runs Fluent Bit's stand-in with its container's file, and has it proven as the configurator does. */
export async function startFluentBit(
  t: Ending,
  { deadline }: DesiredFluentBit,
  addresses: Addresses,
  volumes: Volumes,
): Promise<void> {
  const text = deployed
    .upload("fluent-bit", "/fluent-bit/etc/fluent-bit.conf")
    .content.replace(
      /^( +Host +)(\S+)(\n +Port +)(\d+)$/gm,
      (_all, host: string, name: string, port: string, number: string) => {
        const real = new URL(`tcp://${addresses.find(`${name}:${number}`)}`);
        return `${host}${real.hostname}${port}${real.port}`;
      },
    )
    .replace(/^( +(?:Path|DB|storage\.path) +)(\S+)$/gm, (_all, key: string, path: string) => {
      const place = volumes.path("fluent-bit", path);
      mkdirSync(dirname(place), { recursive: true });
      return key + place;
    })
    .replace(/^( +HTTP_Port +)\d+$/m, "$10")
    .replace(/^( +HTTP_Listen +)\S+$/m, "$1127.0.0.1");
  const configuration = join(temporaryFolder(t), "fluent-bit.conf");
  writeFileSync(configuration, text);
  const running = await run({ configuration, environment: {}, write: () => undefined });
  t.teardown(() => running.stop());
  await fluentBit({ url: `http://127.0.0.1:${running.httpPort!}`, deadline }).converge();
}
