import { createPublicKey } from "node:crypto";
import test from "ava";
import * as pulumi from "@pulumi/pulumi";
import ssh2 from "ssh2";
import { agentSchema, type WindowsAgentConfiguration } from "../../../components/agents/configuration.ts";
import { vendorDownloads } from "../../../components/agents/vendors.ts";
import { createSshKey, type SshKeyPair } from "../../../components/windows-agent/ssh-key.ts";
import { unpackParcel } from "../../helpers/parcel.ts";
import { mockEngine, settled, type MockedResource } from "../../helpers/pulumi-mocks.ts";
import { testSite } from "../../helpers/site.ts";

const resources = await mockEngine("test");
const { WindowsAgent } = await import("../../../components/windows-agent/windows-agent.ts");

const password = `it's "the" password $(id)`;
const enrolment = {
  host: "wazuh.manager",
  port: 1514,
  enrolmentPort: 1515,
  password: pulumi.secret(password),
  authority: "-----BEGIN CERTIFICATE-----\n…",
};
const key = createSshKey();

{
  const site = testSite();
  const add = (name: string, agent: object) =>
    new WindowsAgent(name, {
      site,
      agent: agentSchema.parse({ os: "windows", ...agent }) as WindowsAgentConfiguration,
      enrolment,
      image: { image: "dockurr/windows:test" },
      sshPort: 20_012,
      wazuh: "4.14.6",
    });
  const connection = { host: "dc01", privateKey: key.privateKey, hostKey: key.publicKey };
  add("agent-dc01", { name: "dc01", kind: "remote", manager: "siem", connection, sysmon: false });
  const proxy = { host: "docker-host", password: "pass", hostKey: key.publicKey };
  add("agent-win11", { name: "win11", kind: "vm", memory: 6_144, proxy });
  await settled();
}

/** A resource that is not a component, which has the name of its main part. */
const resource = (name: string): MockedResource =>
  resources.find((candidate) => candidate.name === name && !candidate.type.startsWith("wazuh-misp-lab:"))!;
const uploads = () =>
  resource("agent-win11").inputs["uploads"] as { file: string; content: string; permissions: string }[];
const upload = (file: string) => uploads().find((candidate) => candidate.file === file)!;
const stashed = (name: string) => resource(name).inputs["input"] as SshKeyPair;

test("a host gets its agent by PowerShell over SSH, with nothing of it in the command line", (t) => {
  const { type, inputs, secrets } = resource("agent-dc01-installation");
  t.is(type, "command:remote:Command");
  t.like(inputs["connection"], { host: "dc01", port: 22, user: "Administrator", hostKey: key.publicKey });
  t.true(secrets.includes("connection") && secrets.includes("stdin"));
  for (const command of [inputs["create"], inputs["delete"]] as string[]) {
    t.regex(command, /^powershell\.exe .*-EncodedCommand [A-Za-z0-9+/=]+$/);
  }
  const files = unpackParcel(inputs["stdin"] as string);
  t.is(files["authd.pass"], `${password}\n`);
  t.regex(files["ossec.conf"]!, /<groups>windows,lab<\/groups>/);
});

test("what it is to install is told as JSON: versions, checksums and signers", (t) => {
  const { stdin } = resource("agent-dc01-installation").inputs;
  const settings = JSON.parse(unpackParcel(stdin as string)["settings.json"]!) as object;
  t.like(settings, {
    name: "dc01",
    sysmon: false,
    versions: { agent: "4.14.6" },
    downloads: vendorDownloads("4.14.6"),
  });
});

test("each file for Windows is known by its checksum, or where its address has every release, by its signer", (t) => {
  const { wazuhAgent, packetbeat, sysmon } = vendorDownloads("4.14.6");
  t.regex(wazuhAgent.sha256!, /^[0-9a-f]{64}$/);
  t.regex(packetbeat.sha256!, /^[0-9a-f]{64}$/);
  t.is(sysmon.sha256, undefined);
  t.is(sysmon.signer, "Microsoft Corporation");
  t.is(vendorDownloads("4.14.0").wazuhAgent.sha256, undefined);
  t.is(vendorDownloads("4.14.0").wazuhAgent.signer, "Wazuh, Inc");
});

test("a virtual machine has KVM, its own memory beside its container's, and SSH on the lab's address", (t) => {
  const { inputs } = resource("agent-win11");
  const environment = inputs["envs"] as string[];
  t.true(environment.includes("VERSION=11"));
  t.true(environment.includes("RAM_SIZE=6144M"));
  t.true((inputs["memory"] as number) > 6_144);
  t.deepEqual(
    (inputs["devices"] as { hostPath: string }[]).map(({ hostPath }) => hostPath),
    ["/dev/kvm", "/dev/net/tun"],
  );
  t.deepEqual(inputs["ports"], [{ internal: 22, external: 20_012, ip: "127.0.0.1" }]);
  t.is(inputs["stopTimeout"], 120);
});

test("Windows opens SSH with the lab's own keys, its host key too, so that the server is known beforehand", (t) => {
  const { inputs, secrets } = resource("agent-win11-installation");
  const [user, host] = [stashed("agent-win11-user-key"), stashed("agent-win11-host-key")];
  t.is(upload("/oem/authorized_keys").content, `${user.publicKey}\n`);
  t.is(upload("/oem/ssh_host_key").content, host.privateKey);
  t.is(upload("/oem/ssh_host_key").permissions, "0600");
  t.like(inputs["connection"], {
    host: "127.0.0.1",
    port: 20_012,
    user: "lab",
    privateKey: user.privateKey,
    hostKey: host.publicKey,
    dialErrorLimit: -1,
    proxy: { host: "docker-host", user: "root", password: "pass" },
  });
  t.true(secrets.includes("connection"));
});

test("the lines of what the command processor reads end as it wants them", (t) => {
  for (const file of ["/oem/install.bat", "/oem/enable-ssh.ps1"]) {
    t.notRegex(upload(file).content, /[^\r]\n/, file);
  }
});

test("a made key is one that SSH takes: its two halves belong together", (t) => {
  const { privateKey, publicKey } = createSshKey();
  const parsed = ssh2.utils.parseKey(privateKey);
  t.false(parsed instanceof Error);
  const { type } = parsed as ssh2.ParsedKey;
  t.is(type, "ecdsa-sha2-nistp256");
  t.is(publicKey, `${type} ${(parsed as ssh2.ParsedKey).getPublicSSH().toString("base64")}`);
  t.is(createPublicKey(privateKey).asymmetricKeyType, "ec");
});
