import type { CertificateAuthority } from "../certificate-authority.ts";
import type { IndexerApi } from "../wazuh-indexer.ts";
import type { Site } from "../workload/container.ts";
import type { WorkloadFile, Workload } from "../workload/workload.ts";
import { configurationFile, secretFile } from "./manager-files.ts";
import { wazuhName } from "./names.ts";

/** Where the manager's Filebeat and its modules find what they show the indexer, and check it with. */
export const managerTls = {
  authority: "/etc/ssl/root-ca.pem",
  certificate: "/etc/ssl/filebeat.pem",
  key: "/etc/ssl/filebeat.key",
} as const;

/**
 * The manager's certificate, for all that it is shown by: Filebeat, the enrolment of agents, and the API, which take it
 * from places of their own.
 *
 * @param others names and addresses beside those of the lab that agents know it by
 */
export function managerCertificateFiles(
  site: Site,
  authority: CertificateAuthority,
  hostname: string,
  others: readonly string[],
): WorkloadFile[] {
  const { certificate, privateKey } = authority.issue("wazuh-manager", {
    distinguishedName: wazuhName(hostname),
    names: [...new Set([hostname, "localhost", "127.0.0.1", site.bindAddress, ...others])],
  });
  return [
    { path: managerTls.authority, content: authority.certificate },
    { path: managerTls.certificate, content: certificate, mode: "0600" },
    { path: managerTls.key, content: privateKey, mode: "0600" },
    configurationFile("etc/sslmanager.cert", certificate),
    secretFile("etc/sslmanager.key", privateKey),
    configurationFile("api/configuration/ssl/server.crt", certificate),
    secretFile("api/configuration/ssl/server.key", privateKey),
  ];
}

/** How the image's start script is told of the indexer: for Filebeat, and for the keystore. */
export function indexerEnvironment({ url, administrator }: IndexerApi): NonNullable<Workload["environment"]> {
  return {
    // It stands in a YAML list, so the quotes are part of it.
    INDEXER_URL: `"${url}"`,
    INDEXER_USERNAME: administrator.name,
    INDEXER_PASSWORD: administrator.password,
    FILEBEAT_SSL_VERIFICATION_MODE: "full",
    SSL_CERTIFICATE_AUTHORITIES: managerTls.authority,
    SSL_CERTIFICATE: managerTls.certificate,
    SSL_KEY: managerTls.key,
  };
}
