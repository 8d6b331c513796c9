import { readFile } from "node:fs/promises";
import { connect } from "node:tls";
import { text } from "node:stream/consumers";
import type { AgentKey } from "../wazuh-protocol/sealed-message.ts";
import type { AgentSettings } from "./settings.ts";

/** Milliseconds until the manager must have answered. */
const patience = 10_000;

/**
 * Asks the manager's authd for a key: src/os_auth/auth.c of wazuh/wazuh 4.14 has the words. The manager's certificate must
 * be of the authority and for its name.
 *
 * @param version such as `v4.14.6`
 * @throws Error with authd's own words where it refuses, or why it was not reached
 */
export async function enrol({ manager, enrolment }: AgentSettings, version: string): Promise<AgentKey> {
  const password = (await readFile(enrolment.password, "utf8")).trimEnd();
  const socket = connect({
    host: manager.host,
    port: enrolment.port,
    servername: manager.host,
    ca: await readFile(enrolment.authority),
    timeout: patience,
  });
  socket.on("timeout", () => socket.destroy(new Error("authd did not answer in ten seconds")));
  socket.write(
    `OSSEC PASS: ${password} OSSEC A:'${enrolment.name}' V:'${version}' G:'${enrolment.groups}'\n`,
  );
  const answer = await text(socket);
  const [, id, name, ip, key] = /^OSSEC K:'(\d+) (\S+) (\S+) (\S+)'/.exec(answer) ?? [];
  if (id === undefined || name === undefined || ip === undefined || key === undefined) {
    throw new Error(answer.trim() || "authd closed the connection without an answer");
  }
  return { id, name, ip, key };
}
