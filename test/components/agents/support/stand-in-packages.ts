import type { Repositories } from "../../../../components/agents/vendors.ts";
import type { LinuxHost } from "./linux-host.ts";

/** What stands in for a vendor's package: its files, and what runs after it was installed. */
interface StandIn {
  readonly name: string;
  readonly vendor: keyof Repositories;
  readonly files: Readonly<Record<string, string>>;
  readonly postinst: string;
  /** A file that the package manager asks about when it was changed. */
  readonly conffile?: string;
}

const unit = (command: string): string =>
  `[Service]\nExecStart=${command}\n[Install]\nWantedBy=multi-user.target\n`;

/**
 * The agent: it reads what the real one reads (`etc/ossec.conf`, `etc/authd.pass`, the authority), takes the password that
 * `/srv/manager/password` has, and writes what the real one writes (`client.keys`, its log and its state file). It also
 * notes every place of `/proc` where it sees the password.
 */
const agentProgram = `#!/bin/sh
cd /var/ossec
name=$(sed -n 's|.*<agent_name>\\(.*\\)</agent_name>|\\1|p' etc/ossec.conf)
password=$(cat etc/authd.pass)
for process in /proc/[0-9]*; do
  for place in cmdline environ; do
    tr '\\0' ' ' <"$process/$place" 2>/dev/null | grep -qF "$password" && echo "$process/$place" >>/srv/manager/seen
  done
done
say() { echo "$(date '+%Y/%m/%d %H:%M:%S') wazuh-agentd: $*" >>logs/ossec.log; }
status() { printf "status='%s'\\n" "$1" >var/run/wazuh-agentd.state; }
say "INFO: Started (version $(cat version))"
status pending
[ -s etc/lab-authority.pem ] || { say "ERROR: Unable to verify server certificate"; exec sleep infinity; }
if [ ! -s etc/client.keys ]; then
  until [ -e /srv/manager/password ]; do say "ERROR: (1216): Unable to connect to the manager"; sleep 1; done
  if [ "$password" != "$(cat /srv/manager/password)" ]; then
    say "ERROR: Invalid password (from manager)"
    exec sleep infinity
  fi
  echo "001 $name any 0123456789abcdef" >etc/client.keys
fi
status connected
exec sleep infinity
`;

/** What starts and stops the agent's daemons: of the real one's words, those that the lab's scripts use. */
const agentControl = `#!/bin/sh
pid=/var/ossec/var/run/wazuh-agentd.pid
case "$1" in
  start)
    # Whatever process has the number counts as the daemon.
    kill -0 "$(cat $pid 2>/dev/null)" 2>/dev/null && exit 0
    setsid /var/ossec/bin/wazuh-agentd >/dev/null 2>&1 &
    echo $! >$pid
    ;;
  stop)
    echo "$(date '+%Y/%m/%d %H:%M:%S') wazuh-agentd: INFO: (1225): SIGNAL [(15)-(Terminated)] Received. Exit Cleaning..." >>/var/ossec/logs/ossec.log
    kill "$(cat $pid)"
    rm -f $pid
    ;;
  status) kill -0 "$(cat $pid)" 2>/dev/null ;;
esac
`;

const sysmonProgram = `#!/bin/sh
case "$*" in
  "-accepteula -i "*)
    mkdir -p /opt/sysmon
    cp "$3" /opt/sysmon/config.xml
    cp "$0" /opt/sysmon/sysmon
    printf '[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/sysmon.service
    systemctl daemon-reload
    ;;
  "-u force")
    systemctl disable --now sysmon
    rm -f /etc/systemd/system/sysmon.service
    ;;
  *) exit 1 ;;
esac
`;

const vendors = ["wazuh", "elastic", "microsoft"] as const;

const standIns: readonly StandIn[] = [
  {
    name: "wazuh-agent",
    vendor: "wazuh",
    files: {
      "var/ossec/bin/wazuh-agentd": agentProgram,
      "var/ossec/bin/wazuh-control": agentControl,
      "var/ossec/version": "@VERSION@\n",
      "usr/lib/systemd/system/wazuh-agent.service": unit("/var/ossec/bin/wazuh-agentd"),
    },
    postinst: `getent group wazuh >/dev/null || groupadd --system wazuh
mkdir -p /var/ossec/etc /var/ossec/logs /var/ossec/var/run
[ -e /var/ossec/etc/ossec.conf ] || echo '<ossec_config/>' >/var/ossec/etc/ossec.conf
[ ! -d /run/systemd/system ] || systemctl daemon-reload`,
  },
  {
    name: "packetbeat",
    vendor: "elastic",
    files: {
      "usr/bin/packetbeat": "#!/bin/sh\nexec sleep infinity\n",
      "etc/packetbeat/packetbeat.yml": "# version @VERSION@\n",
      "usr/lib/systemd/system/packetbeat.service": unit("/usr/bin/packetbeat"),
    },
    conffile: "etc/packetbeat/packetbeat.yml",
    postinst: "[ ! -d /run/systemd/system ] || systemctl daemon-reload",
  },
  { name: "sysmonforlinux", vendor: "microsoft", files: { "usr/bin/sysmon": sysmonProgram }, postinst: ":" },
];

export type Versions = Readonly<Record<"wazuh-agent" | "packetbeat" | "sysmonforlinux", string>>;

