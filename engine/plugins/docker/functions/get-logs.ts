import type { ContainerLogsOptions } from "dockerode";
import type { Invokable } from "../../provider/resource.ts";
import { daemonError } from "../daemon-error.ts";
import type { Docker } from "../docker.ts";
import { given } from "../given.ts";
import { demultiplex } from "../output-stream.ts";
import { flag, output, required, text } from "../properties.ts";

/** Reads what a container printed. https://www.pulumi.com/registry/packages/docker/api-docs/getlogs */
export const getLogs: Invokable<Docker> = {
  description: "Reads what a Docker container printed.",
  shape: {
    name: required(text),
    showStdout: { ...flag, default: true },
    showStderr: { ...flag, default: true },
    timestamps: { ...flag, default: false },
    details: { ...flag, default: false },
    since: { ...text, default: "" },
    until: { ...text, default: "" },
    tail: { ...text, default: "" },
    discardHeaders: { ...flag, default: true },
    logsListStringEnabled: { ...flag, default: true },
    follow: {
      ...flag,
      default: false,
      validate: (value) =>
        value === true ? "cannot be true: it would wait for a container that runs on" : undefined,
    },
    id: output("string"),
    logsListStrings: output({ list: "string" }),
  },

  async call({ daemon }, args) {
    const name = args["name"] as string;
    if (args["logsListStringEnabled"] === false) {
      return { ...args, id: name };
    }
    const container = (await daemon.client()).getContainer(name);
    try {
      const [{ Config: config }, output] = await Promise.all([
        container.inspect(),
        container.logs({
          follow: false,
          stdout: args["showStdout"] === true,
          stderr: args["showStderr"] === true,
          timestamps: args["timestamps"] === true,
          details: args["details"] === true,
          ...given("since", (args["since"] as string) || undefined),
          ...given("until", (args["until"] as string) || undefined),
          ...given("tail", (args["tail"] as string) || undefined),
        } as unknown as ContainerLogsOptions & { follow: false }),
      ]);
      const lines = (config.Tty ? output.toString() : demultiplex(output)).split(/\r?\n/);
      return { ...args, id: name, logsListStrings: lines.at(-1) === "" ? lines.slice(0, -1) : lines };
    } catch (error) {
      throw daemonError("Could not read the container's logs", error);
    }
  },
};
