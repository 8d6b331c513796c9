import test from "ava";
import type { DesiredState } from "../../configurator/desired.ts";
import { readConfiguration } from "../../components/configuration.ts";
import { readOssecConf } from "../../rehearsal/wazuh-manager/configuration/ossec-conf.ts";
import { containersOf } from "../helpers/containers.ts";
import { mockEngine, opened, settled } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("external");
const { Lab } = await import("../../components/lab.ts");

const authority = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const key = "k".repeat(40);
const lab = new Lab(
  "lab",
  readConfiguration({
    "lab:external": JSON.stringify({
      misp: { url: "https://misp.example.org", key, authority },
      graylog: {
        url: "https://graylog.example.org/api",
        password: "secret",
        input: { host: "graylog.example.org", port: 5_556 },
        install: true,
      },
    }),
  }),
);
const outputs = await opened(lab.outputs);
await settled();

const { container, names, upload, uploads, volumes } = containersOf(resources);
const ossec = () => {
  const { content } = upload("wazuh-manager", "/wazuh-config-mount/etc/ossec.conf");
  return readOssecConf(Buffer.from(content).toString("latin1")).integrations[0]!;
};

test("a server that is there already takes the place of the lab's own, with all that is beside it", (t) => {
  t.deepEqual(names(), ["configurator", "fluent-bit", "wazuh-dashboard", "wazuh-indexer", "wazuh-manager"]);
});

test("custom-misp asks it with the key that is given, and checks it with the authority that is given", (t) => {
  t.is(ossec().hookUrl, "https://misp.example.org");
  const options = JSON.parse(ossec().options!) as Record<string, string>;
  t.like(options, { key_file: "etc/custom-misp/key", ca_file: "etc/custom-misp/ca.pem" });
  t.is(upload("wazuh-manager", "/wazuh-config-mount/etc/custom-misp/key").content, key);
  t.is(upload("wazuh-manager", "/wazuh-config-mount/etc/custom-misp/ca.pem").content, authority);
  t.true(container("wazuh-manager").secrets.includes("uploads"));
});

test("nothing is changed in it: the configurator has neither its key nor a place for one", (t) => {
  const desired = JSON.parse(upload("configurator", "/etc/lab/desired-state.json").content) as DesiredState;
  t.is(desired.misp, undefined);
  t.false(Object.keys(volumes("configurator")).some((path) => path.includes("misp")));
  for (const { content } of uploads("configurator")) {
    t.false(content.includes(key));
  }
});

test("Graylog gets the lab's content where that is asked, and tells nobody whom it does not reach", (t) => {
  const { graylog } = JSON.parse(
    upload("configurator", "/etc/lab/desired-state.json").content,
  ) as DesiredState;
  t.like(graylog, { api: "https://graylog.example.org/api", username: "admin", password: "secret" });
  t.deepEqual(graylog!.content!.notifications, []);
});

test("Fluent Bit sends to its input", (t) => {
  const { content } = upload("fluent-bit", "/fluent-bit/etc/fluent-bit.conf");
  t.regex(content, /^ +Host +graylog\.example\.org\n +Port +5556$/m);
});

test("the configurator trusts its authority beside the lab's own", (t) => {
  const { content } = upload("configurator", "/etc/lab/ca.pem");
  t.is(content.split("-----BEGIN CERTIFICATE-----").length - 1, 2);
  t.true(content.includes(authority));
});

test("the outputs lead to it", (t) => {
  t.like(outputs["urls"], {
    misp: "https://misp.example.org",
    graylog: "https://graylog.example.org",
  });
});
