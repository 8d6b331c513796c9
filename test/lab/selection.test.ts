import test from "ava";
import { select } from "../../lab/selection.ts";

const project = "urn:pulumi:mine::wazuh-misp-lab::";
const lab = "wazuh-misp-lab:index:Lab";
const urn = (types: string, name: string) => `${project}${types}::${name}`;

/** A component of the lab, with the things of Docker's that it has. */
function component(kind: string, name: string, things: Readonly<Record<string, string>>, within?: string) {
  const types = `${lab}$wazuh-misp-lab:index:${kind}`;
  const parent = urn(types, name);
  const outer = within === undefined ? urn(lab, "lab") : urn(types.slice(0, types.lastIndexOf("$")), within);
  return [
    { type: `wazuh-misp-lab:index:${kind.slice(kind.lastIndexOf(":") + 1)}`, urn: parent, parent: outer },
    ...Object.entries(things).map(([thing, type]) => ({ type, urn: urn(`${types}$${type}`, thing), parent })),
  ];
}

const container = "docker:index/container:Container";
const volume = "docker:index/volume:Volume";
const there = {
  version: 3,
  deployment: {
    resources: [
      { type: lab, urn: urn(lab, "lab") },
      ...component("Misp", "misp", { misp: container, "misp-files": volume, "misp-database": container }),
      ...component("Misp$wazuh-misp-lab:index:MispCache", "misp-cache", { "misp-cache": container }, "misp"),
      ...component("WazuhManager", "wazuh-manager", { "wazuh-manager": container }),
      ...component("WazuhIndexer", "wazuh-indexer", { "wazuh-indexer": container }),
      ...component("LinuxAgent", "agent-web-1", { "agent-web-1": container }),
      ...component("LinuxAgent", "agent-web-2", { "agent-web-2": container }),
      ...component("CertificateAuthority", "authority", { key: "pulumi:index:Stash" }),
    ],
  },
};

const names = (urns: readonly string[] = []) => urns.map((one) => one.slice(one.lastIndexOf("::") + 2));

test("without a wish everything is updated, and nothing is made anew", (t) => {
  t.deepEqual(select(there, "mine", {}), {});
});

test("a component is found with all that it has, and with what it will come to have", (t) => {
  const { target = [], replace } = select(there, "mine", { only: ["misp"] });
  t.is(replace, undefined);
  t.true(target.includes(`${project}${lab}$wazuh-misp-lab:index:Misp$**`));
  t.deepEqual(names(target.filter((one) => !one.includes("**"))), [
    "misp",
    "misp",
    "misp-files",
    "misp-database",
    "misp-cache",
    "misp-cache",
  ]);
});

test("the containers of a component are made anew, and its volumes only where its data may go", (t) => {
  t.deepEqual(names(select(there, "mine", { replace: ["misp"] }).replace), [
    "misp",
    "misp-database",
    "misp-cache",
  ]);
  t.deepEqual(names(select(there, "mine", { replace: ["misp-cache"] }).replace), ["misp-cache"]);
  t.deepEqual(names(select(there, "mine", { replace: ["misp"], withData: true }).replace), [
    "misp",
    "misp-files",
    "misp-database",
    "misp-cache",
  ]);
});

test("wazuh is all of Wazuh, agents are all agents, and an agent has its own name", (t) => {
  t.deepEqual(names(select(there, "mine", { replace: ["wazuh"] }).replace), [
    "wazuh-manager",
    "wazuh-indexer",
  ]);
  t.deepEqual(names(select(there, "mine", { replace: ["agents"] }).replace), ["agent-web-1", "agent-web-2"]);
  t.deepEqual(names(select(there, "mine", { replace: ["web-2"] }).replace), ["agent-web-2"]);
});

test("one of several agents is updated without the others", (t) => {
  const { target = [] } = select(there, "mine", { only: ["web-1"] });
  t.deepEqual(names(target), ["agent-web-1", "agent-web-1*", "agent-web-1"]);
});

test("a component that the lab does not have is refused with those that it has", (t) => {
  const { message } = t.throws(() => select(there, "mine", { only: ["misp", "splunk"] }));
  t.is(
    message,
    'This lab has no component "splunk". It has: agent-web-1, agent-web-2, misp, misp-cache, wazuh-indexer, wazuh-manager, wazuh (all of Wazuh).',
  );
});

test("a part of a lab that is not there yet is refused with what to do", (t) => {
  const { message } = t.throws(() => select({ version: 3, deployment: null }, "mine", { only: ["misp"] }));
  t.regex(message, /not there yet.*lab -- up mine/);
});
