/**
 * Distinguished name of a Wazuh certificate, as Wazuh's own tool writes it and OpenSearch compares it: RFC 2253, the most
 * specific part first.
 */
export function wazuhName(commonName: string): string {
  return `CN=${commonName},OU=Wazuh,O=Wazuh,L=California,C=US`;
}
