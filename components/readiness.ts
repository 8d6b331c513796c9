import * as command from "@pulumi/command";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

export interface ReadinessArgs {
  /** Every container of the lab by its system's name; the configurator's too, whose word on others counts. */
  readonly containers: Readonly<Record<string, docker.Container>>;
  /** Seconds after which a lab that is not ready has failed. */
  readonly deadline: number;
}

/**
 * Holds `pulumi up` until every system has proven that it does its job, and fails with what is missing. It asks the Docker
 * Engine alone, so it works for a remote host too; it is asked again whenever a container is another one.
 */
export class Readiness extends pulumi.ComponentResource {
  /** One line a system: what proves that it is ready. */
  readonly proof: pulumi.Output<string>;

  constructor(name: string, { containers, deadline }: ReadinessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Readiness", name, {}, opts);
    const names = Object.entries(containers).map(([system, container]) => [system, container.name] as const);
    // Where the stack's Docker host is another one than the user's, it is the one to ask.
    const host = new pulumi.Config("docker").get("host");
    const wait = new command.local.Command(
      name,
      {
        create: "node components/readiness/main.ts",
        environment: {
          LAB_READINESS_CONTAINERS: pulumi.jsonStringify(Object.fromEntries(names)),
          LAB_READINESS_DEADLINE: deadline.toString(),
          ...(host && { DOCKER_HOST: host }),
        },
        triggers: Object.values(containers).map((container) => container.id),
      },
      { parent: this },
    );
    this.proof = wait.stdout;
    this.registerOutputs({});
  }
}
