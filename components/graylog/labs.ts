import type * as pulumi from "@pulumi/pulumi";
import type { GraylogContent } from "../../configurator/desired.ts";
import { generatedSecret } from "../generated-secret.ts";

/** What one lab that Graylog is shared with has in it. */
export interface GraylogLab {
  /** The lab's stack: also the name of who may read its stream. */
  readonly lab: string;
  /** Port of its own input. */
  readonly port: number;
  readonly password: pulumi.Output<string>;
}

/** First port of the labs' inputs; the lab with the number 1 has the next. */
const portsBefore = 5_600;

/** What each lab has, by its stack and its number. The port follows from the number, so it is never another lab's. */
export function graylogLabs(
  labs: Readonly<Record<string, number>>,
  opts: pulumi.CustomResourceOptions,
): GraylogLab[] {
  return Object.entries(labs).map(([lab, number]) => ({
    lab,
    port: portsBefore + number,
    password: generatedSecret(`graylog-reader-${lab}`, 24, opts),
  }));
}

/** Title of a lab's stream, and of its input. */
export const labStream = (lab: string): string => `alerts of the lab ${lab}`;

/** What begins the titles of what is another lab's. */
export const labTitles = labStream("");

/**
 * The content with an input, a stream and a reader for each lab. The input says whose a message is: a field that it sets by
 * itself, and that nobody who sends a message can set.
 */
export function withLabs(
  content: GraylogContent,
  labs: readonly { readonly lab: string; readonly port: number; readonly password: string }[],
): GraylogContent {
  const [input] = content.inputs;
  const [stream] = content.streams;
  if (!input || !stream) {
    throw new Error(
      "templates/graylog/content.yaml must have an input and a stream, which those of labs are like",
    );
  }
  return {
    ...content,
    inputs: [
      ...content.inputs,
      ...labs.map(({ lab, port }) => ({
        ...input,
        title: labStream(lab),
        configuration: { ...(input["configuration"] as object), port },
        staticFields: { ...input.staticFields, lab },
      })),
    ],
    streams: [
      ...content.streams,
      ...labs.map(({ lab }) => ({
        ...stream,
        title: labStream(lab),
        description: `Every alert of the lab ${lab}`,
        rules: [{ type: 1, field: "lab", value: lab, inverted: false }],
      })),
    ],
    labs: {
      titles: labTitles,
      readers: labs.map(({ lab, password }) => ({ username: lab, password, streams: [labStream(lab)] })),
    },
  };
}
