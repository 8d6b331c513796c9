import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { GraylogContent } from "../configurator/desired.ts";
import type { SystemImage } from "./images.ts";
import { publishedPort } from "./ports.ts";
import { readTemplate, render, templatesFolder } from "./template.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import { labVolume } from "./workload/volume.ts";

export interface GraylogArgs {
  readonly site: Site;
  readonly image: SystemImage;
}

/** How the lab's other systems ask Graylog. */
export interface GraylogApi {
  /** Address of the REST API inside the lab, without a slash behind. */
  readonly url: string;
  readonly username: string;
  readonly password: pulumi.Output<string>;
}

/** A Raw TCP input: one message a line. */
export interface RawInput {
  readonly host: string;
  readonly port: number;
}

/** Where Graylog's notifications go. */
export interface NotificationReceiver {
  readonly url: string;
  readonly token: string;
}

/** Graylog with its administrator; its content is brought in by the configurator. */
export class Graylog extends pulumi.ComponentResource {
  readonly api: GraylogApi;
  readonly rawInput: RawInput;
  /** Address of the web interface for people. */
  readonly url: string;
  readonly container: docker.Container;

  constructor(name: string, args: GraylogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Graylog", name, {}, opts);
    const { site } = args;
    const hostname = "graylog";
    const port = publishedPort(site.portBase, "graylog");
    const password = site.secrets.of("graylogAdminPassword", { parent: this });
    const passwordSecret = site.secrets.of("graylogPasswordSecret", { parent: this });

    this.url = `http://localhost:${port}`;
    this.api = { url: `http://${hostname}:9000/api`, username: "admin", password };
    this.rawInput = { host: hostname, port: 5555 };
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        hostname,
        memory: site.size.memory.graylog,
        environment: {
          GRAYLOG_PASSWORD_SECRET: passwordSecret,
          GRAYLOG_ROOT_PASSWORD_SHA2: password.apply((text) =>
            createHash("sha256").update(text).digest("hex"),
          ),
          GRAYLOG_HTTP_BIND_ADDRESS: "0.0.0.0:9000",
          GRAYLOG_HTTP_EXTERNAL_URI: `${this.url}/`,
        },
        volumes: [
          { volume: labVolume(site, `${name}-data`, { parent: this }).name, path: "/usr/share/graylog/data" },
        ],
        ports: [
          { inside: 9000, outside: port },
          { inside: this.rawInput.port, outside: publishedPort(site.portBase, "graylog-raw") },
        ],
      },
      { parent: this },
    );
    this.registerOutputs({ url: this.url });
  }
}

/**
 * Graylog's content of templates/graylog/.
 *
 * @param schedule milliseconds between two runs of the event definition, and so the longest time that a match waits
 */
export function graylogContent(receiver: NotificationReceiver, schedule: number): GraylogContent {
  const content = parse(render("graylog/content.yaml", { ticketDesk: receiver, schedule })) as Omit<
    GraylogContent,
    "rules"
  >;
  const rules = readdirSync(new URL("graylog/rules/", templatesFolder)).map((file) => [
    basename(file, ".rule"),
    readTemplate(`graylog/rules/${file}`),
  ]);
  return { ...content, rules: Object.fromEntries(rules) as Record<string, string> };
}
