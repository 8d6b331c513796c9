import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "ava";
import { readConfiguration } from "../../components/configuration.ts";
import { sizes } from "../../components/sizes.ts";
import { containersOf, type Upload } from "../helpers/containers.ts";
import { mockEngine, settled } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("start");
const docker = await import("@pulumi/docker");
const pulumi = await import("@pulumi/pulumi");
const { CertificateAuthority } = await import("../../components/certificate-authority.ts");
const { Secrets } = await import("../../components/secrets.ts");
const { WazuhManager } = await import("../../components/wazuh-manager.ts");

new WazuhManager("wazuh-manager", {
  site: {
    stack: "start",
    network: new docker.Network("network", { name: "lab-start-network" }),
    profile: "full",
    size: sizes.small,
    secrets: new Secrets({}),
    bindAddress: "127.0.0.1",
    portBase: 20_000,
    checkInterval: 10,
  },
  image: { image: "image" },
  authority: new CertificateAuthority("authority"),
  names: [],
  settings: readConfiguration({}).wazuh,
  misp: {
    api: { url: "https://misp", publicUrl: "https://localhost:20001" },
    authority: "-----BEGIN CERTIFICATE-----",
    lookup: { kind: "given", key: pulumi.secret("k".repeat(40)) },
    management: undefined,
  },
  servesAgents: true,
  indexer: undefined,
});
await settled();

const { container, upload, uploads } = containersOf(resources);
const mount = "/wazuh-config-mount/";
const script = "/entrypoint-scripts/10-lab.sh";

/** What the start leaves of each file and folder: its mode, and the owner that it was given, if any. */
interface Left {
  readonly mode: number;
  readonly owner: string | undefined;
}

/** A folder like Wazuh's, in which the start of the official image can be gone through. */
function wazuhFolder() {
  const root = mkdtempSync(join(tmpdir(), "wazuh-start-"));
  const home = join(root, "ossec");
  const mounted = join(root, "mount");
  const owners = join(root, "owners");
  mkdirSync(join(root, "bin"));
  // There is no user wazuh here: whom a file is given to is noted.
  writeFileSync(join(root, "bin", "chown"), `#!/bin/sh\nprintf '%s %s\\n' "$1" "$2" >>"${owners}"\n`, {
    mode: 0o755,
  });
  for (const folder of [
    "etc/rules",
    "etc/decoders",
    "etc/shared/default",
    "integrations",
    "api/configuration/ssl",
  ]) {
    mkdirSync(join(home, folder), { recursive: true });
  }
  return {
    home,
    put: (files: readonly Upload[]) => {
      for (const { file, content, permissions } of files.filter(({ file }) => file.startsWith(mount))) {
        const path = join(mounted, file.slice(mount.length));
        mkdirSync(dirname(path), { recursive: true });
        chmodSync(dirname(path), 0o777);
        writeFileSync(path, content);
        chmodSync(path, Number.parseInt(permissions, 8));
      }
    },
    /** `mount_files` and `function_entrypoint_scripts` of wazuh-docker 4.14.6. */
    start: () => {
      execFileSync("bash", ["-c", 'umask 022; cp -r "$1"/* "$2"', "start", mounted, home]);
      const text = upload("wazuh-manager", script)
        .content.replaceAll("/var/ossec", home)
        .replaceAll("/wazuh-config-mount", mounted);
      execFileSync("bash", ["-c", text], {
        env: { PATH: `${join(root, "bin")}:${process.env["PATH"]}` },
      });
    },
    left: (path: string): Left => {
      const given = readFileSync(owners, "utf8").trim().split("\n");
      const last = given
        .map((line) => line.split(" "))
        .findLast(([, file]) => file?.replace(/\/$/, "") === path);
      return { mode: statSync(join(home, path)).mode & 0o777, owner: last?.[0] };
    },
  };
}

/** Read by root before it becomes anyone else (wazuh-authd), or given to wazuh by the API itself. */
const readByRoot =
  /^(etc\/sslmanager\.(cert|key)|api\/configuration\/ssl\/server\.(crt|key)|etc\/ossec\.conf)$/;

