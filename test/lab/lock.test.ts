import { rm, writeFile } from "node:fs/promises";
import test from "ava";
import type Docker from "dockerode";
import { lockedImages, withDigest, type Lock } from "../../components/lock.ts";
import { readConfiguration } from "../../components/configuration.ts";
import { basesOf, ownImagesOf } from "../../lab/lock/by-tag.ts";
import { differences } from "../../lab/lock/compare.ts";
import { imageDigests } from "../../lab/lock/facts.ts";
import { lockFileOf, readLock, writeLock } from "../../lab/lock/file.ts";

const digest = (sign: string) => `sha256:${sign.repeat(64)}`;
const lock: Lock = {
  version: 1,
  stack: "mine",
  profile: "full",
  project: "0.1.0",
  made: "2026-11-28T08:00:00Z",
  architecture: "x86_64",
  tools: { node: "24.21.0", pulumi: "3.259.0" },
  images: {
    misp: { reference: "ghcr.io/misp/misp-docker/misp-core:v2.5.42", digest: digest("a") },
    graylog: { reference: "localhost:5000/graylog:7.1", digest: digest("b") },
  },
  byTag: { "node:24-bookworm-slim": digest("c") },
  built: { services: "1".repeat(64), "wazuh-manager": "2".repeat(64) },
};
const references = Object.fromEntries(
  Object.entries(lock.images).map(([name, { reference }]) => [name, reference]),
);

test("what is the same lab has no difference from its lock", (t) => {
  t.deepEqual(differences(lock, lock, references), []);
});

test("every difference is told with what is and what was", (t) => {
  const now = {
    ...lock,
    architecture: "aarch64",
    tools: { node: "26.0.0", pulumi: "3.259.0" },
    byTag: { "node:24-bookworm-slim": digest("d") },
    built: { ...lock.built, services: "3".repeat(64) },
  };
  const others = { misp: references["misp"]!, "fluent-bit": "fluent/fluent-bit:5.1.1" };
  t.deepEqual(differences(lock, now, others), [
    "the Docker host's processor is aarch64, and x86_64 in the lock",
    "the tool node is 26.0.0, and 24.21.0 in the lock",
    "the image of fluent-bit is fluent/fluent-bit:5.1.1, and left out in the lock",
    "the image of graylog is left out, and localhost:5000/graylog:7.1 in the lock",
    "the image node:24-bookworm-slim is dddddddddddd, and cccccccccccc in the lock",
    "the content of the lab's own image services is 333333333333, and 111111111111 in the lock",
  ]);
});

test("images are taken by their digests in place of their tags, and a registry's port is no tag", (t) => {
  t.deepEqual(lockedImages(JSON.stringify(lock)), {
    misp: `ghcr.io/misp/misp-docker/misp-core@${digest("a")}`,
    graylog: `localhost:5000/graylog@${digest("b")}`,
  });
  t.is(withDigest(`mongo@${digest("c")}`, digest("d")), `mongo@${digest("d")}`);
  t.is(withDigest("localhost:5000/mongo", digest("d")), `localhost:5000/mongo@${digest("d")}`);
});

test("a Dockerfile's bases are those that it names, also by an argument's default, and no stage of its own", (t) => {
  const dockerfile =
    "ARG BASE=ubuntu:24.04\nARG MANAGER\nFROM ${MANAGER}\nFROM --platform=linux/amd64 golang:1.25 AS made\nFROM $BASE\nFROM made\nFROM scratch\n";
  t.deepEqual(basesOf(dockerfile), ["golang:1.25", "ubuntu:24.04"]);
});

test("a lab locks those of its own images that it runs", (t) => {
  const of = (settings: object) => ownImagesOf(readConfiguration({ ...settings }));
  t.deepEqual(of({ "lab:profile": "rehearsal" }), ["services", "wazuh-manager"]);
  t.deepEqual(of({ "lab:agents": [{ name: "web-1", os: "linux", kind: "container" }] }), [
    "services",
    "wazuh-manager",
    "linux-agent",
  ]);
  t.deepEqual(of({ "lab:systems": { wazuhManager: false } }), ["services"]);
});

const docker = {
  getImage: (reference: string) => ({
    inspect: () =>
      reference === "here:1"
        ? Promise.resolve({ RepoDigests: [`here@${digest("a")}`] })
        : reference === "built:1"
          ? Promise.resolve({ RepoDigests: [] })
          : Promise.reject(new Error("no such image")),
    distribution: () =>
      reference === "far:1"
        ? Promise.resolve({ Descriptor: { digest: digest("b") } })
        : Promise.reject(Object.assign(new Error("HTTP"), { json: { message: "denied" } })),
  }),
} as unknown as Docker;

test("an image that is here is locked as it is, and another as its registry has it", async (t) => {
  t.deepEqual(await imageDigests(docker, { a: "here:1", b: "far:1" }), {
    a: { reference: "here:1", digest: digest("a") },
    b: { reference: "far:1", digest: digest("b") },
  });
});

test("every image whose digest is not known is told, with why", async (t) => {
  const { message } = await t.throwsAsync(imageDigests(docker, { a: "here:1", b: "gone:1", c: "built:1" }));
  t.deepEqual(message.split("\n").slice(1), ["gone:1: denied", "built:1: denied"]);
});

test("a lock is read as it was written, and one that is missing or is none is told with what to do", async (t) => {
  const stack = `lock-test-${process.pid}`;
  t.teardown(() => rm(lockFileOf(stack), { force: true }));
  t.regex((await t.throwsAsync(readLock(stack))).message, /has no lock: .*`npm run lab -- lock lock-test/);
  await writeLock({ ...lock, stack });
  t.deepEqual(await readLock(stack), { ...lock, stack });
  await writeFile(lockFileOf(stack), '{"version":2}');
  t.regex((await t.throwsAsync(readLock(stack))).message, /is not a lock of this project's/);
});
