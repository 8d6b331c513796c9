import type * as pulumi from "@pulumi/pulumi";

/**
 * What a system runs: everything that its container needs, said without a word of Docker's resources. A placement turns
 * it into them.
 */
export interface Workload {
  /** Reference or id of the image. */
  readonly image: pulumi.Input<string>;
  /** Name by which the lab's other systems reach it, such as `wazuh.manager`. */
  readonly hostname: string;
  /** Arguments for the image's entry point. @default - the image's own */
  readonly arguments?: readonly pulumi.Input<string>[];
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Files that are there before the first process starts. */
  readonly files?: readonly WorkloadFile[];
  readonly volumes?: readonly WorkloadVolume[];
  readonly ports?: readonly WorkloadPort[];
  /** Command that tells by exit code 0 that the system is well. @default - the image's own */
  readonly healthCheck?: HealthCheck;
  /** Limit of memory, MiB; swap is not given on top. */
  readonly memory: number;
}

export interface WorkloadFile {
  /** Absolute path in the container. */
  readonly path: string;
  /** The file's text; a secret stays one in the state. */
  readonly content: pulumi.Input<string>;
  /** Octal mode. @default "0644" */
  readonly mode?: `0${number}`;
  /** Numeric owner. @default 0 */
  readonly owner?: number;
  /** Numeric group. @default 0 */
  readonly group?: number;
}

export interface WorkloadVolume {
  /** Name of a volume of the lab. */
  readonly volume: pulumi.Input<string>;
  /** Absolute path in the container. */
  readonly path: string;
  /** @default false */
  readonly readOnly?: boolean;
}

export interface WorkloadPort {
  /** Port that the system listens on. */
  readonly inside: number;
  /** Port of the Docker host that it is published on. */
  readonly outside: number;
}

export interface HealthCheck {
  /** Program and arguments, without a shell. */
  readonly command: readonly string[];
  /** Seconds from one check to the next. */
  readonly interval: number;
  /** Seconds after which a check has failed. @default 10 */
  readonly timeout?: number;
  /** Failures in a row after which the system is unhealthy. @default 5 */
  readonly retries?: number;
  /** Seconds from the start in which failures do not count. @default 0 */
  readonly startPeriod?: number;
}
