import { existsSync } from "node:fs";
import test from "ava";
import type { LinuxAgentConfiguration } from "../../../components/agents/configuration.ts";
import { agentSchema } from "../../../components/agents/configuration.ts";
import type { Repositories } from "../../../components/agents/vendors.ts";
import { endpointVersions } from "../../../components/agents/vendors.ts";
import { remoteCommand } from "../../../engine/plugins/command/remote/command.ts";
import type { Log, Operation } from "../../../engine/plugins/provider/resource.ts";
import type { Values } from "../../../engine/plugins/provider/values.ts";
import { mockEngine, settled } from "../../helpers/pulumi-mocks.ts";
import { testSite } from "../../helpers/site.ts";
import { LinuxHost } from "./support/linux-host.ts";
import { PackageRepository, type Versions } from "./support/stand-in-packages.ts";

const resources = await mockEngine("test");
const { LinuxAgent } = await import("../../../components/linux-agent/linux-agent.ts");

const password = `it's "the" password $(id) & ünï`;
const { packetbeat, sysmonForLinux } = endpointVersions;
const versions = (wazuh: string): Versions => ({
  "wazuh-agent": `${wazuh}-1`,
  packetbeat,
  sysmonforlinux: sysmonForLinux,
});

interface Wanted {
  readonly name?: string;
  readonly user?: string;
  readonly wazuh?: string;
  readonly password?: string;
  readonly sysmon?: boolean;
  readonly repositories: Repositories;
}

let components = 0;

/** The inputs of the component's command, as the engine would hand them to the plugin. */
async function inputsOf(host: LinuxHost, wanted: Wanted): Promise<Values> {
  const { name = "srv01", user, wazuh = "4.14.5", sysmon = true, repositories } = wanted;
  const resource = `agent-${components++}`;
  new LinuxAgent(resource, {
    site: testSite(),
    agent: agentSchema.parse({
      name,
      os: "linux",
      kind: "remote",
      manager: "siem.lab.example",
      connection: host.connection(user),
      sysmon,
    }) as LinuxAgentConfiguration,
    enrolment: {
      host: "siem.lab.example",
      port: 1514,
      enrolmentPort: 1515,
      password: wanted.password ?? password,
      authority: "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n",
    },
    image: { image: "none" },
    wazuh,
    repositories,
  });
  await settled();
  return resources.find((made) => made.name === `${resource}-installation`)!.inputs as Values;
}

const ignore = (): void => undefined;
const log: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore, status: ignore };
const operation: Operation = {
  urn: "urn",
  name: "agent",
  signal: new AbortController().signal,
  timeout: 300,
  log,
};

/** What the host said, when the plugin makes the resource. */
async function create(host: LinuxHost, wanted: Wanted): Promise<string> {
  const { outputs } = await remoteCommand.create({ log }, await inputsOf(host, wanted), operation);
  return outputs["stdout"] as string;
}

/** What the host said, when the plugin updates the resource. */
async function update(host: LinuxHost, wanted: Wanted): Promise<string> {
  const inputs = await inputsOf(host, wanted);
  const outputs = await remoteCommand.update!(
    { log },
    { id: "id", inputs, outputs: inputs },
    inputs,
    operation,
  );
  return outputs["stdout"] as string;
}

async function remove(host: LinuxHost, wanted: Wanted): Promise<void> {
  const inputs = await inputsOf(host, wanted);
  await remoteCommand.delete({ log }, { id: "id", inputs, outputs: inputs }, operation);
}

let host: LinuxHost;
let repository: PackageRepository;
test.before(async () => {
  host = await LinuxHost.start();
  repository = await PackageRepository.make(host);
  await repository.publish(versions("4.14.5"));
  await host.put({ "/srv/manager/password": password }, 0o644);
});
test.after.always(() => host.stop());

const active = (service: string) => host.try(`systemctl is-active --quiet ${service}`);
const file = (path: string) => host.run(`cat ${path}`);

test.serial(
  "a key with another fingerprint than the vendor's is refused, and nothing is installed",
  async (t) => {
    const error = await t.throwsAsync(
      create(host, { repositories: repository.repositories({ fingerprint: "0".repeat(40) }) }),
    );
    t.regex(
      error.message,
      new RegExp(`has the fingerprint ${repository.fingerprint}, which is not one of: 0{40}`),
    );
    t.is(await host.run("dpkg -l | grep -cE ' (wazuh-agent|packetbeat) ' || true"), "0\n");
  },
);

