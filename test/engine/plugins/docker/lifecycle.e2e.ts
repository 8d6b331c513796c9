import { secret } from "@pulumi/pulumi";
import { Container, Network, Volume } from "@pulumi/docker";
import type { ContainerArgs } from "@pulumi/docker";
import test from "ava";
import { once } from "node:events";
import { connect } from "node:net";
import { docker, exec, leftovers } from "./support/docker.ts";
import { openStack } from "./support/engine.ts";
import { makeTinyImage } from "./support/tiny-image.ts";
import { asGiven, recordedResource } from "./support/recorded.ts";
import type { Values } from "../../../../engine/plugins/provider/values.ts";

const lab = await openStack();
const image = `${lab.prefix}-tiny:1`;

test.before(() => makeTinyImage(docker, image));

test.after.always(async () => {
  await lab.close();
  await docker.getImage(image).remove({ force: true });
});

/** The recorded resource of the official plugin, with names of this stack and a port that is free. */
function args(name: string, changes: object = {}): never {
  const text = JSON.stringify(asGiven(recordedResource(name).inputs)).replaceAll("ho-", `${lab.prefix}-`);
  return { ...(JSON.parse(text) as object), ...changes } as never;
}

interface Settings {
  memory?: number;
  greeting?: string;
  labels?: string;
}

function program({ memory = 64, greeting = "hello", labels = "x" }: Settings = {}): () => Promise<void> {
  return () => {
    const network = new Network("net", args("net", { labels: [{ label: "lab", value: labels }] }));
    const volume = new Volume("vol", args("vol"));
    const first = {
      image,
      ports: [{ internal: 8080, ip: "127.0.0.1" }],
      networksAdvanced: [{ name: network.name, aliases: ["alias1", "alias2"] }],
      volumes: [{ volumeName: volume.name, containerPath: "/data" }],
    };
    new Container("c1", args("c1", first));
    const second: ContainerArgs = {
      name: `${lab.prefix}-c2`,
      image,
      command: ["sleep", "1000"],
      envs: [`GREETING=${greeting}`],
      memory,
      memorySwap: 2 * memory,
      networksAdvanced: [{ name: network.name }],
      uploads: [
        { file: "/etc/lab/key", content: secret("hush"), permissions: "0400", owner: "1000", group: "1001" },
        {
          file: "/etc/lab/run",
          contentBase64: Buffer.from("#!/bin/sh\n").toString("base64"),
          executable: true,
        },
      ],
      destroyGraceSeconds: 1,
    };
    new Container("c2", second);
    return Promise.resolve();
  };
}

test.serial("a first update makes everything, in the state that the official plugin writes", async (t) => {
  await lab.up(program());
  const outputs = (await lab.resource("c1")).outputs as Values;
  const expected = JSON.parse(
    JSON.stringify(recordedResource("c1").outputs).replaceAll("ho-", `${lab.prefix}-`),
  ) as Values;
  const { networkDatas, ports } = outputs as unknown as {
    networkDatas: { networkName: string }[];
    ports: { external: number }[];
  };
  t.deepEqual(
    networkDatas.map(({ networkName }) => networkName),
    [`${lab.prefix}-net`],
  );
  t.true(ports[0]!.external > 0);
  for (const [name, value] of Object.entries(expected)) {
    const differsEachTime = ["id", "image", "networkDatas", "ports", "uploads"].includes(name);
    t.deepEqual(differsEachTime ? undefined : outputs[name], differsEachTime ? undefined : value, name);
  }
  t.like(outputs, { image, uploads: expected["uploads"] });
  for (const name of ["net", "vol"]) {
    const stored = (await lab.resource(name)).outputs;
    const recordedText = JSON.stringify(recordedResource(name).outputs).replaceAll("ho-", `${lab.prefix}-`);
    const differs = { id: stored["id"], mountpoint: stored["mountpoint"] };
    t.like(stored, { ...(JSON.parse(recordedText) as Values), ...differs }, name);
  }
});

test.serial(
  "files are there before the container starts, with their modes, owners and secret contents",
  async (t) => {
    t.is(await exec(`${lab.prefix}-c1`, "cat", "/etc/ho/a.conf"), "hello2\n");
    t.is(await exec(`${lab.prefix}-c1`, "stat", "-c", "%a %u %g", "/etc/ho/a.conf"), "640 0 0\n");
    t.is(await exec(`${lab.prefix}-c2`, "cat", "/etc/lab/key"), "hush");
    t.is(await exec(`${lab.prefix}-c2`, "stat", "-c", "%a %u %g", "/etc/lab/key"), "400 1000 1001\n");
    t.is(await exec(`${lab.prefix}-c2`, "stat", "-c", "%a", "/etc/lab/run"), "744\n");
  },
);

test.serial("a secret stays encrypted in state", async (t) => {
  const state = await lab.stateText();
  t.true(state.includes("/etc/ho/a.conf"));
  t.false(state.includes("hush"));
});

test.serial("containers find each other by their aliases", async (t) => {
  const address = await exec(`${lab.prefix}-c2`, "getent", "hosts", "alias1");
  const { outputs } = await lab.resource("c1");
  const [{ ipAddress }] = outputs["networkDatas"] as [{ ipAddress: string }];
  t.is(address.split(/\s+/)[0], ipAddress);
});

test.serial("a published port is open on the address that was asked for", async (t) => {
  const { outputs } = await lab.resource("c1");
  const [{ external }] = outputs["ports"] as [{ external: number }];
  const socket = connect(external, "127.0.0.1");
  await once(socket, "connect");
  socket.destroy();
  t.pass();
});

test.serial("a second update changes nothing", async (t) => {
  await lab.up(program());
  t.deepEqual([...new Set(lab.done.values())], ["same"]);
});

test.serial(
  "memory changes in place; a changed label replaces the network and, after it, its containers",
  async (t) => {
    const before = await lab.resource("c2");
    await lab.up(program({ memory: 96 }));
    t.is(lab.done.get("c2"), "update");
    t.is((await lab.resource("c2")).id, before.id);
    t.is((await docker.getContainer(before.id).inspect()).HostConfig.Memory, 96 * 1024 * 1024);
    await lab.up(program({ memory: 96, greeting: "bye", labels: "y" }));
    t.is(lab.done.get("net"), "replace");
    t.is(lab.done.get("c2"), "replace");
    const after = await docker.getContainer(`${lab.prefix}-c2`).inspect();
    t.not(after.Id, before.id);
    t.true(after.Config.Env.includes("GREETING=bye"));
  },
);

test.serial(
  "a refresh sees what was changed and removed outside, and the update puts it right",
  async (t) => {
    await docker
      .getContainer(`${lab.prefix}-c2`)
      .update({ Memory: 48 * 1024 * 1024, MemorySwap: 96 * 1024 * 1024 });
    await docker.getContainer(`${lab.prefix}-c1`).remove({ force: true });
    await lab.refresh();
    t.is((await lab.resource("c2")).outputs["memory"], 48);
    await t.throwsAsync(lab.resource("c1"));
    await lab.up(program({ memory: 96, greeting: "bye", labels: "y" }));
    t.is(lab.done.get("c1"), "create");
    t.is(lab.done.get("c2"), "update");
    t.is((await docker.getContainer(`${lab.prefix}-c2`).inspect()).HostConfig.Memory, 96 * 1024 * 1024);
  },
);

test.serial("destroying leaves nothing", async (t) => {
  await lab.destroy();
  t.deepEqual(await leftovers(lab.prefix), [image]);
});
