import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import Docker from "dockerode";
import { execa } from "execa";
import { hops } from "../../evidence/hop.ts";
import { dockerExec } from "../../lab/docker-exec.ts";
import type { Run } from "../../lab/demo/run.ts";
import type { Ticket } from "../../ticket-desk/ticket.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
const docker = new Docker();
const stack = `e2e${process.pid}`;
const stackFile = join(project, `stacks/Pulumi.${stack}.yaml`);
const stackSettings = '# A lab of the tests.\nconfig:\n  lab:profile: rehearsal\n  lab:portBase: "27000"\n';
const home = await mkdtemp(join(tmpdir(), "lab-e2e-"));

/** Runs the lab's command as a user does, with a state of its own. */
const lab = (...parameters: string[]) =>
  execa("node", ["engine/bootstrap.mjs", "lab/main.ts", ...parameters], {
    cwd: project,
    env: { LAB_HOME: home },
    reject: false,
    all: true,
  });
const pulumi = (...parameters: string[]) =>
  execa("node", ["engine/bootstrap.mjs", "engine/main.ts", "pulumi", ...parameters, "-s", stack], {
    cwd: project,
    env: { LAB_HOME: home },
    reject: false,
    all: true,
  });

/** Everything in Docker that carries this stack's label. */
async function thingsInDocker(): Promise<string[]> {
  const filters = { label: [`wazuh-misp-lab.stack=${stack}`] };
  const [containers, networks, { Volumes: volumes }, images] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
    docker.listImages({ filters }),
  ]);
  return [
    ...containers.map(({ Names }) => Names[0] ?? ""),
    ...networks.map(({ Name }) => Name),
    ...volumes.map(({ Name }) => Name),
    ...images.flatMap(({ RepoTags }) => RepoTags ?? []),
  ];
}

test.before(async () => {
  await writeFile(stackFile, stackSettings);
});

test.after.always(async () => {
  await lab("down", stack);
  await rm(stackFile, { force: true });
  await rm(home, { recursive: true, force: true });
});

test.serial(
  "a lab whose port is taken is refused before anything is made, with who has it and what to do",
  async (t) => {
    const server = createServer().listen(27_001, "127.0.0.1");
    await once(server, "listening");
    const refused = await lab("up", stack, "--json");
    server.close();
    t.is(refused.exitCode, 1);
    const { findings } = JSON.parse(refused.stdout) as { findings: { about: string; fix: string }[] };
    t.deepEqual(
      findings.map(({ about }) => about),
      ["port 27001"],
    );
    t.regex(findings[0]!.fix, /lab:portBase: \d+ is free/);
    const previewed = await lab("up", stack, "--preview", "--json");
    t.is(previewed.exitCode, 0, previewed.all);
    const { steps } = JSON.parse(previewed.stdout) as { steps: string[] };
    t.true(steps.includes("create container misp"));
    t.is(
      await readFile(stackFile, "utf8"),
      stackSettings,
      "the stack that was made for the question is gone",
    );
    t.deepEqual(await thingsInDocker(), []);
  },
);

test.serial("an up that is killed in the middle is picked up by the next one", async (t) => {
  const first = execa("node", ["engine/bootstrap.mjs", "lab/main.ts", "up", stack], {
    cwd: project,
    env: { LAB_HOME: home },
    reject: false,
    detached: true,
    stdio: "ignore",
  });
  await until(async () => (await thingsInDocker()).some((name) => name.endsWith("-misp")));
  // The whole group of processes at once, as when the terminal or the machine goes away.
  process.kill(-first.pid!, "SIGKILL");
  await first;
  const second = await lab("up", stack);
  t.is(second.exitCode, 0, second.all);
});

test.serial("every system is ready by its own proof", async (t) => {
  const { stdout, exitCode } = await lab("status", stack, "--json");
  t.is(exitCode, 0, stdout);
  const { systems } = JSON.parse(stdout) as {
    systems: { system: string; state: string; declared: boolean; container?: { running: boolean } }[];
  };
  t.deepEqual(
    systems.filter(({ state, declared }) => state !== "ready" || !declared),
    [],
  );
  t.deepEqual(
    systems.filter(({ container }) => container?.running).map(({ system }) => system),
    ["configurator", "fluent-bit", "graylog", "misp", "ticket-desk", "wazuh-manager"],
  );
});

