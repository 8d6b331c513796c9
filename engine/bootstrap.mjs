/**
 * The door of every npm script: `node engine/bootstrap.mjs <script.ts> [argument...]`.
 *
 * It brings node_modules to what package-lock.json says, when it is not there yet, and goes on as the Node of the npm
 * package `node` with that script: same standard streams, same signals, same exit code. It is the one file here that
 * runs on Node 18, before anything is installed: plain JavaScript on Node's built-ins alone.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, readdirSync, renameSync } from "node:fs";
import { rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { basename, delimiter, dirname, join, resolve, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const stampFile = join(modules, ".wazuh-misp-lab");
const windows = process.platform === "win32";
const runsFromModules = process.execPath.startsWith(modules + sep);
const packagedNode = join(modules, "node", "bin", windows ? "node.exe" : "node");

/** Where its own Node is too old, the program cannot go on without the one of the npm package. */
const oldestNode = 24;

/** A process that waits for another one's installation looks again after this many milliseconds, more or less. */
const lookAgain = 300;
/** A claim is kept fresh this often (milliseconds), and is stale when it was not for so long. */
const heartbeat = 500;
const staleAfter = 5_000;
/** An npm that outlived its bootstrap is waited for, but no longer than this (milliseconds). */
const orphanLimit = 15 * 60_000;

/** Exit code of what failed, and was not stopped by a signal. */
const failed = 1;

class BootstrapError extends Error {
  constructor(message, exitCode = failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

async function main([script, ...args]) {
  if (script === undefined) {
    throw new BootstrapError("Usage: node engine/bootstrap.mjs <script.ts> [argument...]");
  }
  await ensurePackages();
  const node = existsSync(packagedNode) ? packagedNode : ownNode();
  const { code, signal } = await run(node, [resolve(root, script), ...args], {
    stdio: "inherit",
    env: environment(),
  });
  if (signal !== null) {
    process.exitCode = exitCodeOf(signal); // for where a process cannot end itself by that signal
    process.kill(process.pid, signal);
  } else {
    process.exitCode = code;
  }
}

function ownNode() {
  if (Number(process.versions.node.split(".")[0]) >= oldestNode) {
    return process.execPath;
  }
  throw new BootstrapError(
    `The npm package \`node\` has no Node for ${process.platform} ${process.arch}, and this is Node ` +
      `${process.versions.node}: install Node ${oldestNode} or newer and try again.`,
  );
}

/**
 * node_modules/.bin comes first in PATH, so that everything below finds the same Node; and each Node keeps what it has
 * compiled, which saves a third of the time that the large packages take to load.
 */
function environment() {
  const env = { ...process.env };
  const key = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const bin = join(modules, ".bin");
  const others = (env[key] ?? "").split(delimiter).filter((folder) => folder !== "" && folder !== bin);
  env[key] = [bin, ...others].join(delimiter);
  env.NODE_COMPILE_CACHE ??= join(modules, ".cache", "node");
  return env;
}

// --- packages ---------------------------------------------------------------------------------------------------

async function ensurePackages() {
  const stamp = wantedStamp();
  const installed = () => readText(stampFile) === stamp;
  if (installed()) {
    return;
  }
  await exclusively(join(root, ".installing"), async (setPid) => {
    if (installed()) {
      return;
    }
    if (!installedByHand()) {
      await timed("npm packages", () => install(setPid));
    }
    writeFileSync(`${stampFile}.new`, stamp);
    renameSync(`${stampFile}.new`, stampFile);
  });
}

/** What node_modules was made from, and for which kind of machine: a clone may be seen from more than one. */
function wantedStamp() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  for (const name of ["package.json", "package-lock.json"]) {
    hash.update(readFileSync(join(root, name)));
  }
  return hash.digest("hex");
}

/** Whether a plain `npm ci` or `npm install` of the user's has brought everything already. */
function installedByHand() {
  const wanted = readJson(join(root, "package-lock.json"))?.packages ?? {};
  const present = readJson(join(modules, ".package-lock.json"))?.packages;
  if (!present || !existsSync(packagedNode) || !isExecutableOfBun(join(modules, "bun", "bin", "bun.exe"))) {
    return false;
  }
  return Object.entries(wanted).every(([path, entry]) => {
    const found = present[path];
    return path === "" || (found ? found.version === entry.version : entry.optional || entry.devOptional);
  });
}

/** Until its install script has run, bun's executable is a short text that says so. */
function isExecutableOfBun(path) {
  return existsSync(path) && statSync(path).size > 1_000_000;
}

async function install(setPid) {
  // On Windows a running executable cannot be removed, and `npm ci` removes everything first.
  const inPlace = windows && runsFromModules;
  const options = ["--no-audit", "--no-fund", "--loglevel=error", "--include=dev", "--include=optional"];
  await npm([inPlace ? "install" : "ci", "--ignore-scripts", ...options], setPid);
  await runInstallScripts((...names) =>
    npm(["rebuild", ...names, "--ignore-scripts=false", "--loglevel=error"], setPid),
  );
  if (existsSync(packagedNode) && spawnSync(packagedNode, ["--version"]).status !== 0) {
    rmSync(packagedNode); // such as a Node for glibc where there is only musl
  }
}

/**
 * Runs the install scripts that are needed, each of which puts an executable in place: together, and where that fails each
 * alone, because the one of `node` may fail.
 */
async function runInstallScripts(rebuild) {
  const hasFailed = (error) => error instanceof BootstrapError && error.exitCode === failed;
  try {
    await rebuild("bun", "node");
    return;
  } catch (error) {
    if (!hasFailed(error)) {
      throw error;
    }
  }
  await rebuild("bun");
  try {
    await rebuild("node");
  } catch (error) {
    if (!hasFailed(error)) {
      throw error;
    }
    ownNode();
  }
}

async function npm(args, setPid) {
  const script = process.env.npm_execpath ?? "";
  // `npm ci` removes the Node that runs this, if that is the one in node_modules.
  const node = (runsFromModules ? process.env.npm_node_execpath : process.execPath) ?? "";
  const known = basename(script) === "npm-cli.js" && existsSync(script) && existsSync(node);
  const [command, prefix] = known ? [node, [script]] : [windows ? "npm.cmd" : "npm", []];
  let output = "";
  const { code, signal, received } = await run(command, [...prefix, ...args], {
    cwd: root,
    shell: windows && !known,
    stdio: ["ignore", "pipe", "pipe"],
    onSpawn: (child) => {
      setPid(child.pid);
      child.stdout.on("data", (data) => (output += data));
      child.stderr.on("data", (data) => (output += data));
    },
  });
  if (received !== undefined) {
    throw new BootstrapError(`npm ${args[0]} was stopped by ${received}.`, exitCodeOf(received));
  }
  if (code !== 0) {
    throw new BootstrapError(`npm ${args[0]} failed (${signal ?? `exit code ${code}`}):\n${output.trim()}`);
  }
}

// --- one at a time ----------------------------------------------------------------------------------------------

/**
 * Does the work while no other process does it in the same folder. Each process lays down a claim of its own, and goes
 * on when it sees no other that is alive; so a claim that was left behind is never in anybody's way.
 */
async function exclusively(folder, work) {
  const claim = join(folder, `${process.pid}-${randomBytes(4).toString("hex")}`);
  let pid = process.pid;
  const beat = () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(claim, String(pid));
  };
  const withdraw = () => {
    rmSync(claim, { force: true });
    ignoring(["ENOTEMPTY", "EEXIST", "ENOENT", "EPERM"], () => rmdirSync(folder));
  };
  let told = false;
  for (;;) {
    ignoring(["ENOENT"], beat); // another process may have removed the folder just now
    if (existsSync(claim) && !othersIn(folder, claim)) {
      break;
    }
    withdraw();
    if (!told) {
      told = true;
      process.stderr.write("… npm packages: another process is installing them\n");
    }
    await sleep(lookAgain * (0.5 + Math.random()));
  }
  const timer = setInterval(beat, heartbeat);
  try {
    await work((child) => {
      pid = child;
      beat();
    });
  } finally {
    clearInterval(timer);
    withdraw();
  }
}

