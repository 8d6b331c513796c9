import test from "ava";
import type Docker from "dockerode";
import { readConfiguration } from "../../components/configuration.ts";
import { chosenContainers, declaredContainers, presentContainers, refuseAbsent } from "../../lab/expected.ts";

test("a rehearsal has the containers of its stand-ins, named after the stack", (t) => {
  const containers = declaredContainers("mine", readConfiguration({ "lab:profile": "rehearsal" }));
  t.is(containers["misp"], "lab-mine-misp");
  t.false("wazuh-indexer" in containers);
});

test("agents in containers and virtual machines are the lab's containers, and hosts elsewhere are not", (t) => {
  const connection = { host: "h", password: "p", hostKey: "ssh-ed25519 AAAA" };
  const agents = [
    { name: "web-1", os: "linux", kind: "container" },
    { name: "db-1", os: "linux", kind: "remote", connection, manager: "lab.example.org" },
  ];
  const systems = Object.keys(declaredContainers("mine", readConfiguration({ "lab:agents": agents })));
  t.true(systems.includes("agent-web-1"));
  t.false(systems.includes("agent-db-1"));
});

test("what a stack has in Docker is found by its label, running or not", async (t) => {
  const docker = {
    listContainers: ({ all, filters }: { all: boolean; filters: { label: string[] } }) => {
      t.true(all);
      t.deepEqual(filters.label, ["wazuh-misp-lab.stack=mine"]);
      return Promise.resolve([{ Names: ["/lab-mine-misp"] }, { Names: ["/lab-mine-agent-web-1"] }]);
    },
  } as unknown as Docker;
  t.deepEqual(await presentContainers(docker, "mine"), {
    misp: "lab-mine-misp",
    "agent-web-1": "lab-mine-agent-web-1",
  });
});

const containers = Object.fromEntries(
  ["misp", "misp-database", "wazuh-manager", "wazuh-indexer", "agent-web-1"].map((name) => [name, name]),
);
const chosen = (component?: string) => Object.keys(chosenContainers(containers, "mine", component));

test("a component is itself and what belongs to it; wazuh and agents are groups, and an agent has its own name", (t) => {
  t.deepEqual(chosen("misp"), ["misp", "misp-database"]);
  t.deepEqual(chosen("misp-database"), ["misp-database"]);
  t.deepEqual(chosen("wazuh"), ["wazuh-manager", "wazuh-indexer"]);
  t.deepEqual(chosen("agents"), ["agent-web-1"]);
  t.deepEqual(chosen("web-1"), ["agent-web-1"]);
  t.is(chosen().length, 5);
});

test("a component that is not there is refused with those that are", (t) => {
  t.is(
    t.throws(() => chosen("graylog")).message,
    'The lab mine has no component "graylog". It has: agent-web-1, misp, misp-database, wazuh-indexer, wazuh-manager.',
  );
});

test("a lab that is not up is told with those that are, and one that does not exist with those that there are", async (t) => {
  const withLabs = (...labs: readonly string[]) =>
    ({
      listContainers: () => Promise.resolve(labs.map((lab) => ({ Labels: { "wazuh-misp-lab.stack": lab } }))),
    }) as unknown as Docker;
  t.is(
    (await t.throwsAsync(refuseAbsent(withLabs("rehearsal", "a", "rehearsal"), "student"))).message,
    "The lab student is not up. `npm run lab -- up student` brings it up. Up now: a, rehearsal.",
  );
  t.regex((await t.throwsAsync(refuseAbsent(withLabs(), "student"))).message, /brings it up\.$/);
  t.regex(
    (await t.throwsAsync(refuseAbsent(withLabs(), "nobody"))).message,
    /^There is no lab "nobody": .*full/,
  );
});
