import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";

const bootstrap = fileURLToPath(new URL("../../engine/bootstrap.mjs", import.meta.url));

/** Behaves as npm does, as far as the bootstrap can tell: `ci` removes node_modules first, and writes npm's own list last. */
const fakeNpm = `
const { appendFileSync, copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
appendFileSync(process.env.NPM_LOG, args.join(" ") + "\\n");
if (process.env.NPM_FAILS) {
  console.error("npm error the registry said no");
  process.exit(7);
}
if (args[0] === "ci") {
  rmSync("node_modules", { recursive: true, force: true });
  mkdirSync("node_modules/node/bin", { recursive: true });
  mkdirSync("node_modules/.bin", { recursive: true });
  const wait = () => {
    if (process.env.NPM_HANGS && existsSync(process.env.NPM_HANGS)) return setTimeout(wait, 10);
    copyFileSync("package-lock.json", "node_modules/.package-lock.json");
  };
  wait();
} else if (args[0] === "rebuild" && args.includes("node")) {
  if (process.env.NPM_HAS_NO_NODE) process.exit(1);
  symlinkSync(process.env.REAL_NODE, "node_modules/node/bin/node");
}
`;

interface Clone {
  folder: string;
  env: NodeJS.ProcessEnv;
  start(...args: string[]): ChildProcess;
  run(
    ...args: string[]
  ): Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>;
  npmCalls(): Promise<string[]>;
}

async function makeClone(t: ExecutionContext): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), "bootstrap-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "engine"));
  await copyFile(bootstrap, join(folder, "engine", "bootstrap.mjs"));
  await writeFile(join(folder, "npm-cli.js"), fakeNpm);
  await writeFile(join(folder, "package.json"), "{}");
  await writeFile(join(folder, "package-lock.json"), JSON.stringify({ packages: {} }));
  await writeFile(
    join(folder, "program.ts"),
    `const answer: string = JSON.stringify({ node: process.execPath, args: process.argv.slice(2), path: process.env.PATH });
     if (process.argv[2] === "wait") {
       process.on("SIGTERM", () => process.exit(42));
       setInterval(() => {}, 1000);
     }
     console.log(answer);
     if (process.argv[2] === "die") process.kill(process.pid, "SIGTERM");
     process.exitCode = Number(process.argv[2] ?? 0) || 0;`,
  );
  const log = join(folder, "npm.log");
  const clone: Clone = {
    folder,
    env: {
      PATH: process.env["PATH"],
      npm_execpath: join(folder, "npm-cli.js"),
      NPM_LOG: log,
      REAL_NODE: process.execPath,
    },
    start: (...args) =>
      spawn(process.execPath, [join(folder, "engine", "bootstrap.mjs"), "program.ts", ...args], {
        env: clone.env,
      }),
    async run(...args) {
      const child = clone.start(...args);
      const [stdout, stderr, [code, signal]] = await Promise.all([
        text(child.stdout!),
        text(child.stderr!),
        once(child, "close") as Promise<[number | null, string | null]>,
      ]);
      return { code, signal, stdout, stderr };
    },
    npmCalls: async () =>
      (await readFile(log, "utf8").catch(() => "")).split("\n").filter((line) => line !== ""),
  };
  return clone;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test("a fresh clone gets its packages, says so in one line, and goes on as the Node of node_modules", async (t) => {
  const clone = await makeClone(t);
  const { code, stdout, stderr } = await clone.run("3", "--flag", "two words");
  t.is(code, 3);
  t.regex(stderr, /^✓ npm packages {2}\d+ s\n$/);
  const answer = JSON.parse(stdout) as { node: string; args: string[]; path: string };
  t.is(answer.node, process.execPath);
  t.deepEqual(answer.args, ["3", "--flag", "two words"]);
  t.true(answer.path.startsWith(join(clone.folder, "node_modules", ".bin")));
  const calls = await clone.npmCalls();
  t.is(calls.length, 2);
  t.regex(calls[0]!, /^ci --ignore-scripts /);
  t.regex(calls[1]!, /^rebuild bun node /);
});

test("a second start installs nothing and prints nothing of its own", async (t) => {
  const clone = await makeClone(t);
  await clone.run();
  const { code, stderr } = await clone.run();
  t.is(code, 0);
  t.is(stderr, "");
  t.is((await clone.npmCalls()).length, 2);
  t.false((await readdir(clone.folder)).includes(".installing"));
});

test("a changed lock file brings a new installation", async (t) => {
  const clone = await makeClone(t);
  await clone.run();
  await writeFile(
    join(clone.folder, "package-lock.json"),
    JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }),
  );
  const { stderr } = await clone.run();
  t.regex(stderr, /✓ npm packages/);
  t.is((await clone.npmCalls()).length, 4);
});

