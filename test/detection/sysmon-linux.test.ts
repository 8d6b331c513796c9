import test from "ava";
import fc from "fast-check";
import { toText } from "../../analysis/bytes.ts";
import { sysmonLinuxFields } from "../../components/wazuh/sysmon-linux-fields.ts";
import { withoutEntities } from "../../integration-script/indicators/text.ts";
import { alertOf, raised, send } from "../analysis/analyse.ts";
import { casesOf } from "./cases.ts";
import { labAnalysis } from "./content.ts";
import { datagramOf } from "./run-case.ts";

const analysis = labAnalysis();

/** As pugixml writes a text, which Sysmon for Linux puts its values into XML with. */
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const started = (data: Readonly<Record<string, string>>, eventId = 1): string =>
  "1:[002] (web01) any->journald:Nov 24 07:00:00 web01 sysmon[7]: <Event><System>" +
  `<Provider Name="Linux-Sysmon" Guid="{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"/><EventID>${eventId}</EventID>` +
  "<Level>4</Level></System><EventData>" +
  Object.entries(data)
    .map(([name, value]) => `<Data Name="${name}">${escaped(value)}</Data>`)
    .join("") +
  "</EventData></Event>";

const fieldOf = (datagram: string, name: string): string | undefined => {
  const value = send(analysis, datagram)!.event.field(name);
  return value === undefined ? undefined : toText(value);
};

/** What a program can be called and given: everything but the end of a text in C. */
const value = fc
  .string({ unit: "grapheme", minLength: 1 })
  .filter((text) => !text.includes("\0") && text !== "-");

test("whatever stands in a command line is that field's value, and no other field's", (t) => {
  const hostile = fc.oneof(
    value,
    value.map((text) => `${text}</Data><Data Name="DestinationIp">198.51.100.1</Data>`),
    value.map((text) => `<EventID>3</EventID>${text}`),
  );
  fc.assert(
    fc.property(hostile, hostile, (commandLine, image) => {
      const datagram = started({ Image: image, CommandLine: commandLine });
      t.is(raised(send(analysis, datagram)), 100731);
      t.is(withoutEntities(fieldOf(datagram, "eventdata.commandLine")!), commandLine);
      t.is(withoutEntities(fieldOf(datagram, "eventdata.image")!), image);
      t.is(fieldOf(datagram, "eventdata.destinationIp"), undefined);
      t.is(fieldOf(datagram, "system.eventID"), "1");
    }),
  );
});

test("an event that was cut off has those of its fields that are whole, and no others", (t) => {
  const { queued } = casesOf("sysmon-linux").find(
    ({ event }) => event === "a known address is connected to",
  )!;
  const whole = datagramOf(queued!);
  const all = new Map(send(analysis, whole)!.event.fields);
  for (let length = whole.indexOf("<Event>"); length < whole.length; length += 7) {
    for (const [name, field] of send(analysis, whole.slice(0, length))!.event.fields) {
      t.true(field === all.get(name), `${name} at ${length}`);
    }
  }
});

test("a value that is empty or `-` makes no field, as with Windows' events", (t) => {
  const datagram = started({ Image: "/bin/x", Hashes: "-", User: "" });
  t.deepEqual(alertOf(send(analysis, datagram)).data!["eventdata"], { image: "/bin/x" });
});

test("an event that no rule is there for raises nothing, and is not taken by another program's rules", (t) => {
  const outcome = send(analysis, started({ Image: "/bin/failed", Error: "denied" }, 10))!;
  t.is(outcome.taker!.id, 100730);
  t.false(outcome.logged);
});

test("what another program logs is not Sysmon's, whatever it holds", (t) => {
  const outcome = send(analysis, started({ Image: "/bin/x" }).replace("sysmon[7]", "sysmonx[7]"))!;
  t.is(outcome.event.decoder, undefined);
});

test("no field of the decoder has the name of another", (t) => {
  const names = sysmonLinuxFields.map(({ name }) => name.toLowerCase());
  t.is(new Set(names).size, names.length);
});
