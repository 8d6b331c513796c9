/** Wazuh would not start like this. Its reasons stand in ossec.log; the message says what to do. */
export class StartRefused extends Error {}
