import { readFile } from "node:fs/promises";
import { ok, problem, type Finding } from "./finding.ts";
import type { Machine } from "./machine.ts";
import type { Needs } from "./needs.ts";

/**
 * What MongoDB needs of a processor, by the words of its image: AVX, or something of ARMv8.2.
 *
 * @see https://github.com/docker-library/mongo, 7.0/docker-entrypoint.sh
 */
const enough = [
  /^flags\s*:.* avx( |$)/m,
  /^Features\s*:.* (fphp|dcpop|sha3|sm3|sm4|asimddp|sha512|sve)( |$)/m,
];

/** Whether Graylog's database can run on this machine's processor; elsewhere it cannot be seen. */
export async function checkProcessor(
  { local }: Pick<Machine, "local">,
  { images }: Pick<Needs, "images">,
  cpuInfo = "/proc/cpuinfo",
): Promise<Finding[]> {
  if (!local || !("graylog-database" in images)) {
    return [];
  }
  const features = await readFile(cpuInfo, "utf8");
  return [
    enough.some((one) => one.test(features))
      ? ok("processor", "has what MongoDB needs")
      : problem(
          "processor",
          "has neither AVX nor ARMv8.2, and MongoDB, which Graylog keeps its settings in, ends at once without",
          "Of a virtual machine: give it the processor of its host (type `host`); or leave Graylog out with lab:systems",
        ),
  ];
}
