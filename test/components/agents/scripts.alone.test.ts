import { readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { DockerfileParser } from "dockerfile-ast";
import { execa } from "execa";
import { Language, Parser } from "web-tree-sitter";
import { vendorRepositories } from "../../../components/agents/vendors.ts";
import { renderLinuxSettings } from "../../../components/linux-agent/settings.ts";
import { readTemplate, templatesFolder } from "../../../components/template.ts";
import { debianProgram } from "../../helpers/debian-program.ts";

// It is alone since web-tree-sitter frees parsers that are collected as garbage, and that can end the process.
const templates = fileURLToPath(templatesFolder);
const scriptsIn = (folder: string, extension: string) =>
  readdirSync(join(templates, folder)).filter((file) => file.endsWith(extension));

const settings = renderLinuxSettings({
  name: "web01",
  wazuh: "4.14.6",
  packetbeat: true,
  sysmon: true,
  repositories: vendorRepositories,
});

await debianProgram("shellcheck");

for (const script of scriptsIn("linux-agent", ".sh")) {
  test(`${script} is a script that a POSIX shell reads, and shellcheck finds nothing in it`, async (t) => {
    const path = join(templates, "linux-agent", script);
    t.is((await execa("sh", ["-n", path], { reject: false })).stderr, "");
    const { stdout } = await execa("shellcheck", ["--external-sources", "--shell=sh", path], {
      cwd: join(templates, "linux-agent"),
      reject: false,
    });
    t.is(stdout, "");
  });
}

test("the settings come back from a shell as they were given, whatever they hold", async (t) => {
  const hostile = `it's "quoted" $(id) \`id\` \${HOME} \\ & < > ; {{braces}} ünï`;
  const folder = await mkdtemp(join(tmpdir(), "settings-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const repository = { ...vendorRepositories.wazuh, apt: hostile };
  await writeFile(
    join(folder, "settings.sh"),
    renderLinuxSettings({
      name: hostile,
      wazuh: "4.14.6",
      packetbeat: false,
      sysmon: false,
      repositories: { ...vendorRepositories, wazuh: repository },
    }),
  );
  const script =
    '. ./settings.sh; printf "%s|%s|%s|%s" "$AGENT_NAME" "$WAZUH_APT" "$AGENT_VERSION" "$PACKETBEAT_VERSION"';
  const { stdout } = await execa("sh", ["-c", script], { cwd: folder });
  t.is(stdout, `${hostile}|${hostile}|4.14.6-1|`);
});

test("a setting with a line break is refused by name", (t) => {
  t.throws(
    () =>
      renderLinuxSettings({
        name: "web01\nid",
        wazuh: "4.14.6",
        packetbeat: true,
        sysmon: true,
        repositories: vendorRepositories,
      }),
    { message: /settings\.sh\.hbs: "web01\\nid" has a line break/ },
  );
});

test("the vendors' keys and versions are in the settings", (t) => {
  t.regex(settings, /^WAZUH_FINGERPRINTS='0DCFCA5547B19D2A6099506096B3EE5F29111145'$/m);
  t.regex(settings, /^AGENT_VERSION='4\.14\.6-1'$/m);
  t.regex(settings, /^MICROSOFT_KEYS='https:\/\/\S+\.asc https:\/\/\S+\.asc'$/m);
});

async function powerShell(): Promise<Parser> {
  await Parser.init();
  const grammar = fileURLToPath(import.meta.resolve("tree-sitter-powershell/tree-sitter-powershell.wasm"));
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return parser;
}

test("every PowerShell script is PowerShell, down to its last brace", async (t) => {
  const parser = await powerShell();
  const scripts = scriptsIn("windows-agent", ".ps1");
  t.true(scripts.length > 3);
  for (const script of scripts) {
    t.false(parser.parse(readTemplate(`windows-agent/${script}`))!.rootNode.hasError, script);
  }
  t.true(parser.parse("function A { if ($x { }")!.rootNode.hasError);
});

test("PowerShell's scripts are ASCII, which every code page reads the same", (t) => {
  for (const script of [...scriptsIn("windows-agent", ".ps1"), ...scriptsIn("windows-agent", ".bat")]) {
    // eslint-disable-next-line no-control-regex
    t.regex(readTemplate(`windows-agent/${script}`), /^[\u0000-\u007f]*$/, script);
  }
});

test("no secret is in a command line on Windows: the agent's installer gets no property", async (t) => {
  const parser = await powerShell();
  const tree = parser.parse(readTemplate("windows-agent/install.ps1"))!;
  const commands = tree.rootNode
    .descendantsOfType("command")
    .map((node) => node.text)
    .filter((text) => text.startsWith("Invoke-Installer"));
  t.deepEqual(commands, [
    `Invoke-Installer @('/i', "\`"$package\`"")`,
    `Invoke-Installer @('/i', "\`"$package\`"")`,
  ]);
});

test("the image of an agent is made of what the build leaves in its folder", (t) => {
  const dockerfile = DockerfileParser.parse(readTemplate("linux-agent/Dockerfile"));
  const instructions = dockerfile.getInstructions().map((instruction) => instruction.getKeyword());
  t.deepEqual(instructions, [
    "ARG",
    "FROM",
    "RUN",
    "RUN",
    "COPY",
    "ARG",
    "RUN",
    "COPY",
    "COPY",
    "ENTRYPOINT",
  ]);
  const copied = dockerfile.getCOPYs().flatMap((copy) =>
    copy
      .getArguments()
      .map((argument) => argument.getValue())
      .slice(0, -1),
  );
  const there = new Set([...scriptsIn("linux-agent", ".sh"), "settings.sh", "rsyslog.conf"]);
  for (const file of copied) {
    t.true(there.has(file), file);
  }
  t.notRegex(readTemplate("linux-agent/Dockerfile"), /PASSWORD|TOKEN|KEY=/i);
});
