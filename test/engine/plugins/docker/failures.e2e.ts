import { Container } from "@pulumi/docker";
import test from "ava";
import { docker, leftovers } from "./support/docker.ts";
import { openStack } from "./support/engine.ts";
import { makeTinyImage } from "./support/tiny-image.ts";

const lab = await openStack();
const image = `${lab.prefix}-tiny:1`;
const taken = `${lab.prefix}-taken`;

test.before(async () => {
  await makeTinyImage(docker, image);
  await docker.createContainer({ name: taken, Image: image, Cmd: ["sleep", "1"] });
});

test.after.always(async () => {
  await lab.close();
  await docker.getImage(image).remove({ force: true });
});

test.serial("a property that there is not is refused, with the one that was meant", async (t) => {
  const message = await lab.failingUp("./mistyped.ts", {});
  t.regex(message, /docker:index\/container:Container: unknown property 'memroy'; did you mean 'memory'\?/);
});

test.serial(
  "failures tell the daemon's words, and what was made in spite of them is kept in state",
  async (t) => {
    const began = Date.now();
    const message = await lab.failingUp("./unfinished.ts", { prefix: lab.prefix, image });
    t.regex(
      message,
      /Unable to create container: Error response from daemon: Conflict\. The container name "\/t\w+-taken" is already in use/,
    );
    t.regex(message, /Unable to start container: Error response from daemon: .*no such file or directory/);
    t.regex(
      message,
      /container failed to be in healthy state: it exited with code 3; its last check ended with code 1 and printed: .*\/tmp\/ready/,
    );
    t.true(Date.now() - began < 60_000, "a container that has exited is not waited for");

    const broken = await lab.resource("broken");
    t.regex(broken.initErrors![0]!, /^Unable to start container/);
    t.is((await docker.getContainer(broken.id).inspect()).State.Status, "created");
    t.truthy((await lab.resource("sick")).initErrors);
    await t.throwsAsync(lab.resource("taken"));
  },
);

test.serial("the next update replaces what was left unfinished, under the same names", async (t) => {
  await docker.getContainer(taken).remove({ force: true });
  const before = await lab.resource("broken");
  await lab.up(() => {
    new Container("taken", { name: taken, image, command: ["sleep", "1000"] });
    new Container("broken", { name: `${lab.prefix}-broken`, image, command: ["sleep", "1000"] });
    const healthcheck = { tests: ["CMD", "cat", "/tmp/ready"], interval: "200ms" };
    const command = ["sh", "-c", "sleep 0.5; echo yes > /tmp/ready; exec sleep 1000"];
    new Container("sick", {
      name: `${lab.prefix}-sick`,
      image,
      command,
      healthcheck,
      wait: true,
      waitTimeout: 30,
    });
    return Promise.resolve();
  });
  t.is(lab.done.get("broken"), "replace");
  t.is(lab.done.get("sick"), "replace");
  t.is(lab.done.get("taken"), "create");
  const after = await docker.getContainer(`${lab.prefix}-broken`).inspect();
  t.not(after.Id, before.id);
  const { State: state } = await docker.getContainer(`${lab.prefix}-sick`).inspect();
  t.is(state.Health?.Status, "healthy");
});

test.serial("destroying leaves nothing", async (t) => {
  await lab.destroy();
  t.deepEqual(await leftovers(lab.prefix), [image]);
});