test("packages that the user installed with npm are taken as they are, if they are the right ones", async (t) => {
  const clone = await makeClone(t);
  const lock = {
    packages: {
      "": {},
      "node_modules/a": { version: "1.0.0" },
      "node_modules/b": { version: "2.0.0", optional: true },
    },
  };
  const installed = { packages: { "node_modules/a": { version: "1.0.0" } } };
  await writeFile(join(clone.folder, "package-lock.json"), JSON.stringify(lock));
  await mkdir(join(clone.folder, "node_modules", "bun", "bin"), { recursive: true });
  await mkdir(join(clone.folder, "node_modules", "node", "bin"), { recursive: true });
  await writeFile(join(clone.folder, "node_modules", "bun", "bin", "bun.exe"), Buffer.alloc(1_000_001));
  await writeFile(
    join(clone.folder, "node_modules", "node", "bin", "node"),
    `#!/bin/sh\nexec "${process.execPath}" "$@"\n`,
    { mode: 0o755 },
  );
  await writeFile(join(clone.folder, "node_modules", ".package-lock.json"), JSON.stringify(installed));
  t.is((await clone.run()).stderr, "");
  t.deepEqual(await clone.npmCalls(), []);

  lock.packages["node_modules/a"].version = "1.0.1";
  await writeFile(join(clone.folder, "package-lock.json"), JSON.stringify(lock));
  t.regex((await clone.run()).stderr, /✓ npm packages/);
});

test("two starts at once install once, and both go on", async (t) => {
  const clone = await makeClone(t);
  const hanging = join(clone.folder, "hang");
  await writeFile(hanging, "");
  clone.env["NPM_HANGS"] = hanging;
  const both = [clone.run("5"), clone.run("6")];
  await until(async () => (await clone.npmCalls()).length > 0);
  await rm(hanging);
  const [first, second] = await Promise.all(both);
  t.deepEqual([first!.code, second!.code], [5, 6]);
  t.is((await clone.npmCalls()).filter((call) => call.startsWith("ci")).length, 1);
});

test("an installation that was killed half way is done again, after the npm that it left behind has ended", async (t) => {
  const clone = await makeClone(t);
  const hanging = join(clone.folder, "hang");
  await writeFile(hanging, "");
  clone.env["NPM_HANGS"] = hanging;
  const killed = clone.start();
  await until(async () => (await clone.npmCalls()).length > 0);
  killed.kill("SIGKILL");
  await once(killed, "exit");
  const claims = join(clone.folder, ".installing");
  await until(
    async () => Number(await readFile(join(claims, (await readdir(claims))[0]!), "utf8")) !== killed.pid,
  );

  const again = clone.run("0");
  await until(async () => (await readdir(claims).catch(() => [])).length > 1);
  t.is((await clone.npmCalls()).length, 1, "the second start waits for the npm of the first");
  await rm(hanging);
  const { code, stderr } = await again;
  t.is(code, 0);
  t.regex(stderr, /another process is installing them/);
  t.is((await clone.npmCalls()).filter((call) => call.startsWith("ci")).length, 2);
});

test("when npm fails, its own words are shown, and the next start tries again", async (t) => {
  const clone = await makeClone(t);
  clone.env["NPM_FAILS"] = "1";
  const failed = await clone.run();
  t.is(failed.code, 1);
  t.is(failed.stdout, "");
  t.regex(failed.stderr, /✗ npm ci failed \(exit code 7\):\nnpm error the registry said no/);
  delete clone.env["NPM_FAILS"];
  t.is((await clone.run()).code, 0);
});

test("where npm has no Node for the platform, a Node that is new enough goes on by itself", async (t) => {
  const clone = await makeClone(t);
  clone.env["NPM_HAS_NO_NODE"] = "1";
  const { code, stdout } = await clone.run();
  t.is(code, 0);
  t.is((JSON.parse(stdout) as { node: string }).node, process.execPath);
  t.is((await clone.run()).stderr, "", "and the next start does not try again");
});

test("SIGTERM reaches the program, and its exit code comes back", async (t) => {
  const clone = await makeClone(t);
  await clone.run();
  const child = clone.start("wait");
  await once(child.stdout!, "data");
  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as [number];
  t.is(code, 42);
});

test("a program that a signal ends ends the bootstrap by the same signal", async (t) => {
  const clone = await makeClone(t);
  await clone.run();
  t.is((await clone.run("die")).signal, "SIGTERM");
});

test("without a script the usage is shown", async (t) => {
  const child = spawn(process.execPath, [bootstrap]);
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "close") as Promise<[number]>]);
  t.is(code, 1);
  t.regex(stderr, /Usage: node engine\/bootstrap.mjs/);
});
