import * as pulumi from "@pulumi/pulumi";

/** A resource that the program asked for, with its inputs as the engine would get them. */
export interface MockedResource {
  readonly type: string;
  readonly name: string;
  /** Inputs without the envelopes of secrets. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the inputs that the state would hold encrypted. */
  readonly secrets: readonly string[];
}

/**
 * Puts mocks in the engine's place, and collects what is asked for. Call it before the component's module is imported.
 * A resource's outputs are its inputs, with the properties that the engine or a plugin would add to what the lab uses.
 */
export async function mockEngine(stack = "test"): Promise<MockedResource[]> {
  const resources: MockedResource[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }: pulumi.runtime.MockResourceArgs) => {
        const secrets = Object.entries(given as object).filter(([, value]) => isSecret(value));
        const inputs = openSecrets(given) as Record<string, unknown>;
        resources.push({ type, name, inputs, secrets: secrets.map(([key]) => key) });
        return { id: `${name}-id`, state: { ...inputs, ...outputsOf(type, inputs) } };
      },
      call: ({ token }: pulumi.runtime.MockCallArgs) => {
        throw new Error(`The call of ${token} was not foreseen.`);
      },
    },
    "wazuh-misp-lab",
    stack,
    false,
  );
  return resources;
}

function outputsOf(type: string, inputs: Readonly<Record<string, unknown>>): object {
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

/** Waits until the program has nothing more to ask for. */
export async function settled(): Promise<void> {
  await pulumi.runtime.disconnect();
}
