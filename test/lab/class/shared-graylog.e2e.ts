import { readFile } from "node:fs/promises";
import test from "ava";
import type { LabResult } from "../../../lab/class/class.ts";
import type { Run } from "../../../lab/demo/run.ts";
import { TestClass } from "./support.ts";

const students = ["anna", "ben"];
const soc = await TestClass.begin(`gray${process.pid}`);

test.before(async () => {
  await soc.writeRoster(
    "shared: [misp, graylog]\nfirstPort: 25400\ndefaults: { profile: rehearsal }\nstudents: [Anna, Ben]\n",
  );
});
test.after.always(() => soc.end());

test.serial(
  "a class with one MISP and one Graylog for everyone comes up, and no lab has one of its own",
  async (t) => {
    const { exitCode, told, all } = await soc.json<{ labs: LabResult[] }>("class", "up", soc.roster);
    t.is(exitCode, 0, all);
    t.true(told.labs.every(({ state }) => state === "up"));
    for (const student of students) {
      const things = await soc.thingsInDocker(student);
      t.true(things.some((name) => name.endsWith("-ticket-desk")));
      t.deepEqual(
        things.filter((name) => /-(misp|graylog)$/.test(name)),
        [],
      );
    }
  },
);

test.serial(
  "each alert goes all its way through the shared Graylog, and ends as its own student's ticket",
  async (t) => {
    const alerts = await Promise.all(
      students.map(async (student) => {
        const { told, all } = await soc.json<{ runs: Run[] }>(
          "demo",
          "dns",
          "--stack",
          `${soc.name}-${student}`,
        );
        t.is(told.runs[0]?.verdict, "passed", all);
        return told.runs[0]?.followed[0]?.alertId;
      }),
    );
    for (const [index, student] of students.entries()) {
      const asked = await soc.read(soc.containerOf(student, "ticket-desk"), "/etc/lab/ticket-desk-token");
      const answer = await fetch(`http://127.0.0.1:${25_424 + 20 * index}/tickets`, {
        headers: { Authorization: `Bearer ${asked.trim()}` },
      });
      const { tickets } = (await answer.json()) as { tickets: { alert_ids: string[] }[] };
      t.deepEqual(
        tickets.map(({ alert_ids: ids }) => ids),
        [[alerts[index]!]],
        student,
      );
    }
  },
);

test.serial(
  "a student reads the own stream of the shared Graylog, and neither another's nor anything else",
  async (t) => {
    const { told } = await soc.json<{ pages: Record<string, string> }>(
      "class",
      "handout",
      soc.name,
      "--format",
      "md",
    );
    const page = await readFile(told.pages["anna"]!, "utf8");
    const [, username = "", password = ""] =
      /## graylog[^#]*- username: (\S+)\n- password: (\S+)/.exec(page) ?? [];
    const ask = (path: string, method = "GET", body?: object) =>
      fetch(`http://127.0.0.1:25402/api${path}`, {
        method,
        headers: {
          Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
          "Content-Type": "application/json",
          "X-Requested-By": "test",
        },
        ...(body && { body: JSON.stringify(body) }),
      });
    const { streams } = (await (await ask("/streams")).json()) as { streams: { title: string }[] };
    t.deepEqual(
      streams.map(({ title }) => title),
      [`alerts of the lab ${soc.name}-anna`],
    );
    const search = await ask("/search/messages", "POST", { query: "*", fields: ["lab"], size: 100 });
    const { datarows } = (await search.json()) as { datarows: string[][] };
    t.deepEqual([...new Set(datarows.flat())], [`${soc.name}-anna`]);
    for (const [method, path] of [
      ["GET", "/system/inputs"],
      ["GET", "/users"],
      ["POST", "/streams"],
      ["PUT", "/system/urlallowlist"],
    ] as const) {
      t.is((await ask(path, method, method === "GET" ? undefined : {})).status, 403, path);
    }
  },
);

test.serial("a lab reaches its own input of the shared Graylog, and no other's", async (t) => {
  const name = `graylog.${soc.name}-shared.lab`;
  const ports = [443, 5_044, 5_555, 5_601, 5_602, 9_000, 9_200, 27_017];
  const behind = [...(await soc.addressesOf("shared")), `origin.${name}`];
  const targets = [name, ...behind].flatMap((host) => ports.map((port) => [host, port] as const));
  for (const student of students) {
    t.deepEqual(
      (await soc.reachedFrom(soc.containerOf(student, "fluent-bit"), targets)).sort(),
      // At its door MISP is behind the first of these, and the lab's own input behind the second.
      [`${name}:443`, `${name}:5555`, `${name}:9000`],
    );
  }
});

test.serial("down leaves nothing of it", async (t) => {
  const { exitCode, all } = await soc.lab("class", "down", soc.name);
  t.is(exitCode, 0, all);
  t.deepEqual(await soc.thingsInDocker(), []);
});
