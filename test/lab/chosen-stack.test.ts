import test, { type ExecutionContext } from "ava";
import { chosenStack } from "../../lab/chosen-stack.ts";
import { UsageError } from "../../lab/lab-error.ts";
import { serveDocker } from "../engine/support/fake-docker.ts";

/** Where a Docker Engine is that runs these labs, with two containers each. */
async function dockerWith(t: ExecutionContext, ...stacks: string[]) {
  const containers = stacks.flatMap((stack) => {
    const container = { Labels: { "wazuh-misp-lab.stack": stack } };
    return [container, container];
  });
  const { host } = await serveDocker(t, (_, response) => response.end(JSON.stringify(containers)));
  return { DOCKER_HOST: host };
}

test("the lab that was named is meant, whatever is up", async (t) => {
  t.is(await chosenStack("soc1-anna", await dockerWith(t, "rehearsal")), "soc1-anna");
});

test("the only lab that is up is meant where none was named", async (t) => {
  t.is(await chosenStack(undefined, await dockerWith(t, "rehearsal")), "rehearsal");
});

test("where no lab is up, or Docker does not answer, the usual one is meant", async (t) => {
  t.is(await chosenStack(undefined, await dockerWith(t)), "full");
  t.is(await chosenStack(undefined, { DOCKER_HOST: "unix:///nowhere/docker.sock" }), "full");
});

test("of several labs none is guessed, and those of a class are not all told", async (t) => {
  const two = await dockerWith(t, "rehearsal", "full");
  await t.throwsAsync(chosenStack(undefined, two), {
    instanceOf: UsageError,
    message: "Several labs are up: full, rehearsal. Say which one is meant.",
  });
  const ofClass = await dockerWith(t, ...Array.from({ length: 9 }, (_, number) => `soc1-s${number}`));
  await t.throwsAsync(chosenStack(undefined, ofClass), { message: /soc1-s4 and 4 more\./ });
});
