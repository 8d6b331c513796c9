import * as command from "@pulumi/command";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

export interface ReadinessArgs {
  /** Containers that must be healthy by Docker's own check, by system. */
  readonly containers: Readonly<Record<string, docker.Container>>;
  /** The configurator: what it says of the systems that it looks after counts too. */
  readonly configurator: docker.Container;
  /** Seconds after which the lab counts as failed. */
  readonly deadline: number;
}

/**
 * Holds `pulumi up` until every system has proven that it does its job, and fails with what is missing. It asks the Docker
 * Engine alone, so it works for a remote host too; it is asked again whenever a container is another one.
 */
export class Readiness extends pulumi.ComponentResource {
  /** One line a system: what proves that it is ready. */
  readonly proof: pulumi.Output<string>;

  constructor(name: string, args: ReadinessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Readiness", name, {}, opts);
    const containers = Object.values(args.containers);
    const wait = new command.local.Command(
      name,
      {
        create: "node components/readiness/main.ts",
        environment: {
          LAB_READINESS_CONTAINERS: pulumi.jsonStringify(
            Object.fromEntries(
              Object.entries(args.containers).map(([system, { name: container }]) => [system, container]),
            ),
          ),
          LAB_READINESS_CONFIGURATOR: args.configurator.name,
          LAB_READINESS_DEADLINE: args.deadline.toString(),
        },
        triggers: [...containers, args.configurator].map((container) => container.id),
      },
      // What it says of times differs from run to run; only another container is a reason to ask again.
      { parent: this, ignoreChanges: ["environment"] },
    );
    this.proof = wait.stdout;
    this.registerOutputs({});
  }
}
