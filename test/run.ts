// Runs the project's checks and counts them: `npm test` runs all of them, `npm test -- unit` or `e2e` or `lint` some.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { getChromium } from "../engine/chromium.ts";
import { prepare, runStep } from "../engine/environment.ts";
import { openReport } from "../engine/report.ts";

/** A step is a check that passes or fails as a whole, or a run of tests that are counted one by one. */
interface Step {
  readonly group: "lint" | "unit" | "e2e";
  readonly title: string;
  readonly command: readonly string[];
  /** Whether the command is AVA, whose tests are counted. */
  readonly counted?: true;
}

const steps: readonly Step[] = [
  { group: "lint", title: "formatting", command: ["prettier", "--check", "--log-level=warn", "."] },
  {
    group: "lint",
    title: "lint",
    command: ["eslint", "--cache", "--cache-location=node_modules/.cache/eslint/", "."],
  },
  { group: "lint", title: "types", command: ["tsc", "-p", "."] },
  { group: "unit", title: "unit tests", command: ["ava"], counted: true },
  {
    group: "e2e",
    title: "end-to-end tests",
    command: ["ava", "--config", "ava.e2e.config.js"],
    counted: true,
  },
];

/**
 * A line about one test: passed, failed, or left out. AVA's lines for people, because its TAP ends with an exception, and
 * without the test's name, where an error has no stack.
 */
const testLine = /^ {2}(?:([✔√]) |[✘×] |- \[(?:skip|todo)\] )/;

const projectFolder = fileURLToPath(new URL("../", import.meta.url));
const groups = process.argv.slice(2);
const unknown = groups.filter((group) => !steps.some((step) => step.group === group));
if (unknown.length > 0) {
  console.error(`There is no group of tests "${unknown.join('", "')}". There are: lint, unit, e2e.`);
  process.exit(2);
}

const chosen = steps.filter(({ group }) => groups.length === 0 || groups.includes(group));
if (chosen.some(({ group }) => group === "e2e")) {
  // The end-to-end tests find the engine, its plugins, Docker and Chromium in the environment; a state of their own each
  // makes.
  const report = openReport().step;
  const { env, context } = await prepare(report);
  const { path } = await runStep(
    report,
    "Chromium",
    (say) => getChromium(context, say),
    ({ version }) => version,
  );
  Object.assign(process.env, { PATH: env["PATH"], DOCKER_HOST: env["DOCKER_HOST"], CHROME_PATH: path });
}
let passed = 0;
let failed = 0;
const failures: string[] = [];
for (const step of chosen) {
  await run(step);
}
// Told once more where the eye is at the end: the first failure may be thousands of lines above.
for (const line of failures) {
  console.log(line);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function run({ title, command: [program = "", ...parameters], counted }: Step): Promise<void> {
  const began = Date.now();
  const child = spawn(program, parameters, { cwd: projectFolder, stdio: ["ignore", "pipe", "inherit"] });
  const before = failed;
  let tests = 0;
  /** All but the tests that passed. */
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const test = counted ? testLine.exec(line) : null;
    if (test) {
      tests += 1;
      // A test that is skipped shows nothing: it counts as failed, so that none can be forgotten.
      if (test[1]) {
        passed += 1;
      } else {
        failed += 1;
      }
    }
    if (!test?.[1]) {
      said.push(line);
    }
    console.log(line);
  }
  const code = child.exitCode ?? (await new Promise<number | null>((resolve) => child.once("exit", resolve)));
  if (!counted || tests === 0 || (code !== 0 && failed === before)) {
    if (code === 0 && !counted) {
      passed += 1;
    } else {
      failed += 1;
    }
  }
  const seconds = ((Date.now() - began) / 1_000).toFixed(1);
  const summary = `${code === 0 ? "✓" : "✗"} ${title}, ${seconds} s`;
  console.log(summary);
  if (code !== 0) {
    failures.push(summary, ...said);
  }
}
