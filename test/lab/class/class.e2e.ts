import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import type { Run } from "../../../lab/demo/run.ts";
import type { LabResult } from "../../../lab/class/class.ts";
import type { LabStatus } from "../../../lab/class/status.ts";
import { until } from "../../helpers/until.ts";
import { TestClass } from "./support.ts";

const students = ["anna", "ben", "cleo"];
const soc = await TestClass.begin(`e2e${process.pid}`);
const head = "shared: [misp]\nfirstPort: 28000\n";
const defaults = "defaults: { profile: rehearsal, scenarios: [dns] }\n";

test.before(async () => {
  await soc.writeRoster(`${head}${defaults}students: [Anna, Ben, Cleo]\n`);
});
test.after.always(() => soc.end());

interface Up {
  readonly labs: readonly (LabResult & { readonly portBase?: number })[];
}

interface Demo {
  readonly runs: readonly Pick<Run, "verdict" | "summary" | "followed">[];
}

const pages = new Map<string, string>();

/** What signs in to a student's lab, as the student's page has it. */
async function pageOf(student: string): Promise<string> {
  if (pages.size === 0) {
    await readPages();
  }
  return pages.get(student)!;
}

async function readPages(): Promise<void> {
  const { told } = await soc.json<{ pages: Record<string, string> }>(
    "class",
    "handout",
    soc.name,
    "--format",
    "md",
  );
  for (const [student, page] of Object.entries(told.pages)) {
    pages.set(student, await readFile(page, "utf8"));
  }
}

const portOf = (student: string, place: number): number =>
  28_000 + 20 * (1 + students.indexOf(student)) + place;

interface Tickets {
  readonly tickets: readonly { readonly indicator: string; readonly alert_ids: readonly string[] }[];
}

async function ticketsOf(student: string): Promise<Tickets["tickets"]> {
  const token = /## tickets[^#]*- token: (\S+)/.exec(await pageOf(student))![1]!;
  const answer = await fetch(`http://127.0.0.1:${portOf(student, 4)}/tickets`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as Tickets).tickets;
}

test.serial("an up that is killed in the middle is picked up by the same command", async (t) => {
  const first = soc.labAlone("class", "up", soc.roster, "--parallel", "2");
  await until(async () => (await soc.thingsInDocker("ben")).some((name) => name.includes("graylog")), 240);
  process.kill(-first.pid!, "SIGKILL");
  await first;
  const { exitCode, told, all } = await soc.json<Up>("class", "up", soc.roster, "--parallel", "3");
  t.is(exitCode, 0, all);
  t.deepEqual(
    told.labs.map(({ id, state }) => [id, state]),
    ["shared", ...students].map((id) => [id, "up"]),
  );
});

test.serial(
  "the clone is as it was, and each lab has a folder of its own that nobody else can read",
  async (t) => {
    for (const student of students) {
      const folder = join(soc.home, "stacks", `${soc.name}-${student}`);
      t.is((await stat(folder)).mode & 0o777, 0o700);
      t.deepEqual((await readdir(folder)).sort(), [`Pulumi.${soc.name}-${student}.yaml`, "Pulumi.yaml"]);
    }
    t.false(existsSync(new URL(`../../../stacks/Pulumi.${soc.name}-anna.yaml`, import.meta.url)));
  },
);

test.serial("every lab of the class is ready, by its own proof, and so it tells itself", async (t) => {
  const { exitCode, told } = await soc.json<{ classes: { labs: LabStatus[] }[] }>(
    "class",
    "status",
    soc.name,
  );
  t.is(exitCode, 0);
  t.deepEqual(
    told.classes[0]!.labs.map(({ id, state }) => [id, state]),
    ["shared", ...students].map((id) => [id, "ready"]),
  );
  t.is((await soc.lab("status", `${soc.name}-ben`)).exitCode, 0);
});

test.serial("each student's alert ends as that student's ticket, and as no other's", async (t) => {
  const alerts = await Promise.all(
    students.map(async (student) => {
      const { told, all } = await soc.json<Demo>("demo", "dns", "--stack", `${soc.name}-${student}`);
      t.is(told.runs[0]?.verdict, "passed", all);
      return told.runs[0]?.followed[0]?.alertId;
    }),
  );
  for (const [index, student] of students.entries()) {
    const tickets = await ticketsOf(student);
    t.deepEqual(
      tickets.map(({ indicator }) => indicator),
      ["iabg.de"],
      student,
    );
    t.deepEqual(tickets[0]!.alert_ids, [alerts[index]!], student);
  }
});