/** Each vendor's repository on a host, for apt and for dnf, all signed with one key. */
export class PackageRepository {
  readonly #host: LinuxHost;
  readonly fingerprint: string;

  private constructor(host: LinuxHost, fingerprint: string) {
    this.#host = host;
    this.fingerprint = fingerprint;
  }

  static async make(host: LinuxHost): Promise<PackageRepository> {
    await host.run(`mkdir -p /srv/key /srv/manager && chmod 700 /srv/key
export GNUPGHOME=/srv/key
gpg --batch --quiet --passphrase '' --quick-generate-key 'Stand-in vendor' rsa2048 sign never
gpg --armor --export >/srv/key.asc`);
    const keys = await host.run("GNUPGHOME=/srv/key gpg --list-keys --with-colons 2>/dev/null");
    return new PackageRepository(host, /^fpr:+([0-9A-F]{40}):/m.exec(keys)![1]!);
  }

  /** Adds packages of these versions, and signs the lists anew. */
  async publish(versions: Versions): Promise<void> {
    for (const standIn of standIns) {
      await this.#build(standIn, versions[standIn.name as keyof Versions]);
    }
    await this.sign();
  }

  /** Writes and signs the lists of what is there. */
  async sign(): Promise<void> {
    for (const vendor of vendors) {
      await this.#sign(vendor);
    }
  }

  async #sign(vendor: string): Promise<void> {
    await this.#host.run(`set -e
export GNUPGHOME=/srv/key
cd /srv/apt/${vendor}
mkdir -p dists/stable/main/binary-$(dpkg --print-architecture)
for deb in *.deb; do
  dpkg-deb -f "$deb"
  printf 'Filename: %s\\nSize: %s\\nSHA256: %s\\n\\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d ' ' -f 1)"
done >dists/stable/main/binary-$(dpkg --print-architecture)/Packages
cd dists/stable
{
  printf 'Suite: stable\\nCodename: stable\\nArchitectures: %s\\nComponents: main\\nDate: %s\\nSHA256:\\n' \\
    "$(dpkg --print-architecture)" "$(date -Ru)"
  for list in main/*/Packages; do
    printf ' %s %s %s\\n' "$(sha256sum "$list" | cut -d ' ' -f 1)" "$(stat -c %s "$list")" "$list"
  done
} >Release
gpg --batch --yes --quiet --clearsign --output InRelease Release
createrepo_c --quiet /srv/yum/${vendor}`);
  }

  /** Where the lab's scripts find it, in place of every vendor's. */
  repositories(given: { readonly fingerprint?: string } = {}): Repositories {
    const of = (vendor: keyof Repositories) => ({
      apt: `file:/srv/apt/${vendor} stable main`,
      yum: `file:///srv/yum/${vendor}`,
      keys: ["file:///srv/key.asc"],
      fingerprints: [given.fingerprint ?? this.fingerprint],
    });
    return { wazuh: of("wazuh"), elastic: of("elastic"), microsoft: of("microsoft") };
  }

  async #build({ name, vendor, files, postinst, conffile }: StandIn, version: string): Promise<void> {
    const tree = `/srv/build/${name}-${version}`;
    await this.#host.put(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [
          `${tree}/root/${path}`,
          text.replaceAll("@VERSION@", version),
        ]),
      ),
    );
    await this.#host.put({
      [`${tree}/control`]: `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: Stand-in <stand-in@lab.example>\nDescription: Stands in for a vendor's package\n`,
      [`${tree}/postinst`]: `#!/bin/sh\nset -e\n${postinst}\n`,
      [`${tree}/conffiles`]: conffile ? `/${conffile}\n` : "",
      [`${tree}/package.spec`]: spec({
        name,
        files,
        postinst,
        version,
        ...(conffile && { conffile }),
      }),
    });
    await this.#host.run(`set -e
cd ${tree}
mkdir -p /srv/apt/${vendor} /srv/yum/${vendor}
rm -rf deb
cp -a root deb
mkdir deb/DEBIAN
cp control postinst conffiles deb/DEBIAN/
dpkg-deb --build --root-owner-group deb /srv/apt/${vendor}/${name}_${version}_all.deb
rm -f /srv/yum/${vendor}/noarch/${name}-${version}*.rpm
rpmbuild --quiet -bb --define "_topdir ${tree}/rpm" --define "_rpmdir /srv/yum/${vendor}" package.spec
rpmsign --define "__gpg /usr/bin/gpg" --define "_gpg_name Stand-in vendor" --define "_gpg_path /srv/key" --addsign /srv/yum/${vendor}/noarch/${name}-${version}*.rpm`);
  }
}

function spec({
  name,
  files,
  postinst,
  version,
  conffile,
}: Omit<StandIn, "vendor"> & { readonly version: string }): string {
  const [release = "", packaging = "1"] = version.split("-");
  const listed = Object.keys(files).map((path) =>
    path === conffile ? `%config(noreplace) /${path}` : `/${path}`,
  );
  return `Name: ${name}
Version: ${release}
Release: ${packaging}
Summary: Stands in for a vendor's package
License: Apache-2.0
BuildArch: noarch
AutoReqProv: no
Provides: /bin/sh
%description
Stands in for a vendor's package.
%install
cp -a /srv/build/${name}-${version}/root/. %{buildroot}/
%post
${postinst}
%files
${listed.join("\n")}
`;
}
