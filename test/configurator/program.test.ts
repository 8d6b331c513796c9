import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import type { DesiredState } from "../../configurator/desired.ts";
import type { Status } from "../../configurator/status.ts";
import { temporaryFolder } from "../rehearsal/support/folder.ts";
import { until } from "../rehearsal/support/until.ts";

const program = fileURLToPath(new URL("../../configurator/main.ts", import.meta.url));

/** Nobody answers here. */
const url = "http://127.0.0.1:1";
const user = { username: "admin", password: "secret" };

/** A desired state with every system that there can be, but for another lab's MISP in the place of its own. */
const desired: DesiredState = {
  misp: { url, key: "key", events: [], feeds: [], deadline: 60 },
  graylog: { api: url, ...user, deadline: 60 },
  tickets: {
    ...{ api: url, ...user, stream: "misp matches", desk: url, token: "token" },
    ...{ settled: 0, priorities: [], deadline: 60 },
  },
  fluentBit: { url, deadline: 60 },
  wazuhIndexer: {
    url,
    users: [{ name: "admin", description: "", password: "secret", hash: "", backendRoles: [] }],
    administrator: { certificate: "", privateKey: "" },
    deadline: 60,
  },
  wazuhDashboard: { url, ...user, savedObjects: "", deadline: 60 },
  agents: {
    ...{ api: url, ...user, group: "lab", deadline: 60 },
    agents: [{ name: "win10", groups: [], deadline: 60 }],
  },
};

/** The systems that the program tells of, and what it says of the lab, once it has asked each of them. */
async function toldOf(state: DesiredState, folder: string): Promise<Status> {
  const [desiredPath, statusPath] = [join(folder, "desired.json"), join(folder, "status.json")];
  writeFileSync(desiredPath, JSON.stringify(state));
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, LAB_DESIRED_STATE: desiredPath, LAB_STATUS: statusPath },
    stdio: "ignore",
  });
  try {
    return await until("an answer of each system", () => {
      const status = existsSync(statusPath) && (JSON.parse(readFileSync(statusPath, "utf8")) as Status);
      const told = status && Object.values(status.systems);
      return told && told.every(({ detail }) => detail !== "not asked yet") && status;
    });
  } finally {
    child.kill();
    await once(child, "exit");
  }
}

test("every system of the desired state is looked after, and none that does not answer is ready", async (t) => {
  const { ready, systems } = await toldOf(desired, temporaryFolder(t));
  t.deepEqual(Object.keys(systems).sort(), [
    "agent win10",
    "fluent-bit",
    "graylog",
    "misp",
    "tickets",
    "wazuh-agents",
    "wazuh-dashboard",
    "wazuh-indexer",
  ]);
  t.false(ready);
  t.true(Object.values(systems).every(({ state }) => state === "waiting"));
});

test("another lab's MISP is looked after in the place of the lab's own", async (t) => {
  const sharedMisp = { url, keyPath: "/nowhere", deadline: 60 };
  const { systems } = await toldOf({ sharedMisp }, temporaryFolder(t));
  t.deepEqual(Object.keys(systems), ["misp"]);
  t.regex(systems["misp"]!.detail, /has not made this lab's key yet/);
});
