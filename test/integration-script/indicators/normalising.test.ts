import { isIPv6 } from "node:net";
import test from "ava";
import fc from "fast-check";
import type { Alert } from "../../../integration-script/alert/alert.ts";
import { AllowList } from "../../../integration-script/indicators/allow.ts";
import { parentsOf, readDomain } from "../../../integration-script/indicators/domain.ts";
import { indicatorReader } from "../../../integration-script/indicators/extract.ts";
import { readEmail } from "../../../integration-script/indicators/email.ts";
import {
  baseName,
  readFileName,
  singleBackslashes,
} from "../../../integration-script/indicators/file-name.ts";
import {
  readHash,
  readSsdeep,
  readTlsh,
  splitSysmonHashes,
} from "../../../integration-script/indicators/hash.ts";
import { isReading, type Reading } from "../../../integration-script/indicators/indicator.ts";
import {
  formatIp,
  isReservedIp,
  isWithin,
  maskIp,
  parseIp,
  parseNetwork,
} from "../../../integration-script/indicators/ip.ts";
import { comparable, isAskable } from "../../../integration-script/indicators/question.ts";
import { readRegistryKey } from "../../../integration-script/indicators/registry.ts";
import { readUrl } from "../../../integration-script/indicators/url.ts";
import { parseOptions } from "../../../integration-script/settings/options.ts";
import { alertOf, sysmonAlert } from "../helpers/alerts.ts";

const valueOf = (reading: Reading): string | undefined => (isReading(reading) ? reading.value : undefined);
const runs = { numRuns: 300 };

for (const [text, expected] of [
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["::FFFF:CB00:7107", "203.0.113.7"],
  ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
  ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["::", "::"],
  ["::1", "::1"],
  ["1::", "1::"],
  ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
] as const) {
  test(`the address ${text} is written ${expected}`, (t) => {
    t.is(formatIp(parseIp(text)!), expected);
  });
}

test("what is no address is not read as one", (t) => {
  for (const text of [
    "",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "256.1.1.1",
    "1.2.3.4 ",
    "0x7f.1",
    "1.2.3.-4",
    ":::",
    "1:2",
    "1::2::3",
    "g::1",
    "1:2:3:4:5:6:7:8:9",
    "::12345",
    "1.2.3.4:80",
    "::1.2.3",
  ]) {
    t.is(parseIp(text), undefined, text);
  }
});

test("any IPv4 address is read and written as it is", (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => formatIp(parseIp(text)!) === text),
      runs,
    );
  });
});

test("any IPv6 address is written in one way, however it was written before", (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const groups = parseIp(text)!;
        const written = formatIp(groups);
        const inFull = groups.map((group) => group.toString(16).padStart(4, "0").toUpperCase()).join(":");
        return (
          groups.length === 4 ||
          (isIPv6(written) &&
            formatIp(parseIp(written)!) === written &&
            formatIp(parseIp(inFull)!) === written)
        );
      }),
      runs,
    );
  });
});

test("an address lies in every network that is made of it, and in none of its neighbours", (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 1, max: 128 }), (text, length) => {
        const groups = parseIp(text)!;
        const bits = Math.min(length, groups.length === 4 ? 32 : 128);
        const network = parseNetwork(`${formatIp(maskIp(groups, bits))}/${bits}`)!;
        const size = groups.length === 4 ? 8 : 16;
        const index = Math.floor((bits - 1) / size);
        const flipped = groups.map((group, at) =>
          at === index ? group ^ (1 << (size - 1 - ((bits - 1) % size))) : group,
        );
        return isWithin(groups, network) && !isWithin(flipped, network);
      }),
      runs,
    );
  });
});

for (const [text, reserved] of [
  ["8.8.8.8", false],
  ["45.155.205.233", false],
  ["10.1.2.3", true],
  ["100.64.0.1", true],
  ["127.0.0.53", true],
  ["169.254.169.254", true],
  ["172.15.255.255", false],
  ["172.16.0.1", true],
  ["172.32.0.1", false],
  ["192.0.2.1", true],
  ["192.168.0.1", true],
  ["198.18.0.1", true],
  ["198.51.100.1", true],
  ["203.0.113.9", true],
  ["224.0.0.1", true],
  ["255.255.255.255", true],
  ["0.0.0.0", true],
  ["2a01:4f8::1", false],
  ["2606:4700::1111", false],
  ["::1", true],
  ["::", true],
  ["fe80::1", true],
  ["fc00::1", true],
  ["fd12::1", true],
  ["ff02::fb", true],
  ["2001:db8::1", true],
  ["2002:c000:204::1", true],
] as const) {
  test(`the address ${text} is ${reserved ? "reserved" : "of the internet"}`, (t) => {
    t.is(isReservedIp(parseIp(text)!), reserved);
  });
}

