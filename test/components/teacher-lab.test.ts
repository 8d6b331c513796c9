import { X509Certificate } from "node:crypto";
import test from "ava";
import { readConfiguration } from "../../components/configuration.ts";
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
    "lab:systems": '{"wazuhManager":false}',
  }),
);
const shared = (await opened(lab.outputs["shared"])) as unknown as SharedOutputs;
test.before(() => settled());

const { container, names, upload, environment } = containersOf(resources);

test("a teacher's lab can run MISP and Graylog alone, for others", (t) => {
  t.deepEqual(names(), ["configurator", "graylog", "misp", "ticket-desk"]);
});

test("what is shared is on a network of its own, under a name with the stack's", (t) => {
  for (const system of ["misp", "graylog"]) {
    t.deepEqual(container(system).inputs["networksAdvanced"], [
      { name: "lab-teacher-network", aliases: [system] },
      { name: "lab-teacher-shared", aliases: [`${system}.teacher.lab`] },
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

test("the output says how it is used, as a secret", async (t) => {
  t.true(await pulumi.isSecret(pulumi.output(lab.outputs["shared"])));
  t.is(shared.network, "lab-teacher-shared");
  t.like(shared.misp, { url: "https://misp.teacher.lab", key: environment("misp")["ADMIN_KEY"]! });
  t.like(shared.graylog, {
    url: "http://graylog.teacher.lab:9000/api",
    username: "admin",
    rawInput: { host: "graylog.teacher.lab", port: 5_555 },
  });
});
