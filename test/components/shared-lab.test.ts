import test from "ava";
import type { DesiredState } from "../../configurator/desired.ts";
import { readConfiguration } from "../../components/configuration.ts";
import type { SharedOutputs } from "../../components/lab/sharing.ts";
import { containersOf } from "../helpers/containers.ts";
import { mockEngine, opened, settled } from "../helpers/pulumi-mocks.ts";

const shared: SharedOutputs = {
  network: "lab-teacher-shared",
  images: {
    services: "wazuh-misp-lab/services:teacher-1",
    "wazuh-manager": "wazuh-misp-lab/wazuh-manager:teacher-1",
  },
  labs: {
    student: {
      misp: {
        offers: [{ port: 443, origin: { host: "origin.misp.teacher.lab", port: 443 } }],
        url: "https://misp.teacher.lab",
        publicUrl: "https://localhost:18001",
        authority: "-----BEGIN CERTIFICATE-----\nTEACHER\n-----END CERTIFICATE-----\n",
        keyVolume: "lab-teacher-misp-key-student",
      },
      graylog: {
        offers: [
          { port: 9_000, origin: { host: "origin.graylog.teacher.lab", port: 9_000 } },
          { port: 5_555, origin: { host: "origin.graylog.teacher.lab", port: 5_601 } },
        ],
        url: "http://graylog.teacher.lab:9000/api",
        publicUrl: "http://localhost:18002",
        username: "student",
        password: "the student's",
        stream: "alerts of the lab student",
      },
    },
  },
};
const resources = await mockEngine("student", (type) =>
  type === "pulumi:pulumi:StackReference" ? { outputs: { shared }, secretOutputNames: ["shared"] } : {},
);
const pulumi = await import("@pulumi/pulumi");
const { Lab } = await import("../../components/lab.ts");
const { sharedSystem } = await import("../../components/lab/sharing.ts");

const lab = new Lab(
  "lab",
  readConfiguration({
    "lab:shared": JSON.stringify({
      stack: "organization/wazuh-misp-lab/teacher",
      systems: ["misp", "graylog"],
      images: true,
    }),
  }),
);
await settled();

const { container, names, upload, volumes } = containersOf(resources);
const networks = (name: string) => container(name).inputs["networksAdvanced"];

test("a student's lab has neither a MISP nor a Graylog of its own, but a door to the teacher's", (t) => {
  t.deepEqual(names(), [
    "configurator",
    "door",
    "fluent-bit",
    "ticket-desk",
    "wazuh-dashboard",
    "wazuh-indexer",
    "wazuh-manager",
  ]);
  const reference = resources.find(({ type }) => type === "pulumi:pulumi:StackReference")!;
  t.is(reference.inputs["name"], "organization/wazuh-misp-lab/teacher");
});

test("nothing but the door is on the teacher's network, and it answers to the name of what is behind it", (t) => {
  for (const name of names()) {
    const own = { name: "lab-student-network", aliases: [container(name).inputs["hostname"]] };
    t.deepEqual(
      networks(name),
      name === "door"
        ? [
            { name: "lab-student-network", aliases: ["door", "misp.teacher.lab", "graylog.teacher.lab"] },
            { name: "lab-teacher-shared", aliases: [] },
          ]
        : [own],
      name,
    );
  }
  const [, routes] = container("door").inputs["command"] as string[];
  const { misp, graylog } = shared.labs["student"]!;
  t.deepEqual(JSON.parse(routes!), [...misp!.offers, ...graylog!.offers]);
});

test("the student's lab knows its own key alone, and only by the volume that it is in", (t) => {
  const desired = JSON.parse(upload("configurator", "/etc/lab/desired-state.json").content) as DesiredState;
  t.is(desired.misp, undefined);
  t.like(desired.sharedMisp, { url: "https://misp.teacher.lab", keyPath: "/var/lib/lab/misp/key" });
  for (const name of ["configurator", "wazuh-manager"]) {
    t.is(volumes(name)["/var/lib/lab/misp"], "lab-teacher-misp-key-student");
  }
});

test("alerts go to the student's own input, and tickets are made of what the student alone may read", async (t) => {
  t.regex(
    upload("fluent-bit", "/fluent-bit/etc/fluent-bit.conf").content,
    /^ +Host +graylog\.teacher\.lab\n +Port +5555$/m,
  );
  const { graylog, tickets } = JSON.parse(
    upload("configurator", "/etc/lab/desired-state.json").content,
  ) as DesiredState;
  const reader = {
    api: "http://graylog.teacher.lab:9000/api",
    username: "student",
    password: "the student's",
  };
  t.like(graylog, reader);
  t.is(graylog!.content, undefined);
  t.like(tickets, {
    ...reader,
    stream: "alerts of the lab student",
    query: "wazuh_rule_groups:misp_match",
    desk: "http://ticket-desk:8080",
    settled: 0,
  });
  t.true(tickets!.interval! > 0);
  t.like(await opened(lab.outputs["signIn"]), {
    graylog: { username: "student", password: "the student's" },
  });
  t.true(await pulumi.isSecret(pulumi.output(lab.outputs["signIn"])));
  t.like(await opened(lab.outputs["urls"]), { graylog: "http://localhost:18002" });
});

test("the lab's own images are those that the teacher's stack built", (t) => {
  t.is(container("wazuh-manager").inputs["image"], shared.images["wazuh-manager"]);
  t.is(container("door").inputs["image"], shared.images.services);
  t.false(
    resources.some(({ type, inputs }) => type.includes("RemoteImage") && inputs["build"] !== undefined),
  );
});

test("MISP is checked with the teacher's authority", (t) => {
  const { authority } = shared.labs["student"]!.misp!;
  t.is(upload("wazuh-manager", "/wazuh-config-mount/etc/custom-misp/ca.pem").content, authority);
  t.true(upload("configurator", "/etc/lab/ca.pem").content.includes(authority));
});

test("what the other lab does not share is named, with what to do", (t) => {
  const teacher = "organization/wazuh-misp-lab/teacher";
  t.is(sharedSystem(shared, "misp", "student", teacher), shared.labs["student"]!.misp!);
  const mispAlone = { labs: { student: { misp: shared.labs["student"]!.misp! } } };
  t.throws(() => sharedSystem(mispAlone, "graylog", "student", teacher), {
    message: `lab:shared: the stack ${teacher} does not share graylog: add it to lab:share there, and bring it up.`,
  });
  t.throws(() => sharedSystem(shared, "misp", "another", teacher), {
    message: `lab:shared: the stack ${teacher} shares nothing with another: add it to lab:shareWith there, and bring it up.`,
  });
});
