import test from "ava";
import { Manager } from "./helpers/manager.ts";
import { isAlertLine, mutatedAlert, numbers, recordedAlerts } from "./helpers/mutations.ts";
import { row, startMisp } from "./helpers/misp-stand-in.ts";

const known = [
  row({ type: "domain", value: "evil.example" }),
  row({ type: "md5", value: "0123456789abcdef0123456789abcdef" }),
  row({
    type: "filename|sha256",
    value: `a.sys|9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`,
  }),
];

test("a hundred thousand damaged alerts crash nothing, and none makes MISP answer with everything", async (t) => {
  await using misp = await startMisp([...known]);
  await using manager = await Manager.create({ key: misp.key });
  const next = numbers(20261124);
  let matched = 0;
  for (let file = 0; file < 20; file += 1) {
    const lines = Array.from({ length: 5000 }, () => mutatedAlert(next));
    const result = await manager.call(lines.join("\n"), { url: misp.url, timeout: "300" });
    t.is(result.code, 0, result.stderr);
    const line = (await manager.trace()).findLast(({ alerts }) => alerts !== undefined)!;
    const readable = lines.filter(isAlertLine).length;
    t.is(line.alerts, readable);
    t.is(line.error?.kind, readable < lines.length ? "alert" : undefined);
    matched += line.matched;
  }
  t.true(matched > 1000, `${matched} matches`);
  for (const { body } of misp.requests) {
    const values = body["value"] as unknown[];
    t.true(values.length > 0);
    const wrong = values.filter((value) => typeof value !== "string" || /^[!%]|%$|^\s*$/.test(value));
    t.deepEqual(wrong, []);
  }
  for (const text of manager.received) {
    t.true(Buffer.byteLength(text) <= 60_100);
    t.notThrows(() => JSON.parse(text.slice(text.indexOf("{"))) as unknown);
  }
});

test("each damaged alert by itself ends with the right code", async (t) => {
  await using misp = await startMisp([...known]);
  await using manager = await Manager.create({ key: misp.key });
  const next = numbers(7);
  for (let index = 0; index < 300; index += 1) {
    const text = mutatedAlert(next);
    const { code, stderr } = await manager.call(text, { url: misp.url });
    t.is(code, isAlertLine(text) ? 0 : 1, `${text.slice(0, 300)}\n${stderr}`);
    t.is(stderr === "", code === 0);
  }
});

test("the recorded alerts themselves are all answered", async (t) => {
  await using misp = await startMisp([...known]);
  await using manager = await Manager.create({ key: misp.key });
  const options = { repeat_seconds: 0, reserved: true };
  await manager.call(recordedAlerts.join("\n"), { url: misp.url, options });
  const [line] = await manager.trace();
  t.like(line, { alerts: recordedAlerts.length, requests: 1, outcome: "returned" });
  const expected = recordedAlerts.filter((text) => /evil\.example|MD5=0123456789abcdef/.test(text));
  await manager.receive(expected.length);
});