test.serial("an alert for a known domain passes all nine hops, in their order", async (t) => {
  const { stdout, exitCode } = await lab("demo", "dns", "--stack", stack, "--json");
  t.is(exitCode, 0, stdout);
  const { runs } = JSON.parse(stdout) as { runs: Run[] };
  const [followed] = runs[0]!.followed;
  t.deepEqual(
    followed!.hops.map(({ hop, state }) => `${hop} ${state}`),
    hops.map((hop) => `${hop} passed`),
  );
  const traced = await lab("trace", followed!.alertId!, "--stack", stack);
  t.is(traced.exitCode, 0, traced.all);
  t.regex(traced.stdout, /ticketed .*iabg\.de on win10/);
});

test.serial("the ticket is listed, and shown with the alert that it began with", async (t) => {
  const { stdout, exitCode } = await lab("tickets", "--stack", stack, "--json");
  t.is(exitCode, 0, stdout);
  const { tickets } = JSON.parse(stdout) as { tickets: Ticket[] };
  const ticket = tickets.find(({ indicator }) => indicator === "iabg.de")!;
  t.like(ticket, { agent: "win10", count: 1, threat_level: "high", priority: "3", state: "listed" });
  const shown = await lab("tickets", "show", String(ticket.id), "--stack", stack);
  t.is(shown.exitCode, 0, shown.all);
  t.true(shown.stdout.includes(`alert ${ticket.alert_ids[0]!}`));
  t.true(shown.stdout.includes(ticket.graylog_link));
  t.is((await lab("tickets", "show", "4711", "--stack", stack)).exitCode, 1);
});

test.serial("the portal's page shows the lab as it is, and none of its secrets", async (t) => {
  const file = join(home, "portal.html");
  const written = await lab("portal", stack, "--once", file);
  t.is(written.exitCode, 0, written.all);
  const html = await readFile(file, "utf8");
  t.regex(html, />All \d+ systems are ready</);
  t.regex(html, /Ended as a ticket\./);
  const outputs = await pulumi("stack", "output", "--json", "--show-secrets");
  const { signIn } = JSON.parse(outputs.stdout) as { signIn: Record<string, Record<string, string>> };
  const secrets = Object.values(signIn).flatMap(({ password, key, token }) => [password, key, token]);
  for (const secret of secrets.filter((one) => one !== undefined)) {
    t.false(html.includes(secret));
  }
  t.true(secrets.length > 0);
});

test.serial(
  "the last alert is found without its id, by its indicator too, and one that never was is told with why",
  async (t) => {
    for (const subject of ["--last", "iabg.de"]) {
      const { stdout, exitCode } = await lab("trace", subject, "--stack", stack, "--json");
      t.is(exitCode, 0, stdout);
      t.is((JSON.parse(stdout) as { passed: object[] }).passed.length, hops.length);
    }
    const unknown = await lab("trace", "nobody.example", "--stack", stack);
    t.is(unknown.exitCode, 1);
    t.regex(unknown.stdout, /There is no alert nobody\.example.*Likely causes.*docker exec/s);
  },
);

test.serial("a look inside finds no problem, and says what it looked at", async (t) => {
  const { stdout, exitCode } = await lab("doctor", stack, "--deep", "--json");
  const { findings } = JSON.parse(stdout) as { findings: { about: string; state: string }[] };
  t.is(exitCode, 0, stdout);
  const looked = findings.map(({ about }) => about);
  for (const about of ["manager's files", "custom-misp misp", "fluent-bit tcp.0", "passwords of Graylog"]) {
    t.true(looked.includes(about), about);
  }
});

test.serial("logs, addresses and the configuration are told of a lab that is up", async (t) => {
  const logs = await lab("logs", "misp", "--stack", stack, "--json");
  const { lines } = JSON.parse(logs.stdout) as { lines: { system: string; text: string }[] };
  t.true(lines.some(({ system, text }) => system === "misp" && text.includes("rehearsal stand-in for MISP")));
  const opened = await lab("open", "misp", "--stack", stack, "--json");
  t.like(JSON.parse(opened.stdout), {
    systems: [{ url: "https://localhost:27001", user: "admin@lab.example" }],
  });
  const configured = await lab("config", stack);
  t.regex(configured.stdout, new RegExp(`lab:portBase +27000 +stacks/Pulumi.${stack}.yaml:4`));
});

