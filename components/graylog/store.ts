import * as pulumi from "@pulumi/pulumi";
import { readTemplate } from "../template.ts";
import { indexerOpenSearch } from "../versions.ts";
import type { IndexerApi } from "../wazuh-indexer.ts";
import type { Workload } from "../workload/workload.ts";

/** Where Graylog keeps its messages: in a data node, or in the Wazuh indexer; a stand-in keeps them itself. */
export type GraylogStore =
  | { readonly kind: "data-node" }
  | {
      readonly kind: "wazuh-indexer";
      readonly indexer: IndexerApi;
      /** The lab's certificate authority, PEM. */
      readonly authority: pulumi.Input<string>;
    }
  | { readonly kind: "none" };

const trustStore = "/tmp/lab-trust-store";
// Java's own password for its store of public certificates: without it a store that is encrypted reads as an empty one.
const trustOptions = `-Djavax.net.ssl.trustStorePassword=changeit -Djavax.net.ssl.trustStore=${trustStore}`;
const startScript = "/opt/lab-start.sh";
const authorityFile = "/etc/lab/ca.pem";

/** The part of Graylog's workload that depends on where it keeps its messages. */
export function storeWorkload(
  store: GraylogStore,
  heap: number,
): Pick<Workload, "environment" | "files" | "entryPoint" | "arguments"> {
  const java = `-Xms${heap}m -Xmx${heap}m`;
  switch (store.kind) {
    case "none":
      return {};
    case "data-node":
      // Graylog makes an authority of its own at the first start, and no wizard waits for a hand.
      return { environment: { GRAYLOG_SERVER_JAVA_OPTS: java, GRAYLOG_SELFSIGNED_STARTUP: "true" } };
    case "wazuh-indexer":
      return {
        entryPoint: ["/usr/bin/tini", "--", startScript],
        arguments: ["server"],
        environment: {
          GRAYLOG_SERVER_JAVA_OPTS: `${java} ${trustOptions}`,
          GRAYLOG_ELASTICSEARCH_HOSTS: indexerAddress(store.indexer),
          // For Filebeat's sake the indexer calls itself 7.10.2; Graylog would take it for an Elasticsearch.
          GRAYLOG_ELASTICSEARCH_VERSION: `OPENSEARCH:${indexerOpenSearch}`,
          LAB_AUTHORITY: authorityFile,
          LAB_TRUST_STORE: trustStore,
        },
        files: [
          { path: authorityFile, content: store.authority },
          { path: startScript, content: readTemplate("graylog/start.sh"), mode: "0755" },
        ],
      };
  }
}

/** The indexer's address with Graylog's user in it. @throws when the indexer has no user for Graylog */
function indexerAddress({ url, graylog }: IndexerApi): pulumi.Output<string> {
  if (!graylog) {
    throw new Error("The indexer has no user for Graylog: make it with `graylog: true`.");
  }
  const { protocol, host } = new URL(url);
  return pulumi.interpolate`${protocol}//${graylog.name}:${graylog.password}@${host}`;
}
