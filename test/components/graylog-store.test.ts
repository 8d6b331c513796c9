import * as pulumi from "@pulumi/pulumi";
import test from "ava";
import { storeWorkload } from "../../components/graylog/store.ts";
import { readTemplate } from "../../components/template.ts";

const user = {
  name: "graylog",
  description: "Graylog",
  password: pulumi.secret("password"),
  hash: pulumi.secret("hash"),
  backendRoles: ["admin"],
};
const store = storeWorkload(
  {
    kind: "wazuh-indexer",
    indexer: { url: "https://wazuh.indexer:9200", administrator: user, dashboard: user, graylog: user },
    authority: "-----BEGIN CERTIFICATE-----",
  },
  576,
);

// Without the password, Java reads a store of the kind PKCS12 whose certificates are encrypted as an empty one.
test("Graylog opens its store of authorities with the password that its start script writes it with", (t) => {
  const password = /-storepass (\S+)/.exec(readTemplate("graylog/start.sh"))?.[1];
  t.truthy(password);
  const options = (store.environment!["GRAYLOG_SERVER_JAVA_OPTS"] as string).split(" ");
  t.true(options.includes(`-Djavax.net.ssl.trustStorePassword=${password!}`));
  t.true(options.includes(`-Djavax.net.ssl.trustStore=${store.environment!["LAB_TRUST_STORE"] as string}`));
});