test("after the start of the image, whatever Wazuh's daemons read can be read by user wazuh", (t) => {
  const folder = wazuhFolder();
  folder.put(uploads("wazuh-manager"));
  folder.start();
  const paths = uploads("wazuh-manager")
    .filter(({ file }) => file.startsWith(mount))
    .map(({ file }) => file.slice(mount.length))
    .filter((path) => !readByRoot.test(path));
  t.true(paths.some((path) => path.startsWith("etc/decoders/")));
  for (const path of paths) {
    const { mode, owner } = folder.left(path);
    t.regex(owner ?? "nobody", /:wazuh$/, path);
    t.is(mode & 0o040, 0o040, path);
    t.is(mode & 0o007, 0, path);
  }
});

test("each file has the owner and the mode that Wazuh's packages give its kind", (t) => {
  const folder = wazuhFolder();
  folder.put(uploads("wazuh-manager"));
  writeFileSync(join(folder.home, "integrations", "custom-misp"), "", { mode: 0o644 });
  folder.start();
  for (const [path, owner, mode] of [
    ["integrations/custom-misp", "root:wazuh", 0o750],
    ["etc/authd.pass", "root:wazuh", 0o640],
    ["etc/custom-misp", "root:wazuh", 0o750],
    ["etc/custom-misp/key", "root:wazuh", 0o640],
    ["etc/custom-misp/ca.pem", "root:wazuh", 0o640],
    ["etc/rules/misp.xml", "wazuh:wazuh", 0o660],
    ["etc/decoders/lab_sysmon_linux.xml", "wazuh:wazuh", 0o660],
    ["etc/shared/linux", "wazuh:wazuh", 0o770],
    ["etc/shared/linux/agent.conf", "wazuh:wazuh", 0o660],
    ["etc/shared/windows/agent.conf", "wazuh:wazuh", 0o660],
  ] as const) {
    t.deepEqual(folder.left(path), { owner, mode }, path);
  }
});

test("the files that ossec.conf names to custom-misp are there after the start", (t) => {
  const folder = wazuhFolder();
  folder.put(uploads("wazuh-manager"));
  folder.start();
  const [, options = ""] = /<options>(.*)<\/options>/.exec(
    upload("wazuh-manager", `${mount}etc/ossec.conf`).content,
  )!;
  const { key_file, ca_file } = JSON.parse(options) as { key_file: string; ca_file: string };
  t.is(readFileSync(join(folder.home, key_file), "utf8"), "k".repeat(40));
  t.is(readFileSync(join(folder.home, ca_file), "utf8"), "-----BEGIN CERTIFICATE-----");
});

test("a second start changes nothing, but that the lab's files of before are gone, and others' stay", (t) => {
  const folder = wazuhFolder();
  folder.put(uploads("wazuh-manager"));
  const old = ["etc/rules/lab_old.xml", "etc/decoders/lab_old.xml"];
  const others = ["etc/rules/local_rules.xml", "etc/decoders/local_decoder.xml"];
  for (const path of [...old, ...others]) {
    writeFileSync(join(folder.home, path), "");
  }
  folder.start();
  folder.start();
  for (const path of old) {
    t.false(existsSync(join(folder.home, path)), path);
  }
  for (const path of others) {
    t.true(existsSync(join(folder.home, path)), path);
  }
  t.deepEqual(folder.left("etc/authd.pass"), { owner: "root:wazuh", mode: 0o640 });
});

test("the health check of a manager with a MISP asks for integratord too", (t) => {
  const { tests } = container("wazuh-manager").inputs["healthcheck"] as { tests: string[] };
  t.true(tests.includes("wazuh-integratord"));
});

test("what a killed manager has left keeps no daemon from its start", (t) => {
  const folder = wazuhFolder();
  folder.put(uploads("wazuh-manager"));
  const left = ["var/run/wazuh-analysisd-7.pid", "var/start-script-lock/pid"];
  for (const path of left) {
    mkdirSync(join(folder.home, dirname(path)), { recursive: true });
    writeFileSync(join(folder.home, path), "1\n");
  }
  folder.start();
  t.false(existsSync(join(folder.home, left[0]!)));
  t.false(existsSync(join(folder.home, "var/start-script-lock")));
});
