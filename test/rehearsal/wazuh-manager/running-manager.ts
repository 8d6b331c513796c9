import { access, chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExecutionContext } from "ava";
import { DgramSocket } from "node-unix-socket";
import { startManager, type Manager } from "../../../rehearsal/wazuh-manager/manager.ts";

/** Where the add-on for datagram sockets lies, for scripts outside the project. */
export const dgramModule = createRequire(import.meta.url).resolve("node-unix-socket");

export interface Setup {
  /** Elements of ossec.conf beside those that every test has. */
  readonly conf?: string;
  /** Rules of etc/rules/local_rules.xml. */
  readonly rules?: string;
  /** Other files below the mounted configuration; a script's mode is 0750. */
  readonly files?: Readonly<Record<string, string>>;
  /** Programs below the mounted configuration, by the files that they are. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Entrypoint scripts. */
  readonly scripts?: Readonly<Record<string, string>>;
  readonly now?: () => number;
  /** Who may ask the API; without it the manager serves no agents. */
  readonly api?: { readonly username: string; readonly password: string };
}

/** A configuration whose alerts are those of level 3 and more. */
export const ossecConf = (more = ""): string => `<ossec_config>
  <global><jsonout_output>yes</jsonout_output><logall_json>yes</logall_json></global>
  <alerts><log_alert_level>3</log_alert_level><email_alert_level>12</email_alert_level></alerts>
  <ruleset>
    <decoder_dir>ruleset/decoders</decoder_dir>
    <rule_dir>ruleset/rules</rule_dir>
    <decoder_dir>etc/decoders</decoder_dir>
    <rule_dir>etc/rules</rule_dir>
  </ruleset>
  ${more}
</ossec_config>`;

/** A manager in a temporary folder, as an ordinary process; it ends with the test. */
export interface RunningManager {
  readonly base: string;
  readonly temporary: string;
  readonly output: string[];
  /** Where it serves agents. */
  readonly ports: Manager["ports"];
  /** Sends a datagram to the queue, as it is. */
  readonly send: (datagram: string | Buffer) => Promise<void>;
  /** The text of a file in Wazuh's folder; empty where there is none. */
  readonly read: (path: string, encoding?: BufferEncoding) => Promise<string>;
  /** The lines of a file, once there are as many. */
  readonly lines: (path: string, count: number) => Promise<string[]>;
  /** Waits until a file holds a text, and returns the file. */
  readonly until: (path: string, text: string | RegExp) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Puts the files of a set-up into a temporary folder. */
export async function prepare(t: Pick<ExecutionContext, "teardown">, setup: Setup) {
  const folder = await mkdtemp(join(tmpdir(), "wazuh-manager-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const places = {
    base: join(folder, "ossec"),
    mount: join(folder, "mount"),
    scripts: join(folder, "scripts"),
    temporary: join(folder, "tmp"),
  };
  await mkdir(places.temporary);
  const mounted: Record<string, string> = { "etc/ossec.conf": ossecConf(setup.conf), ...setup.files };
  if (setup.rules !== undefined) {
    mounted["etc/rules/local_rules.xml"] = setup.rules;
  }
  for (const [path, content] of Object.entries(mounted)) {
    await write(join(places.mount, path), content);
  }
  for (const [path, program] of Object.entries(setup.programs ?? {})) {
    await mkdir(join(places.mount, path, ".."), { recursive: true });
    await copyFile(program, join(places.mount, path));
    await chmod(join(places.mount, path), 0o750);
  }
  for (const [name, content] of Object.entries(setup.scripts ?? {})) {
    await write(join(places.scripts, name), content);
  }
  return places;
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content, { mode: content.startsWith("#!") ? 0o750 : 0o640 });
}

/** Starts a manager with a set-up. */
export async function runManager(
  t: Pick<ExecutionContext, "teardown">,
  setup: Setup = {},
): Promise<RunningManager> {
  const places = await prepare(t, setup);
  const output: string[] = [];
  const manager = await startManager({
    places,
    say: (line) => output.push(line),
    host: "wazuh.manager",
    ...(setup.now && { now: setup.now }),
    ...(setup.api && { agents: { ...setup.api, ports: { agents: 0, enrolment: 0, api: 0 } } }),
  });
  const sender = new DgramSocket();
  let stopped = false;
  const stop = async () => {
    if (!stopped) {
      stopped = true;
      sender.close();
      await manager.stop();
    }
  };
  t.teardown(stop);
  const read = (path: string, encoding: BufferEncoding = "utf8") =>
    readFile(join(places.base, path), encoding).catch(() => "");
  return {
    base: places.base,
    temporary: places.temporary,
    output,
    ports: manager.ports,
    send: (datagram) => sendTo(sender, join(places.base, "queue/sockets/queue"), Buffer.from(datagram)),
    read,
    lines: async (path, count) =>
      await eventually(`${path} has ${count} lines`, async () => {
        const lines = (await read(path)).split("\n").slice(0, -1);
        return lines.length >= count ? lines : undefined;
      }),
    until: async (path, text) =>
      await eventually(`${path} holds ${text.toString()}`, async () => {
        const content = await read(path);
        return (typeof text === "string" ? content.includes(text) : text.test(content)) ? content : undefined;
      }),
    stop,
  };
}

async function sendTo(socket: DgramSocket, path: string, datagram: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  socket.sendTo(datagram, 0, datagram.length, path, (error) => {
    if (error) {
      reject(error);
    } else {
      resolve(undefined);
    }
  });
  await promise;
}

/** Asks until there is an answer; fails after half a minute with what was waited for. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited in vain until ${what}.`);
    }
    await sleep(20);
  }
}

/** Whether a file is there. */
export const exists = async (path: string): Promise<boolean> =>
  await access(path).then(
    () => true,
    () => false,
  );
