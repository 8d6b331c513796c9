import { text } from "node:stream/consumers";
import test from "ava";
import Docker from "dockerode";
import { pack } from "tar-stream";
import { stackLabel } from "../../components/workload/names.ts";
import { removeLeftovers } from "../../lab/leftovers.ts";

const docker = new Docker();
const stack = `leftovers${process.pid}`;
const { label, value } = stackLabel(stack);
const images = () => docker.listImages({ filters: { label: [`${label}=${value}`] } });

/** Builds an image as a lab does, and leaves it without a tag, as when the build is cut off before it has one. */
async function build(...tags: string[]): Promise<void> {
  const context = pack();
  context.entry({ name: "Dockerfile" }, "FROM scratch\nCOPY Dockerfile /\n");
  context.finalize();
  const t = tags[0];
  const progress = await docker.buildImage(context as unknown as NodeJS.ReadableStream, {
    labels: { [label]: value },
    ...(t !== undefined && { t }),
  });
  await text(progress);
}

test.serial("an image whose build was cut off before it had a tag is removed with the rest", async (t) => {
  await build();
  t.true((await images()).length > 0);
  t.is((await removeLeftovers(docker, stack, new Set())).length, 1);
  t.deepEqual(await images(), []);
});

test.serial("an image that the stack's state knows of stays, and another tag goes", async (t) => {
  const [known, other] = [`wazuh-misp-lab/${stack}:known`, `wazuh-misp-lab/${stack}:other`];
  await build(known);
  await docker.getImage(known).tag({ repo: `wazuh-misp-lab/${stack}`, tag: "other" });
  t.deepEqual(await removeLeftovers(docker, stack, new Set([known])), [other]);
  t.deepEqual((await images())[0]?.RepoTags, [known]);
  await removeLeftovers(docker, stack, new Set());
  t.deepEqual(await images(), []);
});
