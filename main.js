// What Pulumi starts: a door that an old Node can still read, and that tells it in one line why it cannot go on.
import { RunError } from "@pulumi/pulumi";

export default async function program() {
  if (!process.features.typescript) {
    throw new RunError(
      `The lab runs on Node 22.18 or newer, and this is Node ${process.versions.node}. ` +
        "`npm run pulumi -- <arguments>` brings the right one.",
    );
  }
  const { default: lab } = await import("./index.ts");
  return lab();
}
