import type Docker from "dockerode";
import { readConfiguration } from "../../components/configuration.ts";
import { checkNeeds } from "../doctor/examine.ts";
import { ok, problem, type Finding } from "../doctor/finding.ts";
import { examineMachine } from "../doctor/machine.ts";
import { needsOf, type Needs } from "../doctor/needs.ts";
import { findingLines } from "../doctor/print.ts";
import { LabError } from "../lab-error.ts";
import type { Session } from "../session.ts";
import type { ClassRegister } from "./register.ts";
import { commonSettings, labSettings, type StackSettings } from "./settings.ts";

const gib = 2 ** 30;

/** Disk that a further lab takes when its images are there already: volumes, databases, journals. */
const diskOfFurther = { full: 4 * gib, rehearsal: gib / 4 };

/** Networks that Docker's own address pools have room for, with the one that is always there. */
const usualNetworks = 31;

/**
 * Looks, before anything is made, whether the Docker host has what the labs of a class need that are not there yet.
 *
 * @param force goes on in spite of problems, which are told
 * @throws {LabError} with everything that is missing and how to mend it
 */
export async function preflightClass(
  register: ClassRegister,
  { address, docker }: Pick<Session, "address" | "docker">,
  notice: (text: string) => void,
  force = false,
): Promise<void> {
  const { common, labs } = register;
  const fresh = [
    ...(common.containers ? [] : [needsFrom(common.stack, commonSettings(register))]),
    ...labs
      .filter(({ created }) => created === undefined)
      .map((lab) => needsFrom(lab.stack, labSettings(register, lab))),
  ];
  if (fresh.length === 0) {
    return;
  }
  const findings = [
    ...(await checkNeeds(await examineMachine(address), together(fresh))),
    await checkNetworks(docker, fresh.length + (register.shared.length > 0 ? 1 : 0)),
  ];
  const problems = findings.filter(({ state }) => state === "problem");
  if (problems.length > 0 && !force) {
    throw new LabError(
      `The class ${register.class} was not begun, because this is missing:\n${text(problems)}\n` +
        "`npm run lab -- class up --force` begins all the same.",
      { details: { findings: problems } },
    );
  }
  findings.filter(({ state }) => state !== "ok").forEach((finding) => notice(text([finding]).trim()));
}

const needsFrom = (stack: string, settings: StackSettings): Needs =>
  needsOf(stack, readConfiguration(settings));

/** What several labs need at once: images are there once, everything else for each of them. */
export function together(labs: readonly Needs[]): Needs {
  const sum = (of: (needs: Needs) => number): number => labs.reduce((total, needs) => total + of(needs), 0);
  const [first] = labs.toSorted((a, b) => b.disk - a.disk);
  if (!first) {
    throw new Error("there is no lab whose needs could be counted");
  }
  return {
    ...first,
    memory: sum(({ memory }) => memory),
    disk: first.disk + sum(({ profile }) => diskOfFurther[profile]) - diskOfFurther[first.profile],
    ports: labs.flatMap(({ ports }) => ports),
    openSearch: labs.some(({ openSearch }) => openSearch),
    virtualMachine: labs.some(({ virtualMachine }) => virtualMachine),
    images: Object.assign({}, ...labs.map(({ images }) => images)) as Needs["images"],
  };
}

/** Docker gives each network a range of its own out of pools, and fails when they are used up. */
async function checkNetworks(docker: Docker, wanted: number): Promise<Finding> {
  const [networks, { DefaultAddressPools: pools }] = (await Promise.all([
    docker.listNetworks({ filters: { driver: ["bridge"] } }),
    docker.info(),
  ])) as [unknown[], { DefaultAddressPools?: unknown[] | null }];
  const seen = `${wanted} networks are needed, and Docker has ${networks.length}`;
  return pools || networks.length + wanted <= usualNetworks
    ? ok("networks", seen)
    : problem(
        "networks",
        `${seen}: its own address pools have room for ${usualNetworks}`,
        "remove those that nothing uses (docker network prune), or set default-address-pools in Docker's daemon.json",
      );
}

const text = (findings: readonly Finding[]): string => findings.flatMap(findingLines).join("\n");
