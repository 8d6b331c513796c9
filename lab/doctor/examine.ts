import { openContext } from "../../engine/context.ts";
import { stackLabel } from "../../components/workload/names.ts";
import { dockerAddressOf } from "../docker-of.ts";
import { configurationOf } from "../lab-configuration.ts";
import { readStackFile } from "../stack-file.ts";
import { checkDocker } from "./docker.ts";
import { ok, problem, type Finding } from "./finding.ts";
import { checkImages } from "./images.ts";
import { checkKernel } from "./kernel.ts";
import { examineMachine, type Machine } from "./machine.ts";
import { needsOf, type Needs } from "./needs.ts";
import { checkPorts } from "./ports.ts";
import { checkProcessor } from "./processor.ts";
import { checkRoom } from "./room.ts";
import { checkTools } from "./tools.ts";

/** Looks at everything that a lab depends on: this machine's tools, the Docker host, and what the stack's file asks for. */
export async function examine(stack: string): Promise<Finding[]> {
  const tools = checkTools(await openContext());
  const [needs, machine] = await Promise.all([needsFor(stack), machineFor(stack)]);
  const findings = [
    ...(await tools),
    ...(isFinding(needs) ? [needs] : [ok("configuration", describe(needs))]),
  ];
  if (isFinding(machine)) {
    return [...findings, machine];
  }
  findings.push(...checkDocker(machine));
  return isFinding(needs) ? findings : [...findings, ...(await checkNeeds(machine, needs))];
}

/** Whether a Docker host has what a lab needs: what `lab up` looks at before it begins, too. */
export async function checkNeeds(machine: Machine, needs: Needs): Promise<Finding[]> {
  const running = await isRunning(machine, needs.stack);
  const checks = await Promise.all([
    checkRoom(machine, needs, running),
    checkKernel(machine, needs),
    checkProcessor(machine, needs),
    checkPorts(machine, needs),
    checkImages(machine, needs.images),
  ]);
  return checks.flat();
}

async function isRunning({ docker }: Machine, stack: string): Promise<boolean> {
  const { label, value } = stackLabel(stack);
  return (await docker.listContainers({ filters: { label: [`${label}=${value}`] } })).length > 0;
}

const isFinding = (value: object): value is Finding => "state" in value;

const describe = ({ stack, profile, ports }: Needs): string =>
  `stack ${stack}: profile ${profile}, ${ports.length} ports from ${Math.min(...ports.map(({ port }) => port))} on`;

async function needsFor(stack: string): Promise<Needs | Finding> {
  try {
    return needsOf(stack, await configurationOf(await readStackFile(stack)));
  } catch (error) {
    return problem(
      "configuration",
      (error as Error).message,
      `npm run lab -- config ${stack} shows it with every setting`,
    );
  }
}

async function machineFor(stack: string): Promise<Machine | Finding> {
  try {
    const address = await dockerAddressOf(stack);
    return await examineMachine(address).catch((error: unknown) =>
      problem(
        "docker",
        `no engine answers at ${address.host}: ${(error as Error).message}`,
        howToGetDocker(error),
      ),
    );
  } catch (error) {
    return problem("docker", (error as Error).message);
  }
}

function howToGetDocker(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === "EACCES") {
    return "sudo usermod -aG docker $USER, and log in again";
  }
  return process.platform === "linux"
    ? "Start it (sudo systemctl start docker) or install it (sudo apt-get install docker.io); on Debian as root `npm run lab -- up` does both"
    : "Start Docker Desktop, and wait until it says that it runs";
}
