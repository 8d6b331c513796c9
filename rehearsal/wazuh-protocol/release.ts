/** The release of Wazuh that the stand-ins of manager and agent pass for. */
export const release = "v4.14.6";
