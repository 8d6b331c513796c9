import * as pulumi from "@pulumi/pulumi";
import type { MispEvent, MispFeed } from "../../configurator/desired.ts";

/** Addresses that MISP is asked at. */
export interface MispApi {
  /** Address that the lab's containers reach it by, without a slash behind. */
  readonly url: pulumi.Input<string>;
  /** Address that a browser reaches it by: for links. */
  readonly publicUrl: pulumi.Input<string>;
}

/** How custom-misp comes to a key that may only read. */
export type MispLookup =
  /** The configurator has MISP make one, and hands it over by a volume. */
  | { readonly kind: "made"; readonly volume: pulumi.Input<string> }
  /** It is given. */
  | { readonly kind: "given"; readonly key: pulumi.Output<string> };

/** What the configurator may do in MISP. */
export interface MispManagement {
  readonly administratorKey: pulumi.Output<string>;
  readonly events: readonly MispEvent[];
  readonly feeds: readonly MispFeed[];
  /** What the key that it has MISP make is found again by. */
  readonly comment: string;
  /** The labs that it is shared with, each of which has a key of its own made; undefined where it is not shared. */
  readonly shared?: {
    readonly labs: readonly { readonly lab: string; readonly volume: pulumi.Input<string> }[];
  };
}

/** MISP as the lab's other systems see it, whether it is the lab's own, another lab's or somebody else's. */
export interface MispEndpoint {
  readonly api: MispApi;
  /** Authorities that its certificate is checked with, PEM; undefined for the well-known ones. */
  readonly authority: pulumi.Input<string> | undefined;
  readonly lookup: MispLookup;
  /** Undefined where the lab is to change nothing. */
  readonly management: MispManagement | undefined;
}

/** What MISP's keys for look-ups are found again by: the lab's own, and with a lab's name behind it that of another. */
export const lookupComment = "custom-misp of the lab";

/** Where the configurator leaves the key that MISP made, and the manager finds it. */
export const lookupKeyFolder = "/var/lib/lab/misp";
export const lookupKeyPath = `${lookupKeyFolder}/key`;

/** Where the configurator leaves the key of a lab that MISP is shared with. */
export const labKeyFolder = (lab: string): string => `/var/lib/lab/shared/${lab}`;
