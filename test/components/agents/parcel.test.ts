import { readdir, readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { execa } from "execa";
import { linuxCommand, packParcel, windowsCommand } from "../../../components/agents/parcel.ts";
import { valueOf } from "../../helpers/pulumi-mocks.ts";

/** Content that a shell, an encoding or a line-based format would change. */
const hostile = `"quoted" 'single' \\ $(id) \`id\` \${HOME} & < > | ; * ? ~ # ! {{braces}} %s %n\r\n\ttab ünï \u{1F600} \u2028\n\n`;

/** Runs the command as an SSH server would: by the login shell of its user. */
async function receive(files: Record<string, string>, shell = "sh", cut = 0) {
  const folder = await mkdtemp(join(tmpdir(), "parcel-"));
  const parcel = await valueOf(packParcel(files));
  const { stdout, stderr, exitCode } = await execa(shell, ["-c", linuxCommand("run.sh", "root")], {
    input: parcel.slice(0, parcel.length - cut),
    reject: false,
    env: { TMPDIR: folder },
    stripFinalNewline: false,
  });
  const left = await readdir(folder);
  await rm(folder, { recursive: true });
  return { stdout, stderr, exitCode, left };
}

test("files arrive on a Linux host as they were, whatever they hold, and are gone afterwards", async (t) => {
  const { stdout, exitCode, left } = await receive({ "run.sh": "cat ./hostile", hostile });
  t.is(exitCode, 0);
  t.is(stdout, hostile);
  t.deepEqual(left, []);
});

test("it makes no difference which shell the user has", async (t) => {
  for (const shell of ["sh", "bash"]) {
    t.is((await receive({ "run.sh": "cat ./hostile", hostile }, shell)).stdout, hostile, shell);
  }
});

test("only their owner can read them while they are there", async (t) => {
  const { stdout } = await receive({ "run.sh": "stat -c %a . ./secret", secret: "x" });
  t.is(stdout, "700\n600\n");
});

test("a script's failure is the command's, and its files are gone as well", async (t) => {
  const { exitCode, stderr, left } = await receive({ "run.sh": "echo no >&2; exit 3" });
  t.is(exitCode, 3);
  t.is(stderr, "no\n");
  t.deepEqual(left, []);
});

test("nothing runs when the connection broke before everything was there", async (t) => {
  const { exitCode, stdout, stderr, left } = await receive(
    { "run.sh": "echo ran" },
    "sh",
    "complete \n".length,
  );
  t.not(exitCode, 0);
  t.is(stdout, "");
  t.regex(stderr, /ended early; nothing was changed/);
  t.deepEqual(left, []);
});

test("the same files are the same parcel, so that an update without a change does nothing", async (t) => {
  t.is(await valueOf(packParcel({ a: "1", b: "2" })), await valueOf(packParcel({ a: "1", b: "2" })));
});

test("a user other than root becomes root without being asked", (t) => {
  t.regex(linuxCommand("install.sh", "admin"), /^sudo -n sh -c '/);
  t.regex(linuxCommand("install.sh", "root"), /^sh -c '/);
});

test("PowerShell gets its script encoded, and short enough for Windows' command processor", async (t) => {
  const command = windowsCommand("install.ps1");
  t.true(command.length < 8_191, `${command.length}`);
  t.regex(command, /^powershell\.exe( -\w+)+ Bypass -EncodedCommand [A-Za-z0-9+/=]+$/);
  const script = Buffer.from(command.split(" ").at(-1)!, "base64").toString("utf16le");
  const template = await readFile("templates/windows-agent/receive.ps1", "utf8");
  t.is(script, template.replace("@SCRIPT@", "install.ps1"));
});
