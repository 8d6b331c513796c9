import { planOf } from "../../../components/plan.ts";
import { dockerOf } from "../../docker-of.ts";
import { presentContainers } from "../../expected.ts";
import { configurationOf } from "../../lab-configuration.ts";
import { readStackFile } from "../../stack-file.ts";
import { readLabStatus } from "../../status/read.ts";
import { ok, problem, type Finding } from "../finding.ts";
import type { DeepCheck } from "./check.ts";
import { graylogChecks } from "./graylog.ts";
import { insideOf, type Inside } from "./inside.ts";
import { resourceChecks } from "./resources.ts";
import { wazuhChecks } from "./wazuh.ts";

export const deepChecks: readonly DeepCheck[] = [...resourceChecks, ...wazuhChecks, ...graylogChecks];

/** What of a lab decides which checks there are. */
export type Kind = Required<Pick<DeepCheck, "profile" | "store">>;

/** Looks inside a running lab at what its systems' own answers cannot prove. */
export async function examineDeeply(stack: string): Promise<Finding[]> {
  const docker = await dockerOf(stack);
  const status = await readLabStatus(docker, stack);
  if (!status.present) {
    return [
      problem(
        "inside",
        `the lab ${stack} is not up, so there is nothing to look into`,
        `npm run lab -- up ${stack}`,
      ),
    ];
  }
  const configuration = await configurationOf(await readStackFile(stack));
  const inside = insideOf(docker, await presentContainers(docker, stack));
  const kind = { profile: configuration.profile, store: planOf(configuration).graylogStore };
  return [
    ...status.systems.map(({ system, state, detail }) =>
      state === "ready"
        ? ok(system, detail)
        : problem(
            system,
            `${state}: ${detail}`,
            `npm run lab -- logs ${system} --stack ${stack} --since 10m`,
          ),
    ),
    ...(await runChecks(inside, kind)),
  ];
}

/** Runs every check that a lab of this kind has something to see for, one after the other. */
export async function runChecks(inside: Inside, kind: Kind, checks = deepChecks): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { about, needs, profile = kind.profile, store = kind.store, run } of checks) {
    if (profile !== kind.profile || store !== kind.store || !needs.every((system) => inside.has(system))) {
      continue;
    }
    try {
      findings.push(...(await run(inside)));
    } catch (error) {
      findings.push(problem(about, `could not be looked at: ${(error as Error).message}`));
    }
  }
  return findings;
}
