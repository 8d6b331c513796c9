import { z } from "zod";
import type { ImageName } from "./configuration/versions.ts";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/**
 * What makes two labs the same: the file that `lab lock` writes and `lab up --frozen` holds a lab to. In a rehearsal there
 * is no image but the lab's own, so what those are built from is all that is locked there.
 */
export const lockSchema = z.strictObject({
  version: z.literal(1),
  stack: z.string(),
  profile: z.enum(["full", "rehearsal"]),
  /** Release of this project. */
  project: z.string(),
  /** When it was written, ISO 8601. */
  made: z.string(),
  /** Processor of the Docker host. */
  architecture: z.string(),
  /** Release of each tool that the lab is made with. */
  tools: z.record(z.string(), z.string()),
  /** Images that are pulled, by system: as the configuration names them, and what that was. */
  images: z.record(z.string(), z.strictObject({ reference: z.string(), digest })),
  /** Images that are taken by their tags alone, such as those that the lab's own stand on: what each of them was. */
  byTag: z.record(z.string(), digest),
  /** Digest of what each of the lab's own images is built from: its programs and files. */
  built: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});

export type Lock = z.infer<typeof lockSchema>;

/** Variable with the path of the lock that the program takes its images from. */
export const lockVariable = "LAB_LOCK";

/** References of a lock's images by their digests, as `lab:images` has them. @throws when the text is no lock */
export function lockedImages(text: string): Partial<Record<ImageName, string>> {
  const { images } = lockSchema.parse(JSON.parse(text));
  return Object.fromEntries(
    Object.entries(images).map(([name, { reference, digest: of }]) => [name, withDigest(reference, of)]),
  );
}

/** A reference with a digest in place of its tag. */
export function withDigest(reference: string, of: string): string {
  const [name = ""] = reference.split("@");
  const colon = name.indexOf(":", name.lastIndexOf("/") + 1);
  return `${colon < 0 ? name : name.slice(0, colon)}@${of}`;
}
