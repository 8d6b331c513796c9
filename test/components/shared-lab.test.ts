import test from "ava";
import type { DesiredState } from "../../configurator/desired.ts";
import { readConfiguration } from "../../components/configuration.ts";
import type { SharedOutputs } from "../../components/lab/sharing.ts";
import { containersOf } from "../helpers/containers.ts";
import { mockEngine, settled } from "../helpers/pulumi-mocks.ts";

const shared: SharedOutputs = {
  network: "lab-teacher-shared",
  misp: {
    url: "https://misp.teacher.lab",
    publicUrl: "https://localhost:18001",
    key: "t".repeat(40),
    authority: "-----BEGIN CERTIFICATE-----\nTEACHER\n-----END CERTIFICATE-----\n",
  },
  graylog: {
    url: "http://graylog.teacher.lab:9000/api",
    username: "admin",
    password: "teacher's",
    rawInput: { host: "graylog.teacher.lab", port: 5_555 },
  },
};
const resources = await mockEngine("student", (type) =>
  type === "pulumi:pulumi:StackReference" ? { outputs: { shared }, secretOutputNames: ["shared"] } : {},
);
const { Lab } = await import("../../components/lab.ts");
const { sharedSystem } = await import("../../components/lab/sharing.ts");

new Lab(
  "lab",
  readConfiguration({
    "lab:shared": JSON.stringify({
      stack: "organization/wazuh-misp-lab/teacher",
      systems: ["misp", "graylog"],
    }),
  }),
);
test.before(() => settled());

const { container, names, upload, volumes } = containersOf(resources);
const networks = (name: string) => container(name).inputs["networksAdvanced"];

test("a student's lab has neither a MISP nor a Graylog of its own", (t) => {
  t.deepEqual(names(), ["configurator", "fluent-bit", "wazuh-dashboard", "wazuh-indexer", "wazuh-manager"]);
  const reference = resources.find(({ type }) => type === "pulumi:pulumi:StackReference")!;
  t.is(reference.inputs["name"], "organization/wazuh-misp-lab/teacher");
});

test("those that need them join the teacher's network, once and without a name there", (t) => {
  for (const name of ["configurator", "fluent-bit", "wazuh-manager"]) {
    t.deepEqual(
      networks(name),
      [
        { name: "lab-student-network", aliases: [container(name).inputs["hostname"]] },
        { name: "lab-teacher-shared", aliases: [] },
      ],
      name,
    );
  }
  t.deepEqual(networks("wazuh-dashboard"), [{ name: "lab-student-network", aliases: ["wazuh.dashboard"] }]);
});

test("custom-misp has a key of the student's own made, under the student's name", (t) => {
  const desired = JSON.parse(upload("configurator", "/etc/lab/desired-state.json").content) as DesiredState;
  t.like(desired.misp, { url: "https://misp.teacher.lab", key: "t".repeat(40), events: [], feeds: [] });
  t.is(desired.misp!.lookupKey!.comment, "custom-misp of the lab student");
  t.is(volumes("wazuh-manager")["/var/lib/lab/misp"], "lab-student-misp-lookup-key");
  t.true(container("configurator").secrets.includes("uploads"));
});

test("MISP is checked with the teacher's authority", (t) => {
  t.is(upload("wazuh-manager", "/wazuh-config-mount/etc/custom-misp/ca.pem").content, shared.misp!.authority);
  t.true(upload("configurator", "/etc/lab/ca.pem").content.includes(shared.misp!.authority));
});

test("alerts go to the teacher's Graylog, in which nothing is changed", (t) => {
  t.regex(
    upload("fluent-bit", "/fluent-bit/etc/fluent-bit.conf").content,
    /^ +Host +graylog\.teacher\.lab\n +Port +5555$/m,
  );
  const { graylog } = JSON.parse(
    upload("configurator", "/etc/lab/desired-state.json").content,
  ) as DesiredState;
  t.like(graylog, { api: "http://graylog.teacher.lab:9000/api", password: "teacher's" });
  t.is(graylog!.content, undefined);
});

test("what the other lab does not share is named, with what to do", (t) => {
  const { misp, ...others } = shared;
  t.is(sharedSystem(shared, "misp", "teacher"), misp!);
  t.throws(() => sharedSystem(others, "misp", "organization/wazuh-misp-lab/teacher"), {
    message:
      "lab:shared: the stack organization/wazuh-misp-lab/teacher does not share misp: add it to lab:share there, and bring it up.",
  });
});
