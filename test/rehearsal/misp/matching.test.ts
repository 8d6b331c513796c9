import test from "ava";
import type { Misp } from "./support.ts";
import { misp } from "./support.ts";

const sha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

/** What is in the server, in the order of the ids. */
const stored = [
  "iabg.de",
  "45.155.205.233",
  `Evil.EXE|${sha256}`,
  "http://evil.test/a.php?x=1&&y=2#Frag",
  "2001:db8::1",
  "203.0.113.0/28",
  "185.220.101.7|8443",
  "percent%",
  "percentXYZ",
  "!bang",
];

const types = [
  "domain",
  "ip-dst",
  "filename|sha256",
  "url",
  "ip-dst",
  "ip-dst",
  "ip-dst|port",
  "text",
  "text",
  "text",
];

async function filled(t: Parameters<typeof misp>[0]): Promise<Misp> {
  const server = await misp(t);
  const attributes = stored.map((value, index) => ({ value, type: types[index] }));
  await server.ask("POST", "/events/add", {
    Event: { info: "values", published: true, Attribute: attributes },
  });
  return server;
}

const finds: Readonly<Record<string, { readonly body: unknown; readonly values: readonly string[] }>> = {
  "capitals make no difference": { body: { value: ["IABG.DE"] }, values: ["iabg.de"] },
  "accents make no difference": { body: { value: ["ïabg.de"] }, values: ["iabg.de"] },
  "width makes no difference": { body: { value: ["ｉabg.de"] }, values: ["iabg.de"] },
  "a zero-width space is not there": { body: { value: ["ia\u200bbg.de"] }, values: ["iabg.de"] },
  "a blank at the end is not there": { body: { value: ["iabg.de "] }, values: ["iabg.de"] },
  "a NUL at the end is not there": { body: { value: ["iabg.de\u0000"] }, values: ["iabg.de"] },
  "a blank at the start is": { body: { value: [" iabg.de"] }, values: [] },
  "a tab at the end is": { body: { value: ["iabg.de\t"] }, values: [] },
  "a line's end at the end is": { body: { value: ["iabg.de\n"] }, values: [] },
  "a dot at the end is": { body: { value: ["iabg.de."] }, values: [] },
  "a part of a value is no match": { body: { value: ["iabg"] }, values: [] },
  "a subdomain is no match": { body: { value: ["www.iabg.de"] }, values: [] },
  "an address in a network is no match": { body: { value: ["203.0.113.7"] }, values: [] },
  "the network itself is": { body: { value: ["203.0.113.0/28"] }, values: ["203.0.113.0/28"] },
  "the first half of a composite is": { body: { value: ["evil.exe"] }, values: [`Evil.EXE|${sha256}`] },
  "the second half of a composite is": { body: { value: [sha256] }, values: [`Evil.EXE|${sha256}`] },
  "a port alone is": { body: { value: ["8443"] }, values: ["185.220.101.7|8443"] },
  "a whole composite matches nothing": { body: { value: [`Evil.EXE|${sha256}`] }, values: [] },
  "an expanded IPv6 address is compressed": {
    body: { value: ["2001:0DB8:0000:0000:0000:0000:0000:0001"] },
    values: ["2001:db8::1"],
  },
  "a URL in a list is taken whole, whatever the case of its fragment": {
    body: { value: ["http://evil.test/a.php?x=1&&y=2#FRAG"] },
    values: [stored[3] ?? ""],
  },
  "a URL as a text is cut at &&": { body: { value: "http://evil.test/a.php?x=1&&y=2#Frag" }, values: [] },
  "&& in a text is OR": { body: { value: "iabg.de&&45.155.205.233" }, values: ["iabg.de", "45.155.205.233"] },
  "|| in a text is OR": { body: { value: "iabg.de||45.155.205.233" }, values: ["iabg.de", "45.155.205.233"] },
  "neither is in a list": { body: { value: ["iabg.de||45.155.205.233"] }, values: [] },
  "% at the end is a wildcard, also in a list": {
    body: { value: ["percent%"] },
    values: ["percent%", "percentXYZ"],
  },
  "% in the middle is itself": { body: { value: ["per%t"] }, values: [] },
  "_ is itself": { body: { value: ["iabg_de"] }, values: [] },
  "% alone is everything": { body: { value: ["%"] }, values: stored },
  "a leading ! finds everything, also what it leaves out": { body: { value: ["!iabg.de"] }, values: stored },
  "a leading ! beside a value finds the value": {
    body: { value: ["!iabg.de", "45.155.205.233"] },
    values: ["45.155.205.233"],
  },
  "a value that begins with ! cannot be looked up": { body: { value: ["!bang"] }, values: stored },
  "an empty list is everything": { body: { value: [] }, values: stored },
  "an empty text is everything": { body: { value: "" }, values: stored },
  "null is everything": { body: { value: null }, values: stored },
  "a list of null is everything": { body: { value: [null] }, values: stored },
  "no body is everything": { body: {}, values: stored },
  "a misspelt filter is everything": { body: { Value: ["iabg.de"] }, values: stored },
  "an empty text in a list is everything that is no composite": {
    body: { value: [""] },
    values: stored.filter((value) => !value.includes("|")),
  },
  "0 as a number is almost everything": {
    body: { value: [0] },
    values: stored.filter((value) => value !== "185.220.101.7|8443"),
  },
  "0 as a text is nothing": { body: { value: ["0"] }, values: [] },
  "an emoji beside a value does no harm": { body: { value: ["🦊", "iabg.de"] }, values: ["iabg.de"] },
  "values that come twice are found once": { body: { value: ["iabg.de", "iabg.de"] }, values: ["iabg.de"] },
  "a type leaves composites out": { body: { value: [sha256], type: ["sha256"] }, values: [] },
  "the composite's own type does not": {
    body: { value: [sha256], type: ["sha256", "filename|sha256"] },
    values: [`Evil.EXE|${sha256}`],
  },
};

for (const [title, { body, values }] of Object.entries(finds)) {
  test(`restSearch: ${title}`, async (t) => {
    const server = await filled(t);
    t.deepEqual(await server.find(body), [...values]);
  });
}

test("what is stored is brought into MISP's form", async (t) => {
  const server = await misp(t);
  const given: readonly (readonly [type: string, value: string, stored: string])[] = [
    ["domain", "EVIL[.]Example", "evil.example"],
    ["domain", "bücher.example", "xn--bcher-kva.example"],
    ["url", "hxxp://Evil.test/Path", "http://Evil.test/Path"],
    ["md5", "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e"],
    ["ip-src", "2001:DB8:0:0::1", "2001:db8::1"],
    ["ip-dst|port", "10.0.0.1:80", "10.0.0.1|80"],
    ["email-src", "Someone@Example.NET", "someone@example.net"],
    ["filename|md5", "A.EXE|D41D8CD98F00B204E9800998ECF8427E", "A.EXE|d41d8cd98f00b204e9800998ecf8427e"],
  ];
  const answer = await server.ask("POST", "/events/add", {
    Event: { info: "forms", Attribute: given.map(([type, value]) => ({ type, value })) },
  });
  const { Event } = answer.json() as { Event: { Attribute: { value: string }[] } };
  t.deepEqual(
    Event.Attribute.map(({ value }) => value),
    given.map(([, , value]) => value),
  );
});
