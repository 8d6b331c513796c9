import type { ClientChannel } from "ssh2";
import type { ConnectionConfiguration } from "../../../components/agents/configuration.ts";
import { dial } from "../../../engine/plugins/command/remote/dial.ts";

/** How often connecting is tried, and seconds for one try. */
const patience = { dialErrorLimit: 3, perDialTimeout: 15 };

/**
 * Runs a command on a host over SSH, through its proxy where it has one; a server that shows another key gets nothing.
 *
 * @returns what it wrote to standard output
 * @throws {Error} when the host is not reached, or the command's exit code is not 0, with what it wrote to standard error
 */
export async function runOverSsh(connection: ConnectionConfiguration, command: string): Promise<string> {
  const { proxy, ...endpoint } = withoutUndefined(connection);
  const through = proxy && { proxy: { ...withoutUndefined(proxy), ...patience } };
  const login = await dial(
    { ...endpoint, ...patience, ...through },
    () => undefined,
    AbortSignal.timeout(120_000),
  );
  try {
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      login.client.exec(command, (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    return await outcomeOf(channel);
  } finally {
    login.close();
  }
}

function outcomeOf(channel: ClientChannel): Promise<string> {
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ["", ""];
    channel.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    channel.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    channel.on("close", (code: number | null) => {
      if (code === 0) {
        resolve(stdout);
      } else {
        reject(new Error(`The command on the host ended with ${String(code)}: ${stderr.trim().slice(-500)}`));
      }
    });
  });
}

/** Settings that are not given are left out, as who logs in wants them. */
function withoutUndefined<T extends object>(settings: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as never;
}