for (const [text, expected] of [
  ["Evil.COM", "evil.com"],
  ["evil.com.", "evil.com"],
  ["_dmarc.evil.com", "_dmarc.evil.com"],
  ["müller.de", "xn--mller-kva.de"],
  ["MÜLLER.de.", "xn--mller-kva.de"],
  ["例え.テスト", "xn--r8jz45g.xn--zckzah"],
  ["evil.com..", undefined],
  [".evil.com", undefined],
  ["evil", undefined],
  ["evil.c", undefined],
  ["evil.123", undefined],
  ["1.2.3.4", undefined],
  ["-evil.com", undefined],
  ["evil-.com", undefined],
  ["e vil.com", undefined],
  ["evil.com/x", undefined],
  ["evil.com:80", undefined],
  ["evil.com%", undefined],
  ["!evil.com", undefined],
  ["a@evil.com", undefined],
  ["evil.local", undefined],
  ["4.3.2.1.in-addr.arpa", undefined],
  [`${"a".repeat(64)}.com`, undefined],
  [`${"a.".repeat(140)}com`, undefined],
] as const) {
  test(`the name ${text.slice(0, 30)} is read as ${expected ?? "none"}`, (t) => {
    t.is(valueOf(readDomain(text)), expected);
  });
}

test("the parents of a name end with its last two labels", (t) => {
  t.deepEqual(parentsOf("a.b.evil.com"), ["b.evil.com", "evil.com"]);
  t.deepEqual(parentsOf("evil.com"), []);
});

for (const [text, spellings] of [
  [
    "HTTP://Evil.com:80/Gate.php?id=1#top",
    ["http://evil.com/Gate.php?id=1", "HTTP://Evil.com:80/Gate.php?id=1#top", "http://evil.com/Gate.php"],
  ],
  ["https://evil.com", ["https://evil.com/", "https://evil.com"]],
  ["http://evil.com/a?x=1&&y=2", ["http://evil.com/a?x=1&&y=2", "http://evil.com/a"]],
  ["http://[2001:DB8::1]:8080/x", ["http://[2001:db8::1]:8080/x", "http://[2001:DB8::1]:8080/x"]],
  ["http://münchen.de/x", ["http://xn--mnchen-3ya.de/x", "http://münchen.de/x"]],
] as const) {
  test(`the address ${text} is asked for in each way that MISP may hold it`, (t) => {
    const reading = readUrl(text);
    t.deepEqual(isReading(reading) && reading.spellings, [...spellings]);
  });
}

test("what is no whole address of the web is not read as one", (t) => {
  for (const text of [
    "",
    "/index.html",
    "evil.com/x",
    "http://",
    "http:///x",
    "javascript:alert(1)",
    "http://%",
    "file:///etc/passwd",
    `http://e.com/${"x".repeat(2000)}`,
  ]) {
    t.is(valueOf(readUrl(text)), undefined, text);
  }
});

