import { readFileSync } from "node:fs";
import type { DemoLab } from "./lab.ts";
import type { RunVersion } from "./run.ts";

/** Names of the systems that tell their version over their API. */
const systems: readonly (readonly [key: string, name: string])[] = [
  ["misp", "MISP"],
  ["graylog", "Graylog"],
  ["fluent-bit", "Fluent Bit"],
];

/** The versions of everything that takes part; what does not tell its version is left out. */
export async function versionsOf(lab: DemoLab): Promise<RunVersion[]> {
  const isRehearsal = lab.profile === "rehearsal";
  const what = isRehearsal ? "a stand-in, which speaks as this version" : "as it tells itself";
  const [known, wazuh, customMisp, docker] = await Promise.all([
    lab.systemVersions(),
    isRehearsal
      ? { name: "Wazuh", version: "4.14", what }
      : lab.run("wazuh-manager", ["/var/ossec/bin/wazuh-control", "info", "-v"]).then(
          (text) => ({ name: "Wazuh", version: text.trim(), what }),
          () => undefined,
        ),
    lab.run("wazuh-manager", ["/var/ossec/integrations/custom-misp", "--version"]).then((text) => ({
      name: "custom-misp",
      version: text.trim().replace(/^custom-misp /, ""),
      what: "the lab's own",
    })),
    lab.dockerVersion(),
  ]);
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return [
    wazuh,
    ...systems.map(([key, name]) => known[key] && { name, version: known[key], what }),
    customMisp,
    { name: "wazuh-misp-lab", version, what: "this project" },
    { name: "Docker Engine", version: docker, what: "as it tells itself" },
    { name: "Node", version: process.versions.node, what: "runs the demonstration" },
  ].filter((one) => one !== undefined && one !== "");
}
