import type * as pulumi from "@pulumi/pulumi";
import type { GraylogLab } from "./labs.ts";

/** How Graylog's REST API is asked. */
export interface GraylogApi {
  /** Address that the lab's containers reach it by, without a slash behind. */
  readonly url: pulumi.Input<string>;
  /** Address for people. @default - the same without `/api` */
  readonly publicUrl?: pulumi.Input<string>;
  readonly username: pulumi.Input<string>;
  readonly password: pulumi.Output<string>;
}

/** A Raw TCP input: one message a line. */
export interface RawInput {
  readonly host: string;
  readonly port: number;
}

/** Graylog as the lab's other systems see it, whether it is the lab's own, another lab's or somebody else's. */
export interface GraylogEndpoint {
  readonly api: GraylogApi;
  readonly rawInput: pulumi.Input<RawInput>;
  /** Authorities that its certificate is checked with, PEM; undefined for the well-known ones. */
  readonly authority: pulumi.Input<string> | undefined;
  /** Whether the configurator brings the lab's content in. */
  readonly install: boolean;
  /** Whether the table of agents' owners is among its files. */
  readonly hasOwners: boolean;
  /** The labs that it is shared with; undefined where it is not shared. */
  readonly labs?: readonly GraylogLab[];
  /** Stream that this lab alone may read, where it is another lab's Graylog. */
  readonly stream?: pulumi.Input<string>;
}
