import { Container, Network, Volume } from "@pulumi/docker";
import { getNetworkOutput, getRemoteImageOutput, getLogsOutput } from "@pulumi/docker";
import test from "ava";
import { docker, leftovers } from "./support/docker.ts";
import { openStack } from "./support/engine.ts";
import { makeTinyImage } from "./support/tiny-image.ts";

const lab = await openStack();
const image = `${lab.prefix}-tiny:1`;
const command = ["sh", "-c", "echo out; echo err >&2; exec sleep 1000"];

test.before(() => makeTinyImage(docker, image));

test.after.always(async () => {
  await lab.close();
  await docker.getImage(image).remove({ force: true });
});

test.serial(
  "what Docker has already is imported, and a program that says the same changes nothing",
  async (t) => {
    const network = await docker.createNetwork({ Name: `${lab.prefix}-net`, Labels: { a: "b" } });
    await docker.createVolume({ Name: `${lab.prefix}-vol` });
    const container = await docker.createContainer({
      name: `${lab.prefix}-c`,
      Image: image,
      Cmd: command,
      HostConfig: { NetworkMode: "bridge" },
    });
    await container.start();
    await lab.stack.import({
      protect: false,
      generateCode: false,
      resources: [
        { type: "docker:index/network:Network", name: "net", id: network.id },
        { type: "docker:index/volume:Volume", name: "vol", id: `${lab.prefix}-vol` },
        { type: "docker:index/container:Container", name: "c", id: container.id },
      ],
    });
    t.like((await lab.resource("net")).inputs, {
      name: `${lab.prefix}-net`,
      labels: [{ label: "a", value: "b" }],
    });

    const outputs = await lab.up(() => {
      new Network("net", { name: `${lab.prefix}-net`, labels: [{ label: "a", value: "b" }] });
      new Volume("vol", { name: `${lab.prefix}-vol` });
      new Container("c", { name: `${lab.prefix}-c`, image, command });
      return Promise.resolve({
        scope: getNetworkOutput({ name: `${lab.prefix}-net` }).scope,
        image: getRemoteImageOutput({ name: image }).id,
        lines: getLogsOutput({ name: container.id }).apply(({ logsListStrings }) =>
          logsListStrings.sort().join(),
        ),
      });
    });
    t.deepEqual(
      ["net", "vol", "c"].map((name) => lab.done.get(name)),
      ["same", "same", "same"],
    );
    t.deepEqual(outputs, {
      scope: "local",
      image: (await docker.getImage(image).inspect()).Id,
      lines: "err,out",
    });
  },
);

test.serial("imported resources are destroyed like others", async (t) => {
  await lab.destroy();
  t.deepEqual(await leftovers(lab.prefix), [image]);
});