function othersIn(folder, claim) {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => path !== claim)
    .some(isAlive);
}

function isAlive(claim) {
  try {
    const age = Date.now() - statSync(claim).mtimeMs;
    if (age < staleAfter || (age < orphanLimit && isRunning(Number(readFileSync(claim, "utf8"))))) {
      return true;
    }
    rmSync(claim, { force: true });
  } catch (error) {
    if (error.code !== "ENOENT") {
      throw error;
    }
  }
  return false;
}

function isRunning(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

// --- processes --------------------------------------------------------------------------------------------------

/** Runs a command until it ends: how it ended, and the signal that asked for it, if one did. */
function run(command, args, { onSpawn, ...options }) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, options);
    const signals = forwardSignals(child);
    child.once("error", (error) => {
      signals.stop();
      fail(new BootstrapError(`${command} could not be started: ${error.message}`));
    });
    child.once("close", (code, signal) => {
      signals.stop();
      done({ code, signal, received: signals.received() });
    });
    onSpawn?.(child);
  });
}

/** Ctrl-C reaches every process of the terminal by itself: sent on as well, it would count twice. */
function forwardSignals(child) {
  let received;
  const reachesAll = (signal) => windows || (signal === "SIGINT" && hasTerminal());
  const names = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"].filter((signal) => signal in constants.signals);
  const handler = (signal) => {
    received = signal;
    if (!reachesAll(signal)) {
      child.kill(signal);
    }
  };
  names.forEach((signal) => process.on(signal, handler));
  return {
    received: () => received,
    stop: () => names.forEach((signal) => process.off(signal, handler)),
  };
}

function exitCodeOf(signal) {
  return 128 + (constants.signals[signal] ?? 0);
}

function hasTerminal() {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}

// --- small things -----------------------------------------------------------------------------------------------

async function timed(step, work) {
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(0)} s`;
  const live = process.stderr.isTTY;
  const tick = () => process.stderr.write(`\r\x1b[2K… ${step}  ${seconds()}`);
  const timer = live ? setInterval(tick, 1_000) : undefined;
  try {
    await work();
    process.stderr.write(`${live ? "\r\x1b[2K" : ""}✓ ${step}  ${seconds()}\n`);
  } catch (error) {
    process.stderr.write(live ? "\r\x1b[2K" : "");
    throw error;
  } finally {
    clearInterval(timer);
  }
}

function ignoring(codes, action) {
  try {
    action();
  } catch (error) {
    if (!codes.includes(error.code)) {
      throw error;
    }
  }
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function readJson(path) {
  const text = readText(path);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined; // half written
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BootstrapError)) {
    throw error;
  }
  process.stderr.write(`✗ ${error.message}\n`);
  process.exitCode = error.exitCode;
}
