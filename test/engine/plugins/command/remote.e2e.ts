import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import command from "@pulumi/command";
import pulumi from "@pulumi/pulumi";
import test from "ava";
import type { PluginStack } from "../support/stack.ts";
import { openPluginStack } from "../support/stack.ts";
import { password, startPasswordServer } from "./support/password-server.ts";
import type { Sshd } from "./support/sshd.ts";
import { startSshd } from "./support/sshd.ts";

const { Command, CopyToRemote } = command.remote;

/** Its class is deprecated. Without the class the connection is secret only because the plugin says so. */
class CopyFile extends pulumi.CustomResource {}

let lab: PluginStack;
let sshd: Sshd;
let target: string;
test.before(async () => {
  lab = await openPluginStack("command");
  sshd = await startSshd();
  target = join(sshd.folder, "target");
  await mkdir(join(lab.folder, "content", "deep"), { recursive: true });
  await writeFile(join(lab.folder, "content", "deep", "file"), "in a folder");
  await writeFile(join(lab.folder, "file"), "first");
});
test.after.always(async () => {
  await lab.close();
  await sshd.stop();
});

function program(version: string): pulumi.automation.PulumiFn {
  return () => {
    const { connection } = sshd;
    const log = (verb: string): string =>
      `echo ${verb} $LAB_VERSION "<$PULUMI_COMMAND_STDOUT>" | tee -a ${sshd.folder}/commands`;
    const made = new Command("made", {
      connection,
      create: log("create"),
      update: log("update"),
      delete: log("delete"),
      environment: { LAB_VERSION: version },
    });
    const { asset } = pulumi;
    for (const [name, source] of [
      ["file", new asset.FileAsset(join(lab.folder, "file"))],
      ["text", new asset.StringAsset(`text ${version}`)],
      ["folder", new asset.FileArchive(`${join(lab.folder, "content")}/`)],
    ] as const) {
      new CopyToRemote(name, { connection, source, remotePath: join(target, name) }, { dependsOn: made });
    }
    new CopyFile(
      "command:remote:CopyFile",
      "copied",
      { connection, localPath: join(lab.folder, "file"), remotePath: `${sshd.folder}/copied-${version}` },
      { version: "1.2.1" },
    );
    return Promise.resolve({ stdout: made.stdout, connection: made.connection });
  };
}

function log(): Promise<string> {
  return readFile(join(sshd.folder, "commands"), "utf8");
}

test.serial("commands run and files arrive on another machine", async (t) => {
  const { stdout } = await lab.up(program("1"));
  t.is(stdout, "create 1 <>");
  t.deepEqual(lab.said.get("made"), ["create 1 <>"]);
  t.is(await readFile(join(target, "file"), "utf8"), "first");
  t.is(await readFile(join(target, "text"), "utf8"), "text 1");
  t.is(await readFile(join(target, "folder", "deep", "file"), "utf8"), "in a folder");
  t.is(await readFile(join(sshd.folder, "copied-1"), "utf8"), "first");
  t.regex((await lab.resource("text"))!.id, /^[0-9a-f]{8}$/);
});

test.serial("the connection is encrypted in state", async (t) => {
  const state = await lab.stateText();
  t.true(state.includes("made"));
  t.false(state.includes("PRIVATE KEY"));
  t.false(state.includes(sshd.connection.privateKey.split("\n")[2]!));
});

test.serial("a second update without a change connects to nothing", async (t) => {
  const before = sshd.connections();
  await lab.up(program("1"));
  t.deepEqual([...new Set(lab.done.values())], ["same"]);
  t.is(sshd.connections(), before);
});

test.serial("a change runs update, and copies what has changed and nothing else", async (t) => {
  await writeFile(join(lab.folder, "file"), "second");
  await writeFile(join(target, "folder", "deep", "file"), "changed over there");
  const { stdout } = await lab.up(program("2"));
  t.is(stdout, "update 2 <create 1 <>>");
  t.is(lab.done.get("file"), "update");
  t.is(lab.done.get("folder"), "same");
  t.is(lab.done.get("copied"), "replace");
  t.is(await readFile(join(target, "file"), "utf8"), "second");
  t.is(await readFile(join(target, "text"), "utf8"), "text 2");
  t.is(await readFile(join(target, "folder", "deep", "file"), "utf8"), "changed over there");
  t.deepEqual(
    (await readdir(sshd.folder)).filter((name) => name.startsWith("copied")),
    ["copied-1", "copied-2"],
  );
});

test.serial("a destroy runs delete, and leaves what was copied", async (t) => {
  await lab.destroy();
  t.is(await log(), "create 1 <>\nupdate 2 <create 1 <>>\ndelete 2 <update 2 <create 1 <>>>\n");
  t.is(await readFile(join(target, "file"), "utf8"), "second");
});

test.serial(
  "a refused login names the server, is tried as often as asked, and shows nothing secret",
  async (t) => {
    const server = await startPasswordServer("password");
    t.teardown(server.stop);
    const connection = { ...server.connection, password: `not ${password}`, dialErrorLimit: 1 };
    const { message } = await t.throwsAsync(
      lab.up(() => {
        new Command("refused", { connection, create: "true" });
        return Promise.resolve();
      }),
    );
    const said = lab.said.get("refused")!.join("\n");
    t.true(said.includes("Dial 1/1 failed: retrying"), said);
    t.true(said.includes("after 2 failed attempts: the server refused every way to log in"), said);
    t.false(message.includes(password) || said.includes(password));
    t.is(await lab.resource("refused"), undefined);
  },
);

test.serial("a source that cannot be copied as it is, is refused", async (t) => {
  const source = new pulumi.asset.AssetArchive({ a: new pulumi.asset.StringAsset("a") });
  await t.throwsAsync(
    lab.up(() => {
      new CopyToRemote("archive", { connection: sshd.connection, source, remotePath: "/x" });
      return Promise.resolve();
    }),
  );
  t.true(lab.said.get("archive")!.join("\n").includes("must be a FileAsset, a StringAsset or a FileArchive"));
});
