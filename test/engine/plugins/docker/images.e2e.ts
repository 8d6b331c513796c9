import { Container, Image, RemoteImage, Tag } from "@pulumi/docker";
import test from "ava";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker, exec, leftovers } from "./support/docker.ts";
import { openStack } from "./support/engine.ts";
import { makeTinyImage } from "./support/tiny-image.ts";

const lab = await openStack();
const tiny = `${lab.prefix}-tiny:1`;
const built = `${lab.prefix}-built:1`;
const further = `${lab.prefix}-further:1`;
/** Images that have lost their name to a later build. */
const nameless: string[] = [];
const context = await mkdtemp(join(tmpdir(), "docker-context-"));

test.before(async () => {
  await makeTinyImage(docker, tiny);
  await mkdir(join(context, "files", "secret"), { recursive: true });
  await writeFile(
    join(context, "Dockerfile"),
    `FROM ${tiny} AS base\nARG GREETING=none\nCOPY . /context\nRUN echo $GREETING > /greeting\nFROM base AS never\nRUN false\n`,
  );
  await writeFile(join(context, ".dockerignore"), "files/secret\n*.log\n!files/secret/kept\n");
  await writeFile(join(context, "files", "secret", "hidden"), "");
  await writeFile(join(context, "files", "secret", "kept"), "");
  await writeFile(join(context, "noise.log"), "");
});

test.after.always(async () => {
  await lab.close();
  await rm(context, { recursive: true, force: true });
  for (const name of [...(await leftovers(lab.prefix)), ...nameless]) {
    await docker.getImage(name).remove({ force: true });
  }
});

function program(greeting: string, trigger: string): () => Promise<Record<string, unknown>> {
  return () => {
    const local = new RemoteImage("local", { name: tiny, keepLocally: true });
    const image = new RemoteImage("built", {
      name: built,
      build: {
        context,
        target: "base",
        buildArgs: { GREETING: greeting },
        labels: { lab: "x" },
        tags: [further],
      },
      triggers: { trigger },
    });
    new Container("user", { name: `${lab.prefix}-user`, image: image.imageId, command: ["sleep", "1000"] });
    const own = new Image("own", {
      imageName: `${lab.prefix}-own:1`,
      skipPush: true,
      build: {
        context,
        dockerfile: join(context, "Dockerfile"),
        target: "base",
        args: { GREETING: greeting },
      },
    });
    new Tag("tag", { sourceImage: tiny, targetImage: `${lab.prefix}-tag:1` });
    return Promise.resolve({ local: local.imageId, built: image.imageId, own: own.repoDigest });
  };
}

test.serial("an image is built from its folder as its ignore file and arguments say", async (t) => {
  const { local, built: id } = await lab.up(program("hello", "1"));
  t.is(local, (await docker.getImage(tiny).inspect()).Id);
  t.is(id, (await docker.getImage(further).inspect()).Id);
  t.is((await docker.getImage(built).inspect()).Config.Labels["lab"], "x");
  const user = `${lab.prefix}-user`;
  t.is(await exec(user, "cat", "/greeting"), "hello\n");
  t.is(
    await exec(user, "sh", "-c", "cd /context && echo * files/* files/secret/*"),
    "Dockerfile files files/secret files/secret/kept\n",
  );
});

test.serial("a second update builds nothing", async (t) => {
  await lab.up(program("hello", "1"));
  t.deepEqual([...new Set(lab.done.values())], ["same"]);
});

test.serial(
  "a trigger builds the image again and keeps its names, and only docker.Image sees a changed context",
  async (t) => {
    const before = (await docker.getImage(built).inspect()).Id;
    nameless.push((await docker.getImage(`${lab.prefix}-own:1`).inspect()).Id);
    await writeFile(join(context, "files", "more"), "more");
    await lab.up(program("hello", "1"));
    t.is(lab.done.get("built"), "same");
    t.is(lab.done.get("own"), "update");
    const { built: id } = await lab.up(program("hello", "2"));
    t.is(lab.done.get("built"), "replace");
    t.not(id, before);
    t.is((await docker.getImage(built).inspect()).Id, id as string);
    t.is((await docker.getImage(further).inspect()).Id, id as string);
    await t.throwsAsync(docker.getImage(before).inspect(), undefined, "the image of before is gone");
  },
);

test.serial("an image that was removed outside is built again after a refresh", async (t) => {
  await docker.getContainer(`${lab.prefix}-user`).remove({ force: true });
  await docker.getImage(built).remove({ force: true });
  await docker.getImage(further).remove({ force: true });
  await lab.up(program("hello", "2"), { refresh: true });
  t.is(lab.done.get("built"), "create");
  t.truthy((await docker.getImage(built).inspect()).Id);
});

test.serial(
  "destroying removes the names of a RemoteImage and leaves those of Image and Tag, as the official plugin does",
  async (t) => {
    await lab.destroy();
    const names = await leftovers(lab.prefix);
    t.deepEqual(names.sort(), [`${lab.prefix}-own:1`, `${lab.prefix}-tag:1`, tiny].sort());
  },
);