/** Ports that the systems of a lab listen on inside. */
const ports = [22, 80, 443, 1514, 1515, 2020, 5555, 8080, 9000, 55000];

test.serial("no container of a student's reaches one of another's", async (t) => {
  const theirs = await soc.addressesOf("ben");
  const targets = [
    ...theirs,
    ...["graylog", "wazuh-manager", "ticket-desk", "door"].map((system) => soc.containerOf("ben", system)),
  ].flatMap((host) => ports.map((port) => [host, port] as const));
  for (const system of ["wazuh-manager", "fluent-bit", "graylog", "configurator", "ticket-desk"]) {
    t.deepEqual(await soc.reachedFrom(soc.containerOf("anna", system), targets), [], system);
  }
  // From within Ben's lab the same way of trying does reach them.
  const own = await soc.reachedFrom(soc.containerOf("ben", "configurator"), targets);
  t.true(
    own.some((place) => place.endsWith(":9000")) && own.some((place) => place.endsWith(":8080")),
    own.join(),
  );
});

test.serial(
  "no container of a student's reaches one of another's over the Docker host's ports",
  async (t) => {
    const container = soc.containerOf("anna", "wazuh-manager");
    const [network] = Object.values(
      (await soc.docker.getContainer(container).inspect()).NetworkSettings.Networks,
    );
    const targets = students.flatMap((student) =>
      [1, 2, 3, 4].map((place) => [network!.Gateway, portOf(student, place)] as const),
    );
    t.deepEqual(await soc.reachedFrom(container, targets), []);
  },
);

test.serial("the shared MISP is reached at the port that it offers, and at no other", async (t) => {
  const manager = soc.containerOf("anna", "wazuh-manager");
  const name = `misp.${soc.name}-shared.lab`;
  const behind = (await soc.addressesOf("shared")).concat(
    soc.containerOf("shared", "misp"),
    `origin.${name}`,
  );
  t.deepEqual(
    await soc.reachedFrom(
      manager,
      ports.map((port) => [name, port] as const),
    ),
    [`${name}:443`],
  );
  t.deepEqual(
    await soc.reachedFrom(
      manager,
      behind.flatMap((host) => ports.map((port) => [host, port] as const)),
    ),
    [],
  );
});