test.serial(
  "a list of packages that was changed behind its signature is refused, and its repository is gone",
  async (t) => {
    await host.run("sed -i 's/^Suite: stable/Suite: evil/' /srv/apt/elastic/dists/stable/InRelease");
    const error = await t.throwsAsync(create(host, { repositories: repository.repositories() }));
    await repository.sign();
    t.regex(error.message, /could not be read, or its signature is wrong/);
    t.is(await host.run("ls /etc/apt/sources.list.d"), "");
  },
);

test.serial("a package that is another one than the list says is refused", async (t) => {
  await host.run(
    "cp /srv/apt/elastic/*.deb /srv/kept.deb && for deb in /srv/apt/elastic/*.deb; do echo evil >>$deb; done",
  );
  const error = await t.throwsAsync(create(host, { repositories: repository.repositories() }));
  await host.run(`mv /srv/kept.deb /srv/apt/elastic/packetbeat_${packetbeat}_all.deb`);
  t.regex(error.message, /packetbeat \S+ could not be installed/);
  t.regex(error.message, /(Hash Sum|size) mismatch|unexpected size/i);
});

test.serial(
  "a host that reads a vendor's repository already keeps its own list, because apt takes no second key",
  async (t) => {
    const own = "/etc/apt/sources.list.d/vendor.list";
    await host.put({ [own]: "deb [signed-by=/srv/key.asc] file:/srv/apt/elastic stable main\n" }, 0o644);
    const error = await t.throwsAsync(
      create(host, { wazuh: "4.14.99", repositories: repository.repositories() }),
    );
    await host.run(`rm ${own}`);
    t.regex(error.message, /wazuh-agent 4\.14\.99-1 could not be installed/);
    t.is((await active("packetbeat")).exitCode, 0);
    t.is((await host.try("test -e /etc/apt/sources.list.d/lab-elastic.list")).exitCode, 1);
  },
);

test.serial("a version that the repository does not have is named", async (t) => {
  const error = await t.throwsAsync(
    create(host, { wazuh: "4.14.99", repositories: repository.repositories() }),
  );
  t.regex(error.message, /wazuh-agent 4\.14\.99-1 could not be installed/);
});

test.serial("a password that the manager does not take is the reason that is told, at once", async (t) => {
  const error = await t.throwsAsync(
    create(host, { password: "wrong password", repositories: repository.repositories() }),
  );
  t.regex(error.message, /The manager refuses the enrolment password of this agent/);
  t.notRegex(error.message, /wrong password/);
});

test.serial("an agent and its sensors are installed, run and have reached the manager", async (t) => {
  const said = await create(host, { repositories: repository.repositories() });
  t.regex(said, /^wazuh-agent: connected as srv01$/m);
  t.is(await host.run("dpkg-query -W -f '${Version}' wazuh-agent"), "4.14.5-1");
  for (const service of ["wazuh-agent", "packetbeat"]) {
    t.is((await active(service)).exitCode, 0, service);
  }
  t.regex(await file("/var/ossec/etc/ossec.conf"), /<address>siem\.lab\.example<\/address>/);
  t.regex(await file("/etc/packetbeat/packetbeat.yml"), /packetbeat\.interfaces\.device: "any"/);
});

test.serial(
  "Sysmon is installed where the kernel has type information, and left out with the reason elsewhere",
  async (t) => {
    const said = await update(host, { repositories: repository.repositories() });
    if (existsSync("/sys/kernel/btf/vmlinux")) {
      t.is((await active("sysmon")).exitCode, 0);
      t.regex(await file("/opt/sysmon/config.xml"), /<Sysmon schemaversion/);
    } else {
      t.regex(said, /^sysmon: left out, because this kernel has no type information/m);
    }
  },
);

test.serial(
  "secrets are in files of their readers, and were in no command line and no environment",
  async (t) => {
    t.is(await file("/var/ossec/etc/authd.pass"), `${password}\n`);
    t.is(await host.run("stat -c '%a %U:%G' /var/ossec/etc/authd.pass"), "640 root:wazuh\n");
    t.is(await host.run("cat /srv/manager/seen 2>/dev/null || true"), "");
    t.is(await host.run("ls -A /tmp | grep '^tmp' || true"), "");
  },
);

test.serial("a second run changes nothing and starts nothing anew", async (t) => {
  const started = "systemctl show -p ExecMainStartTimestampMonotonic wazuh-agent packetbeat";
  const before = await host.run(started);
  t.is(await update(host, { repositories: repository.repositories() }), "wazuh-agent: connected as srv01");
  t.is(await host.run(started), before);
});

test.serial("a service that somebody stopped runs again after the next run", async (t) => {
  await host.run("systemctl stop packetbeat");
  t.regex(await update(host, { repositories: repository.repositories() }), /^packetbeat: restarted$/m);
  t.is((await active("packetbeat")).exitCode, 0);
});

