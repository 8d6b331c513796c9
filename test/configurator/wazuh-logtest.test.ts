import test, { type ExecutionContext } from "ava";
import { execa } from "execa";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DesiredState } from "../../configurator/desired.ts";
import { type LogtestRequest, WazuhApi } from "../../configurator/wazuh/api.ts";
import { askManager } from "../../configurator/wazuh/logtest.ts";
import { WazuhApiDouble } from "./wazuh-api.ts";

/** The example of `PUT /logtest` in api/api/spec/spec.yaml. */
const documented = {
  timestamp: "2021-05-27T12:46:03.391000Z",
  rule: {
    level: 2,
    description: "Unknown problem somewhere in the system.",
    id: "1002",
    firedtimes: 1,
    mail: false,
    groups: ["syslog", "errors"],
    gpg13: ["4.3"],
  },
  agent: { id: "000", name: "wazuh-master" },
  manager: { name: "wazuh-master" },
  id: "1622119563.2682664",
  full_log: "ERROR",
  decoder: {},
  location: "/var/log/syslog",
};

const error: Omit<LogtestRequest, "token"> = {
  event: "ERROR",
  log_format: "syslog",
  location: "/var/log/syslog",
};

async function manager(t: ExecutionContext) {
  const api = await new WazuhApiDouble().start();
  t.teardown(() => api.stop());
  const asked: LogtestRequest[] = [];
  api.logtest = (request) => {
    asked.push(request);
    return { output: documented, messages: [], alert: false, codemsg: 0 };
  };
  const { url, username, password } = api;
  return { api, asked, client: new WazuhApi({ api: url, username, password }) };
}

test("events are tested in one session, which is ended afterwards", async (t) => {
  const { api, asked, client } = await manager(t);
  const results = await askManager(client, [error, { ...error, event: "ERROR again" }]);
  t.deepEqual(
    results.map((result) => "answer" in result && result.answer.output?.rule?.id),
    ["1002", "1002"],
  );
  t.deepEqual(asked, [error, { ...error, event: "ERROR again", token: "8cd2d6d1" }]);
  t.is(api.sessions.size, 0);
  t.is(api.requests.at(-1), "DELETE /logtest/sessions/8cd2d6d1");
});

test("an event that the manager refuses does not keep it from the others", async (t) => {
  const { client } = await manager(t);
  const [refused, tested] = await askManager(client, [{ ...error, event: "" }, error]);
  t.regex((refused as { error: string }).error, /^PUT \/logtest answered 400: /);
  t.true("answer" in tested!);
});

test("a token of the API that is too old is asked for again", async (t) => {
  const { api, client } = await manager(t);
  await askManager(client, [error]);
  api.forgetTokens();
  const [result] = await askManager(client, [error]);
  t.true("answer" in result!);
});

test("a manager that does not let anybody in is told by its answer", async (t) => {
  const { api } = await manager(t);
  const client = new WazuhApi({ api: api.url, username: api.username, password: "wrong" });
  const [result] = await askManager(client, [error]);
  t.regex((result as { error: string }).error, /answered 401: .*Invalid credentials/);
});

test("the configurator's command reads the events from standard input and prints the answers", async (t) => {
  const { api } = await manager(t);
  const { url, username, password } = api;
  const folder = await mkdtemp(join(tmpdir(), "logtest-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const desired: DesiredState = {
    agents: { api: url, username, password, group: "lab", agents: [], deadline: 1 },
  };
  await writeFile(join(folder, "desired.json"), JSON.stringify(desired));
  const { stdout } = await execa(
    process.execPath,
    [fileURLToPath(new URL("../../configurator/main.ts", import.meta.url)), "logtest"],
    { input: JSON.stringify([error]), env: { LAB_DESIRED_STATE: join(folder, "desired.json") } },
  );
  t.like(JSON.parse(stdout), [{ answer: { alert: false, output: { rule: { id: "1002" } } } }]);
});