test.serial(
  "a student's credentials read in the shared MISP, and open nothing of the class's or of others",
  async (t) => {
    const [anna, ben] = [await pageOf("anna"), await pageOf("ben")];
    const credential = (page: string, what: RegExp): string => what.exec(page)![1]!;
    const key = /key for the API: (\S+)/;
    t.not(credential(anna, key), credential(ben, key));
    const ask = async (path: string): Promise<number> =>
      Number(
        await execInManager(
          `fetch(${JSON.stringify(`https://misp.${soc.name}-shared.lab${path}`)}, { method: ${JSON.stringify(path.includes("getVersion") ? "GET" : "POST")}, headers: { Authorization: ${JSON.stringify(credential(anna, key))}, "Content-Type": "application/json", Accept: "application/json" }, ...(${path.includes("getVersion")} ? {} : { body: "{}" }) }).then((answer) => console.log(answer.status), (error) => console.log(String(error.cause)))`,
        ),
      );
    t.is(await ask("/servers/getVersion"), 200);
    for (const path of ["/events/add", "/auth_keys/add/1", "/admin/users/add"]) {
      t.is(await ask(path), 403, path);
    }

    const token = credential(anna, /## tickets[^#]*- token: (\S+)/);
    const password = credential(anna, /## graylog[^#]*- password: (\S+)/);
    const basic = `Basic ${Buffer.from(`admin:${password}`).toString("base64")}`;
    for (const [student, status] of [
      ["anna", 200],
      ["ben", 401],
    ] as const) {
      const tickets = await fetch(`http://127.0.0.1:${portOf(student, 4)}/tickets`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      t.is(tickets.status, status, `tickets of ${student}`);
      const graylog = await fetch(`http://127.0.0.1:${portOf(student, 2)}/api/system`, {
        headers: { Authorization: basic },
      });
      t.is(graylog.status, status, `Graylog of ${student}`);
    }
  },
);

test.serial("the key of MISP's administrator is nowhere in a student's lab", async (t) => {
  const { Config } = await soc.docker.getContainer(soc.containerOf("shared", "misp")).inspect();
  const key = Config.Env.find((line) => line.startsWith("ADMIN_KEY="))!.slice("ADMIN_KEY=".length);
  t.is(key.length, 40);
  for (const student of students) {
    const desired = await soc.read(soc.containerOf(student, "configurator"), "/etc/lab/desired-state.json");
    t.true(desired.includes("sharedMisp"));
    t.false(desired.includes(key), student);
    t.false((await pageOf(student)).includes(key), student);
    const containers = await soc.docker.listContainers({
      filters: { label: [`wazuh-misp-lab.stack=${soc.name}-${student}`] },
    });
    for (const { Id } of containers) {
      t.false(JSON.stringify(await soc.docker.getContainer(Id).inspect()).includes(key), student);
    }
  }
});

test.serial("a student's page can be read by its owner alone", async (t) => {
  const { told } = await soc.json<{ pages: Record<string, string> }>("class", "handout", soc.name);
  t.deepEqual(Object.keys(told.pages), students);
  for (const page of Object.values(told.pages)) {
    t.is((await stat(page)).mode & 0o777, 0o600);
  }
});

test.serial(
  "a student who left the roster keeps the lab until somebody agrees, and the others' ports stay",
  async (t) => {
    await soc.writeRoster(`${head}${defaults}students: [{ name: Ben, ttl: 1m }, Cleo]\n`);
    const kept = await soc.json<Up>("class", "up", soc.roster);
    t.is(kept.exitCode, 0, kept.all);
    t.regex(kept.all, /These labs stay, .* anna \(Anna\)\. --yes removes them\./);
    t.true((await soc.thingsInDocker("anna")).length > 0);
    const removed = await soc.json<Up>("class", "up", soc.roster, "--yes");
    t.is(removed.exitCode, 0, removed.all);
    t.deepEqual(
      removed.told.labs.map(({ id, state, portBase }) => [id, state, portBase]),
      [
        ["anna", "gone", undefined],
        ["shared", "up", undefined],
        ["ben", "up", 28_040],
        ["cleo", "up", 28_060],
      ],
    );
    t.deepEqual(await soc.thingsInDocker("anna"), []);
    t.is((await soc.thingsInDocker("shared")).filter((name) => name.includes("key-")).length, 2);
  },
);

test.serial("a lab whose time is over is reaped, and the others stay", async (t) => {
  // Ben's lab was made more than a minute ago, and has no more than that since the roster says so.
  await until(async () => (await dueLabs("--dry-run")).length > 0, 90);
  t.deepEqual(await dueLabs("--dry-run"), ["ben"]);
  t.true((await soc.thingsInDocker("ben")).length > 0);
  t.deepEqual(await dueLabs(), ["ben"]);
  t.deepEqual(await soc.thingsInDocker("ben"), []);
  t.is((await soc.lab("status", `${soc.name}-cleo`)).exitCode, 0);
});

/** What `class reap` takes down, or would. */
async function dueLabs(...options: string[]): Promise<string[]> {
  const { told } = await soc.json<{ due: { id: string }[] }>("class", "reap", ...options);
  return told.due.map(({ id }) => id);
}

test.serial(
  "down leaves nothing: no container, network, volume or image, no stack and no file",
  async (t) => {
    const { exitCode, all } = await soc.lab("class", "down", soc.name);
    t.is(exitCode, 0, all);
    t.deepEqual(await soc.thingsInDocker(), []);
    const files = await readdir(soc.home, { recursive: true });
    t.deepEqual(
      files.filter((file) => file.includes(soc.name)),
      [],
    );
    t.regex((await soc.lab("class", "status")).stdout, /^There is no class\./);
  },
);

async function execInManager(script: string): Promise<string> {
  const { dockerExec } = await import("../../../lab/docker-exec.ts");
  // The manager of Anna's lab trusts the authority of the shared MISP.
  const container = soc.containerOf("anna", "configurator");
  return (await dockerExec(soc.docker, container, ["node", "-e", script])).trim();
}