test("hashes are read by their kinds", (t) => {
  t.is(valueOf(readHash("md5", "44D88612FEA8A8F36DE82E1278ABB02F")), "44d88612fea8a8f36de82e1278abb02f");
  t.is(valueOf(readHash("sha1", "44d88612fea8a8f36de82e1278abb02f")), undefined);
  t.is(valueOf(readHash("imphash", "0".repeat(32))), undefined);
  t.is(
    valueOf(readHash("sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
    undefined,
  );
  t.is(valueOf(readTlsh(`t1${"a".repeat(70)}`)), `T1${"A".repeat(70)}`);
  t.is(valueOf(readSsdeep("3:abC+/:dEf")), "3:abC+/:dEf");
  t.is(valueOf(readSsdeep("abc")), undefined);
  t.deepEqual(splitSysmonHashes("MD5=aa, SHA-256=bb;IMPHASH=cc,XX=dd,SHA1="), [
    { kind: "md5", hash: "aa" },
    { kind: "sha256", hash: "bb" },
    { kind: "imphash", hash: "cc" },
  ]);
});

test("addresses of e-mail are read with and without a name", (t) => {
  t.is(valueOf(readEmail("Eve <Eve@Evil.com>")), "eve@evil.com");
  t.is(valueOf(readEmail("eve+1@mail.evil.com")), "eve+1@mail.evil.com");
  for (const text of ["eve", "@evil.com", "eve@", "eve@evil", "a b@evil.com", "%@evil.com%"]) {
    t.is(valueOf(readEmail(text)), undefined, text);
  }
});

test("a key of the registry is asked for with both names of its hive, and as the current user's", (t) => {
  const reading = readRegistryKey("HKU\\S-1-5-21-1-2-3-1001\\Software\\Evil\\");
  t.deepEqual(isReading(reading) && reading.spellings, [
    "HKU\\S-1-5-21-1-2-3-1001\\Software\\Evil",
    "HKEY_USERS\\S-1-5-21-1-2-3-1001\\Software\\Evil",
    "HKCU\\Software\\Evil",
    "HKEY_CURRENT_USER\\Software\\Evil",
  ]);
  t.is(valueOf(readRegistryKey("\\REGISTRY\\MACHINE\\SOFTWARE\\Evil")), "HKLM\\SOFTWARE\\Evil");
  t.is(valueOf(readRegistryKey("C:\\Windows")), undefined);
});

test("names of files are read out of paths of Windows, doubled or not, and of Unix", (t) => {
  const spellings = (text: string) => {
    const reading = readFileName(text);
    return isReading(reading) ? reading.spellings : [];
  };
  t.deepEqual(spellings("C:\\\\Users\\\\u\\\\evil.exe"), ["evil.exe", "C:\\Users\\u\\evil.exe"]);
  t.deepEqual(spellings("C:\\Users\\u\\evil.exe"), ["evil.exe", "C:\\Users\\u\\evil.exe"]);
  t.deepEqual(spellings("/tmp/xmrig"), ["xmrig", "/tmp/xmrig"]);
  t.deepEqual(spellings("C:\\\\Windows\\\\System32\\\\SVCHOST.EXE"), []);
  t.is(singleBackslashes("\\\\\\\\server\\\\share"), "\\\\server\\share");
  t.is(singleBackslashes("\\\\server\\share"), "\\\\server\\share");
  t.is(baseName("C:\\x\\a.exe:Zone.Identifier"), "a.exe");
});

test("the allow list knows networks, domains with what is below them, and whole values", (t) => {
  const allow = new AllowList([
    "10.0.0.0/8",
    "2001:db8::/32",
    ".good.org",
    "*.fine.net",
    "44D88612FEA8A8F36DE82E1278ABB02F",
    "tool.exe",
  ]);
  const has = (kind: "ip" | "domain" | "md5" | "filename", value: string) => allow.has({ kind, value });
  t.true(has("ip", "10.9.8.7"));
  t.true(has("ip", "2001:db8::9"));
  t.false(has("ip", "11.0.0.1"));
  t.true(has("domain", "good.org"));
  t.true(has("domain", "a.b.good.org"));
  t.false(has("domain", "notgood.org"));
  t.true(has("domain", "x.fine.net"));
  t.true(has("md5", "44d88612fea8a8f36de82e1278abb02f"));
  t.true(has("filename", "Tool.exe"));
  t.false(new AllowList([]).has({ kind: "ip", value: "10.0.0.1" }));
});

test("whatever an alert holds, it is only asked for what MISP takes for a value", async (t) => {
  const readIndicators = await indicatorReader(
    parseOptions('{"text":true,"parent_domains":true,"networks":true,"reserved":true}'),
  );
  const part = fc.oneof(
    fc.constantFrom("!", "%", "evil.com", ".", "http://", " ", "\\", "|", "&&", "\0"),
    fc.string(),
  );
  const text = fc.oneof(
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join("")),
    fc.string({ unit: "binary" }),
    fc.webUrl(),
    fc.domain(),
    fc.ipV6(),
  );
  const names = [
    "queryName",
    "queryResults",
    "hashes",
    "destinationIp",
    "targetFilename",
    "targetObject",
    "contents",
    "commandLine",
  ];
  const eventdata = fc.dictionary(fc.constantFrom(...names), text);
  const alert = fc.oneof(
    eventdata.map((fields) => sysmonAlert(1, fields)),
    fc
      .dictionary(fc.constantFrom("url", "srcip", "hostname", "md5", "sender", "file_name"), text)
      .map((data) => alertOf(data)),
  );
  t.notThrows(() => {
    fc.assert(
      fc.property(alert, (each) => {
        const { indicators } = readIndicators(each as unknown as Alert);
        return indicators.every(
          ({ spellings }) =>
            spellings.length > 0 && spellings.every((spelling) => !/^[!%\s]|[%\s]$|^$|\0/.test(spelling)),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

test("reading a name that was read gives the same name", (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(fc.domain(), (text) => {
        const value = valueOf(readDomain(text));
        return value === undefined || valueOf(readDomain(value)) === value;
      }),
      runs,
    );
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (text) => {
        const value = valueOf(readUrl(text));
        return value === undefined || valueOf(readUrl(value)) === value;
      }),
      runs,
    );
  });
});

test("values are compared without the case of ASCII letters, and with everything else", (t) => {
  t.is(comparable("EVIL.com/Ä"), "evil.com/Ä");
  t.not(comparable("ïabg.de"), comparable("iabg.de"));
  t.not(comparable("ｉabg.de"), comparable("iabg.de"));
});

test("a value that MISP would read as an operator is not askable", (t) => {
  for (const value of [
    "",
    " ",
    "!x",
    "%x",
    "x%",
    "%",
    "x ",
    " x",
    "a\0b",
    "a\nb",
    "\ud800",
    "x".repeat(2001),
  ]) {
    t.false(isAskable(value), JSON.stringify(value));
  }
  for (const value of ["x", "a%b", "a!b", "a_b", "http://x/?a=1&&b=2", "a||b"]) {
    t.true(isAskable(value), value);
  }
});