test.serial("another version takes the old one's place, with its key and its configuration", async (t) => {
  await repository.publish(versions("4.14.6"));
  const key = await file("/var/ossec/etc/client.keys");
  const said = await update(host, { wazuh: "4.14.6", repositories: repository.repositories() });
  t.regex(said, /^wazuh-agent: 4\.14\.5-1 -> 4\.14\.6-1$/m);
  t.is(await file("/var/ossec/version"), "4.14.6-1\n");
  t.is(await file("/var/ossec/etc/client.keys"), key);
  t.regex(await file("/var/ossec/etc/ossec.conf"), /siem\.lab\.example/);
});

test.serial("an upgrade of the whole host leaves the agent at its manager's version", async (t) => {
  await repository.publish(versions("4.14.7"));
  await host.run(
    "apt-get -q update -o Dir::Etc::sourcelist=/etc/apt/sources.list.d/lab-wazuh.list -o Dir::Etc::sourceparts=-",
  );
  t.regex(await host.run("apt-get -qy --simulate upgrade"), /kept back:\s[^.]*\bwazuh-agent\b/);
});

test.serial("an older version can be gone back to, as with an older manager", async (t) => {
  const said = await update(host, { wazuh: "4.14.5", repositories: repository.repositories() });
  t.regex(said, /^wazuh-agent: 4\.14\.6-1 -> 4\.14\.5-1$/m);
});

test.serial("under another name the agent enrols anew, through sudo as well", async (t) => {
  const wanted = { name: "srv02", user: "admin", repositories: repository.repositories() };
  t.regex(await update(host, wanted), /^wazuh-agent: connected as srv02$/m);
  t.regex(await file("/var/ossec/etc/client.keys"), /^001 srv02 /);
});

test.serial("what the lab has brought goes with it, and nothing else", async (t) => {
  await remove(host, { repositories: repository.repositories() });
  t.is(await host.run("dpkg -l | grep -cE ' (wazuh-agent|packetbeat|sysmonforlinux) ' || true"), "0\n");
  t.is(
    await host.run(
      "ls -d /var/ossec /etc/packetbeat /opt/sysmon /var/lib/wazuh-misp-lab 2>/dev/null || true",
    ),
    "",
  );
  t.is(await host.run("ls /etc/apt/sources.list.d /usr/share/keyrings | grep lab- || true"), "");
  t.is((await active("ssh")).exitCode, 0);
  await remove(host, { repositories: repository.repositories() });
});

test.serial("an agent that was there before the lab keeps running when the lab goes", async (t) => {
  await host.run("dpkg -i /srv/apt/wazuh/wazuh-agent_4.14.5-1_all.deb");
  await update(host, { sysmon: false, repositories: repository.repositories() });
  await remove(host, { repositories: repository.repositories() });
  t.is(await host.run("dpkg-query -W -f '${Version}' wazuh-agent"), "4.14.5-1");
  t.is((await active("wazuh-agent")).exitCode, 0);
  t.is((await host.try("test -e /var/ossec/etc/authd.pass")).exitCode, 1);
});

test.serial("the same goes for a host with dnf", async (t) => {
  await host.run(
    "apt-get -qy purge wazuh-agent && rm -rf /var/ossec && mv /usr/bin/apt-get /usr/bin/apt-get.away",
  );
  // dnf asks for the host's own repositories too; this host has none.
  await host.run("mkdir -p /etc/yum.repos.d /etc/pki/rpm-gpg");
  const repositories = repository.repositories();
  const installed = "rpm -q --qf '%{VERSION}-%{RELEASE}' wazuh-agent";
  t.regex(await create(host, { repositories }), /^wazuh-agent: connected as srv01$/m);
  t.is(await host.run(installed), "4.14.5-1");
  t.is(await update(host, { repositories }), "wazuh-agent: connected as srv01");
  t.regex(await update(host, { wazuh: "4.14.6", repositories }), /^wazuh-agent: 4\.14\.5-1 -> 4\.14\.6-1$/m);
  await remove(host, { repositories });
  t.is(await host.run(`${installed} >/dev/null && echo there || echo gone`), "gone\n");
});

test.serial("a package that its vendor has not signed is refused by dnf", async (t) => {
  await host.run(
    "for vendor in /srv/yum/*; do rpmsign --delsign $vendor/noarch/*.rpm && createrepo_c --quiet $vendor; done; dnf -q clean all",
  );
  const error = await t.throwsAsync(create(host, { repositories: repository.repositories() }));
  t.regex(error.message, /not signed|could not be installed/);
  t.is((await host.try("rpm -q packetbeat")).exitCode, 1);
});
