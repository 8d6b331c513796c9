/** `custom-misp check`: proves, from inside the manager, everything that a look-up needs. */
import { readdirSync, statSync } from "node:fs";
import { isObject } from "../alert/alert.ts";
import { Means } from "../call/means.ts";
import { messageOf, Trouble, troubleOf } from "../errors.ts";
import { makeClient } from "../misp/connect.ts";
import { search } from "../misp/search.ts";
import {
  questionNumber,
  queueSocket,
  readKey,
  readKeyFile,
  resolvePath,
  type Settings,
  spoolFolder,
} from "../settings/settings.ts";
import { Mirror } from "../store/mirror.ts";
import { endOutage, isDue } from "../store/outage.ts";
import { closeFile, connectDatagram, exists } from "../system/libc.ts";
import { clientOf, clientPatience, type CommandContext, contextOf, readArguments } from "./context.ts";

/** What a check found; it throws what is wrong. */
type Check = () => Promise<string> | string;

/** A value that nothing can have: names below .invalid are never given out (RFC 2606). */
const nothing = "custom-misp-check.invalid";

/** Seconds that MISP's clock and this one may differ. */
const longestSkew = 60;

const checkMode = (path: string): void => {
  if ((statSync(path).mode & 0o007) !== 0) {
    throw new Trouble("key", `${path} can be read by everyone: take that away with chmod o= ${path}.`);
  }
};

const checkKey = (settings: Settings): string => {
  readKey(settings);
  if (settings.apiKey !== "") {
    return "in <api_key>, which every process of the manager can see: a key file is safer";
  }
  const path = resolvePath(settings.base, settings.options.key_file);
  checkMode(path);
  return path;
};

/** Asks MISP who it is, and remembers its clock. */
const checkMisp = async (context: CommandContext, found: { date?: string }): Promise<string> => {
  const began = performance.now();
  const { json, headers } = await clientOf(context, clientPatience).request("GET", "/servers/getVersion");
  found.date = headers.get("date") ?? "";
  const version = isObject(json) ? json["version"] : undefined;
  if (typeof version !== "string") {
    throw new Trouble("not-json", `What answers at ${context.settings.url} is not MISP.`);
  }
  const how = context.settings.url.startsWith("https:") ? "its certificate is valid" : "without TLS";
  return `MISP ${version} at ${context.settings.url}, ${how}, ${Math.round(performance.now() - began)} ms`;
};

const checkSearch = async (context: CommandContext): Promise<string> => {
  const began = performance.now();
  const { answers, trouble } = await search(
    clientOf(context, clientPatience),
    [nothing],
    context.settings.options,
  );
  if (trouble !== undefined) {
    throw trouble;
  }
  if (answers.get(nothing)?.length !== 0) {
    throw new Trouble(
      "client-error",
      `MISP has an attribute ${nothing}, which only this check asks for: remove it.`,
    );
  }
  return `one question takes ${Math.round(performance.now() - began)} ms`;
};

const checkClock = ({ date }: { date?: string }): string => {
  const time = Date.parse(date ?? "");
  if (Number.isNaN(time)) {
    throw new Trouble("client-error", "MISP did not tell its time, because it did not answer.");
  }
  const skew = Math.round((Date.now() - time) / 1000);
  if (Math.abs(skew) > longestSkew) {
    throw new Trouble(
      "client-error",
      `This clock and MISP's differ by ${skew} s: a sync could miss changes. Set them.`,
    );
  }
  return `differs from MISP's by ${Math.abs(skew)} s`;
};

const checkQueue = (base: string): string => {
  const path = queueSocket(base);
  try {
    closeFile(connectDatagram(path));
  } catch (error) {
    throw new Trouble(
      "queue",
      `Wazuh's queue cannot be reached (${messageOf(error)}): see whether analysisd runs.`,
    );
  }
  const waiting = exists(spoolFolder(base)) ? readdirSync(spoolFolder(base)).length : 0;
  return waiting === 0 ? path : `${path}; ${waiting} events wait to be sent to it`;
};

const checkStore = async (settings: Settings, answersNow: boolean): Promise<string> => {
  let problem: unknown;
  const means = new Means(settings, (error) => {
    problem ??= error;
  });
  await means.openStore();
  means.withStore((store) => {
    isDue(store, "check", means.now, 0);
    if (answersNow) {
      endOutage(store);
    }
  });
  if (problem !== undefined) {
    const advice = "see whether user wazuh may write there and the disk has room";
    throw new Trouble(
      "store",
      `The store in ${means.folder} cannot be used (${messageOf(problem)}): ${advice}.`,
    );
  }
  return means.folder;
};

const checkMirror = ({ settings, folder }: CommandContext): string => {
  const mirror = Mirror.open(folder);
  if (mirror === undefined) {
    return "there is none; `custom-misp sync` makes one";
  }
  const { question, syncedAt } = mirror.state;
  if (question !== questionNumber(settings)) {
    throw new Trouble(
      "store",
      "The mirror was made with other options and is not used: run `custom-misp sync`.",
    );
  }
  const age = Math.round(Date.now() / 1000) - syncedAt;
  if (age > settings.options.mirror_seconds) {
    throw new Trouble(
      "store",
      `The mirror is ${age} s old and used only while MISP is away: run \`custom-misp sync\`.`,
    );
  }
  return `${age} s old`;
};

const checkSightings = async (settings: Settings): Promise<string> => {
  const path = resolvePath(settings.base, settings.options.sightings_key_file);
  const key = readKeyFile(path, "sightings_key_file");
  checkMode(path);
  const client = makeClient(settings, key, performance.now() + clientPatience, "sightings_key_file");
  const { json } = await client.request("GET", "/servers/getVersion");
  if (!isObject(json) || json["perm_sighting"] !== true) {
    throw new Trouble(
      "key-refused",
      `The key in ${path} may not add sightings: give its role that permission.`,
    );
  }
  return path;
};

/** Runs the checks one after the other, and prints what each found. */
const runChecks = async (checks: readonly (readonly [name: string, check: Check])[]): Promise<number> => {
  let code = 0;
  for (const [name, check] of checks) {
    try {
      process.stdout.write(`ok    ${name}: ${await check()}\n`);
    } catch (error) {
      process.stdout.write(`FAIL  ${name}: ${troubleOf(error).message}\n`);
      code = 1;
    }
  }
  return code;
};

export const check = async (args: readonly string[], base: string): Promise<number> => {
  const context = contextOf(readArguments(args), base);
  const { settings } = context;
  const found: { date?: string; searched?: boolean } = {};
  return runChecks([
    [
      "options",
      () => `<hook_url> is ${settings.url}, a call may take ${Math.round(settings.deadline) / 1000} s`,
    ],
    ["key", () => checkKey(settings)],
    ["misp", () => checkMisp(context, found)],
    [
      "search",
      async () => {
        const text = await checkSearch(context);
        found.searched = true;
        return text;
      },
    ],
    ["clock", () => checkClock(found)],
    ["queue", () => checkQueue(base)],
    ["store", () => checkStore(settings, found.searched === true)],
    ["mirror", () => checkMirror(context)],
    ...(settings.options.sightings_key_file === ""
      ? []
      : [["sightings", () => checkSightings(settings)] as const]),
  ]);
};