test.serial("a lab is made again as it was locked, and another one is refused", async (t) => {
  const lockFile = join(project, `stacks/${stack}.lock.json`);
  t.teardown(() => rm(lockFile, { force: true }));
  t.is((await lab("lock", stack)).exitCode, 0);
  const same = await lab("up", stack, "--frozen", "--json");
  t.is(same.exitCode, 0, same.all);
  t.deepEqual(Object.keys((JSON.parse(same.stdout) as { changes: object }).changes), ["same"]);
  const lock = await readFile(lockFile, "utf8");
  await writeFile(lockFile, lock.replace(/"node": "[^"]*"/, '"node": "1.2.3"'));
  const other = await lab("up", stack, "--frozen");
  t.is(other.exitCode, 1);
  t.regex(other.stderr, /the tool node is \S+, and 1\.2\.3 in the lock/);
});

test.serial("nothing of a lab is touched while another process updates it", async (t) => {
  const folder = join(home, "state/.pulumi/locks/organization/wazuh-misp-lab", stack);
  await mkdir(folder, { recursive: true });
  const file = join(folder, "e2e.json");
  await writeFile(file, JSON.stringify({ pid: process.pid, username: "ann", hostname: hostname() }));
  t.teardown(() => rm(file, { force: true }));
  const refused = await lab("down", stack);
  t.is(refused.exitCode, 1);
  t.regex(refused.stderr, new RegExp(`Process ${process.pid} on this machine, of ann, has been updating`));
  await rm(file);
  t.is((await lab("status", stack)).exitCode, 0);
});

test.serial("a passphrase that is not the stack's is told with what to do", async (t) => {
  const refused = await execa("node", ["engine/bootstrap.mjs", "lab/main.ts", "open", "--stack", stack], {
    cwd: project,
    env: { LAB_HOME: home, PULUMI_CONFIG_PASSPHRASE: "not this one" },
    reject: false,
  });
  t.is(refused.exitCode, 1);
  t.regex(refused.stderr, /encrypted with another passphrase/);
});

test.serial("a manager without its integration is not ready, and is made anew alone", async (t) => {
  const idOf = async (system: string) => (await docker.getContainer(`lab-${stack}-${system}`).inspect()).Id;
  const manager = `lab-${stack}-wazuh-manager`;
  const before = { misp: await idOf("misp"), manager: await idOf("wazuh-manager") };
  await dockerExec(docker, manager, ["chmod", "a-x", "/var/ossec/integrations/custom-misp"]);
  await until(async () => (await lab("status", stack)).exitCode === 1);
  t.regex(
    (await lab("status", stack)).stdout,
    /wazuh-manager +… waiting .*custom-misp is not there, or cannot be run/,
  );
  const mended = await lab("up", stack, "--only", "wazuh-manager", "--replace", "wazuh-manager");
  t.is(mended.exitCode, 0, mended.all);
  t.is(await idOf("misp"), before.misp);
  t.not(await idOf("wazuh-manager"), before.manager);
  t.is((await lab("status", stack)).exitCode, 0);
  const unknown = await lab("up", stack, "--replace", "splunk");
  t.regex(unknown.stderr, /no component "splunk"\. It has: .*wazuh-manager/);
});

test.serial("a second up, and a preview of the plain engine, change nothing", async (t) => {
  const again = await lab("up", stack);
  t.is(again.exitCode, 0, again.all);
  const preview = await pulumi("preview", "--diff", "--expect-no-changes", "--non-interactive");
  t.is(preview.exitCode, 0, preview.all);
});

test.serial("a container that was removed by hand is told by status, and made again by up", async (t) => {
  await docker.getContainer(`lab-${stack}-ticket-desk`).remove({ force: true });
  const broken = await lab("status", stack);
  t.is(broken.exitCode, 1);
  t.regex(broken.stdout, /ticket-desk +✗ failed +gone .*is gone/);
  const mended = await lab("up", stack);
  t.is(mended.exitCode, 0, mended.all);
  t.is((await lab("status", stack)).exitCode, 0);
});

test.serial(
  "down leaves no container, network, volume or image of the lab's making, no stack, and the stack's file as it was",
  async (t) => {
    const { exitCode, all } = await lab("down", stack);
    t.is(exitCode, 0, all);
    t.deepEqual(await thingsInDocker(), []);
    t.notRegex(
      (
        await execa("node", ["engine/bootstrap.mjs", "engine/main.ts", "pulumi", "stack", "ls", "--all"], {
          cwd: project,
          env: { LAB_HOME: home },
        })
      ).stdout,
      new RegExp(stack),
    );
    t.is(await readFile(stackFile, "utf8"), stackSettings, "the stack's file is as it was before");
    const again = await lab("down", stack);
    t.is(again.exitCode, 1);
    t.regex(again.stderr, /There is no lab/);
  },
);

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 5 * 60_000;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error("The condition did not come true in five minutes.");
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
