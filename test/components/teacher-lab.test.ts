import { X509Certificate } from "node:crypto";
import test from "ava";
import { readConfiguration } from "../../components/configuration.ts";
import type { DesiredState } from "../../configurator/desired.ts";
import type { SharedOutputs } from "../../components/lab/sharing.ts";
import { containersOf } from "../helpers/containers.ts";
import { mockEngine, opened, settled } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("teacher");
const pulumi = await import("@pulumi/pulumi");
const { Lab } = await import("../../components/lab.ts");

const lab = new Lab(
  "lab",
  readConfiguration({
    "lab:profile": "rehearsal",
    "lab:share": '["misp","graylog"]',
    "lab:shareWith": '{"student":1,"other":2}',
    "lab:systems": '{"wazuhManager":false}',
  }),
);
const shared = (await opened(lab.outputs["shared"])) as unknown as SharedOutputs;
await settled();

const { container, names, upload, volumes, environment } = containersOf(resources);

test("a teacher's lab can run MISP and Graylog alone, for others", (t) => {
  t.deepEqual(names(), ["configurator", "graylog", "misp", "ticket-desk"]);
});

test("what is shared is on a network of its own, under a name with the stack's", (t) => {
  for (const system of ["misp", "graylog"]) {
    t.deepEqual(container(system).inputs["networksAdvanced"], [
      { name: "lab-teacher-network", aliases: [system] },
      { name: "lab-teacher-shared", aliases: [`origin.${system}.teacher.lab`] },
    ]);
  }
  t.deepEqual(container("ticket-desk").inputs["networksAdvanced"], [
    { name: "lab-teacher-network", aliases: ["ticket-desk"] },
  ]);
});

test("MISP's certificate has the name that others know it by", (t) => {
  const certificate = new X509Certificate(upload("misp", "/etc/nginx/certs/cert.pem").content);
  t.is(certificate.checkHost("misp.teacher.lab"), "misp.teacher.lab");
});

test("each lab that MISP is shared with has a key of its own made, into a volume of its own", (t) => {
  const { misp } = JSON.parse(upload("configurator", "/etc/lab/desired-state.json").content) as DesiredState;
  t.deepEqual(misp!.labKeys, {
    prefix: "custom-misp of the lab ",
    keys: ["student", "other"].map((lab) => ({
      path: `/var/lib/lab/shared/${lab}/key`,
      group: 999,
      comment: `custom-misp of the lab ${lab}`,
    })),
  });
  t.is(volumes("configurator")["/var/lib/lab/shared/student"], "lab-teacher-misp-key-student");
});

test("the output says how each lab uses it, and has no key in it", async (t) => {
  t.is(shared.network, "lab-teacher-shared");
  t.deepEqual(Object.keys(shared.labs), ["student", "other"]);
  t.like(shared.labs["student"]!.misp, {
    url: "https://misp.teacher.lab",
    offers: [{ port: 443, origin: { host: "origin.misp.teacher.lab", port: 443 } }],
    keyVolume: "lab-teacher-misp-key-student",
  });
  t.true(await pulumi.isSecret(pulumi.output(lab.outputs["shared"])));
  t.false(JSON.stringify(shared).includes(environment("misp")["ADMIN_KEY"]!));
});

test("each lab that Graylog is shared with has an input, a stream and a reader of its own", (t) => {
  const { graylog } = JSON.parse(
    upload("configurator", "/etc/lab/desired-state.json").content,
  ) as DesiredState;
  const { inputs, streams, labs } = graylog!.content!;
  t.deepEqual(
    inputs.map(({ title, configuration, staticFields }) => [
      title,
      (configuration as { port: number }).port,
      staticFields,
    ]),
    [
      ["wazuh", 5_555, { feed: "wazuh" }],
      ["alerts of the lab student", 5_601, { feed: "wazuh", lab: "student" }],
      ["alerts of the lab other", 5_602, { feed: "wazuh", lab: "other" }],
    ],
  );
  t.deepEqual(
    streams.filter(({ title }) => title.startsWith(labs!.titles)).map(({ rules }) => rules),
    ["student", "other"].map((value) => [{ type: 1, field: "lab", value, inverted: false }]),
  );
  const [student, other] = labs!.readers;
  t.like(student, { username: "student", streams: ["alerts of the lab student"] });
  t.not(student!.password, other!.password);
  t.deepEqual(shared.labs["student"]!.graylog, {
    offers: [
      { port: 9_000, origin: { host: "origin.graylog.teacher.lab", port: 9_000 } },
      { port: 5_555, origin: { host: "origin.graylog.teacher.lab", port: 5_601 } },
    ],
    url: "http://graylog.teacher.lab:9000/api",
    publicUrl: "http://localhost:18002",
    username: "student",
    password: student!.password,
    stream: "alerts of the lab student",
  });
});

test("the images are built once for all labs, and stay when others still run on them", (t) => {
  t.is(shared.images.services, container("misp").inputs["image"] as string);
  const built = resources.filter(({ type, inputs }) => type.includes("RemoteImage") && inputs["build"]);
  t.deepEqual(built.map(({ name, inputs }) => [name, inputs["keepLocally"]]).sort(), [
    ["services", true],
    ["wazuh-manager", true],
  ]);
});
