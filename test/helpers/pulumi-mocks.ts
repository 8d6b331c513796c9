import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** A resource that the program asked for, with its inputs as the engine would get them. */
export interface MockedResource {
  readonly type: string;
  readonly name: string;
  /** Name of the resource that it belongs to, or undefined at the top. */
  readonly parent: string | undefined;
  /** Names of the resources whose outputs it is made from, or that it waits for; sorted, each once. */
  readonly dependencies: readonly string[];
  /** Options that change how the engine updates it. */
  readonly options: { readonly deleteBeforeReplace: boolean; readonly ignoreChanges: readonly string[] };
  /** Inputs without the envelopes of secrets. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the inputs that the state would hold encrypted. */
  readonly secrets: readonly string[];
}

/** What the engine is asked for a resource, as far as it is looked at here. */
interface RegisterRequest {
  getParent(): string;
  getType(): string;
  getName(): string;
  getDependenciesList(): string[];
  getDeletebeforereplace(): boolean;
  getIgnorechangesList(): string[];
}

interface Monitor {
  registerResource(request: RegisterRequest, callback: (...answer: unknown[]) => void): Promise<void>;
}

let projectWithBuilds: string | undefined;

/**
 * Goes to a folder with build contexts that are digests and nothing else: the program looks for what `npm run build`
 * makes in the folder that it runs in, and tests of its resources need no builds.
 */
function enterProjectWithBuilds(): void {
  projectWithBuilds ??= makeProjectWithBuilds();
  process.chdir(projectWithBuilds);
}

function makeProjectWithBuilds(): string {
  const folder = mkdtempSync(join(tmpdir(), "project-"));
  for (const name of ["linux-agent", "services", "wazuh-manager"]) {
    mkdirSync(join(folder, "dist", name), { recursive: true });
    writeFileSync(join(folder, "dist", name, "digest"), `${"0123456789abcdef".repeat(4)}\n`);
  }
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Puts mocks in the engine's place, and collects what is asked for. Call it before the component's module is imported.
 * A resource's outputs are its inputs, with the properties that the engine or a plugin would add to what the lab uses.
 *
 * @param outputsOf outputs of a resource beside its inputs and those that the lab usually uses
 */
export async function mockEngine(
  stack = "test",
  outputsOf: (type: string, name: string) => object = () => ({}),
): Promise<MockedResource[]> {
  enterProjectWithBuilds();
  const resources: MockedResource[] = [];
  const requests = new Map<string, RegisterRequest>();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }: pulumi.runtime.MockResourceArgs) => {
        const secrets = Object.entries(given as object).filter(([, value]) => isSecret(value));
        const inputs = openSecrets(given) as Record<string, unknown>;
        const request = requests.get(keyOf(type, name));
        resources.push({
          type,
          name,
          inputs,
          secrets: secrets.map(([key]) => key),
          parent: request && (nameOf(request.getParent()) || undefined),
          dependencies: [...new Set(request?.getDependenciesList().map(nameOf))].sort(),
          options: {
            deleteBeforeReplace: request?.getDeletebeforereplace() ?? false,
            ignoreChanges: request?.getIgnorechangesList() ?? [],
          },
        });
        return {
          id: `${name}-id`,
          state: { ...inputs, ...usualOutputsOf(type, inputs), ...outputsOf(type, name) },
        };
      },
      call: ({ token }: pulumi.runtime.MockCallArgs) => {
        throw new Error(`The call of ${token} was not foreseen.`);
      },
    },
    "wazuh-misp-lab",
    stack,
    false,
  );
  // The mocks are not told of parents and dependencies; the request that reaches the monitor has them.
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    requests.set(keyOf(request.getType(), request.getName()), request);
    return register(request, callback);
  };
  return resources;
}

const keyOf = (type: string, name: string): string => `${type} ${name}`;

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2).replace(/^:/, "");

function usualOutputsOf(type: string, inputs: Readonly<Record<string, unknown>>): object {
  switch (type) {
    case "pulumi:index:Stash":
      return { output: inputs["input"] };
    case "command:local:Command":
      return { stdout: "" };
    default:
      return {};
  }
}

/** The key that marks a secret's envelope: https://www.pulumi.com/docs/iac/guides/building-extending/packages/ */
const secretMark = "4dabf18193072939515e22adb298388d";

function isSecret(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && secretMark in value;
}

function openSecrets(value: unknown): unknown {
  if (isSecret(value)) {
    return openSecrets(value.value);
  }
  if (Array.isArray(value)) {
    return value.map(openSecrets);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, openSecrets(item)]))
    : value;
}

/** An output's value. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

/** What a program exports, by name. */
export type Exported = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a program exports, opened: its outputs and secrets at every depth. */
export function opened(outputs: unknown): Promise<Exported> {
  return valueOf(pulumi.output(outputs as Exported) as pulumi.Output<Exported>);
}

/** Waits until the program has nothing more to ask for. */
export async function settled(): Promise<void> {
  await pulumi.runtime.disconnect();
}
