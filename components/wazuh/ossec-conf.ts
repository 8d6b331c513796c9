import type { Configuration } from "../configuration.ts";
import { integrationGroups } from "../telemetry.ts";
import { render } from "../template.ts";
import type { IndexerApi } from "../wazuh-indexer.ts";
import { managerTls } from "./manager-tls.ts";

/** What the manager's configuration is made from. */
export interface OssecConfValues {
  readonly settings: Configuration["wazuh"];
  readonly misp: CustomMispValues | undefined;
  readonly indexer: Pick<IndexerApi, "url"> | undefined;
}

/** Where custom-misp asks, and with what. */
export interface CustomMispValues {
  readonly url: string;
  readonly publicUrl: string;
  /** File with the key, from Wazuh's folder or absolute. */
  readonly key_file: string;
  /** File with MISP's authority, or empty for the well-known ones. */
  readonly ca_file: string;
}

/** The manager's configuration; the group list and the rules come from one table. */
export function renderOssecConf({ settings, misp, indexer }: OssecConfValues): string {
  return render("wazuh-manager/etc/ossec.conf", {
    archives: settings.archives,
    vulnerabilityDetection: settings.vulnerabilityDetection && indexer !== undefined,
    indexer: indexer ? { url: indexer.url, ...managerTls } : false,
    misp: misp ? { url: misp.url } : false,
    integrationGroups: integrationGroups.join(","),
    customMispOptions: misp ? customMispOptions(misp) : "",
  });
}

function customMispOptions({ publicUrl, key_file, ca_file }: CustomMispValues): string {
  return JSON.stringify({
    key_file,
    ca_file,
    link_url: publicUrl,
    // Short, so that what is tried twice in a lesson is seen twice, and what was added to MISP a moment ago is found; the
    // ticket desk joins what belongs together.
    repeat_seconds: 10,
    error_seconds: 10,
    hit_seconds: 10,
    miss_seconds: 10,
    // The lab's own addresses are private, and its indicators are reserved for documentation: elsewhere neither counts.
    reserved: true,
    // An indicator within a command line counts, encoded or not.
    text: true,
  });
}
