import test from "ava";
import fc from "fast-check";
import { alertJson } from "../../analysis/alert.ts";
import type { JsonValue } from "../../analysis/json.ts";
import { printJson } from "../../analysis/json-printer.ts";
import { parseJson } from "../../analysis/json-reader.ts";
import { readMessage, writeMessage } from "../../analysis/message.ts";
import { analysisOf } from "./analyse.ts";
import { recordedEvents, recordedRules } from "./recorded/recorded.ts";

const analysis = analysisOf(recordedRules);

/** Any bytes, one character a byte. */
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array).toString("latin1"));

/** A recorded datagram with a part of it replaced. */
const damaged = fc
  .record({
    event: fc.constantFrom(...recordedEvents),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 40 }),
    by: fc.oneof(bytes, fc.constantFrom("", "<", "</", '"', "\\", "\\u00", "{", "[", "]]>", "<!--", "\0")),
  })
  .map(({ event, from, length, by }) => {
    const text = `${event.queue}:${event.location}:${event.message}`;
    const at = Math.floor(from * text.length);
    return text.slice(0, at) + by + text.slice(at + length);
  });

test("whatever comes through the queue, the analysis goes on, and an alert is JSON", (t) => {
  fc.assert(
    fc.property(
      fc.oneof(
        damaged,
        bytes,
        bytes.map((text) => `1:x:{"${text}`),
      ),
      (datagram) => {
        const message = readMessage(datagram);
        const outcome = message && analysis.process(message, { time: 0, manager: "m" });
        if (outcome) {
          const { event, fired } = outcome;
          JSON.parse(printJson(alertJson(event, fired, { manager: "m", offset: 0, forceFullLog: true })));
        }
      },
    ),
    { numRuns: 3000 },
  );
  t.pass();
});

test("JSON that is read and written again is the same", (t) => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), (text) => {
      const once = Buffer.from(text, "utf8").toString("latin1");
      const value = parseJson(once);
      const written = printJson(value as JsonValue);
      return printJson(parseJson(written) as JsonValue) === written;
    }),
  );
  t.pass();
});

test("a location that is escaped comes out as it was", (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 50 }), fc.string({ maxLength: 50 }), (location, message) => {
      fc.pre(!`${location}${message}`.includes("\0"));
      t.deepEqual(readMessage(writeMessage({ queue: "1", location, message })), {
        queue: "1",
        location,
        message,
      });
    }),
  );
});
