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
  /** Further names by which they reach it. @default - none */
  readonly aliases?: readonly string[];
  /** Networks beside the lab's own, each with the names that it is reached by there. @default - none */
  readonly networks?: readonly WorkloadNetwork[];
  /** Program that runs in place of the image's entry point. @default - the image's own */
  readonly entryPoint?: readonly string[];
  /** Arguments for the image's entry point. @default - the image's own */
  readonly arguments?: readonly pulumi.Input<string>[];
  /** User, or user and group, by name or number. @default - the image's own */
  readonly user?: string;
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Files that are there before the first process starts. */
  readonly files?: readonly WorkloadFile[];
  readonly volumes?: readonly WorkloadVolume[];
  readonly ports?: readonly WorkloadPort[];
  /** Command that tells by exit code 0 that the system is well. @default - the image's own */
  readonly healthCheck?: HealthCheck;
  /** Limit of memory, MiB; swap is not given on top. */
  readonly memory: number;
  /** Seconds from the signal to stop until it is killed. @default - Docker's ten */
  readonly stopTimeout?: number;
  /** Limits of the process, by the name that `setrlimit` knows, such as `nofile`. @default - the Docker host's */
  readonly limits?: Readonly<Record<string, number>>;
  /** Capabilities of Linux beside Docker's usual ones, such as `SYS_NICE`. @default - none */
  readonly capabilities?: readonly string[];
  /** Devices of the Docker host, under the same path in the container. @default - none */
  readonly devices?: readonly string[];
  /**
   * Whether it watches the Docker host itself: it sees the host's processes and has all of root's rights there.
   * @default false
   */
  readonly watchesHost?: boolean;
  /** Kernel parameters of the container's own namespaces. @default - none */
  readonly sysctls?: Readonly<Record<string, string>>;
  /** Folders in memory, with mount options such as `size=64m`. @default - none */
  readonly tmpfs?: Readonly<Record<string, string>>;
}

export interface WorkloadNetwork {
  /** Name of the network. */
  readonly network: pulumi.Input<string>;
  /** Names that it is reached by there. @default - none but the container's own */
  readonly aliases?: readonly string[];
}

export interface WorkloadFile {
  /** Absolute path in the container; folders that are missing are made. */
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
