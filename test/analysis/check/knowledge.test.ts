import test from "ava";
import { stockDecoderNames, stockIndex } from "../../../analysis/check/stock-index.ts";
import { sysmonFields, systemFields } from "../../../analysis/check/sysmon-fields.ts";
import { builtinDecoders } from "../../../analysis/decoders/stock.ts";
import { stockRules } from "../../../analysis/rules/stock.ts";
import { recordedAlerts } from "../recorded/recorded.ts";

test("the index of stock rules has every rule of the table that analysis runs, with the same level and file", (t) => {
  t.is(stockIndex.size, 4512);
  for (const { id, level, file } of stockRules()) {
    t.like(stockIndex.get(id), { id, level, file });
  }
});

test("the names of decoders are those of Wazuh's files and those that analysisd has built in", (t) => {
  t.deepEqual(
    builtinDecoders.filter((name) => !stockDecoderNames.has(name)),
    [],
  );
  t.true(stockDecoderNames.has("sshd"));
});

interface WindowsAlert {
  readonly data?: {
    readonly win?: { readonly system: { readonly eventID: string }; readonly eventdata?: object };
  };
}

test("each field of the Sysmon alerts that a real manager wrote is one of its event", (t) => {
  const alerts = recordedAlerts.map((line) => (JSON.parse(line) as WindowsAlert).data?.win);
  const sysmon = alerts.filter((win) => win !== undefined);
  t.true(sysmon.length > 10);
  for (const { system, eventdata = {} } of sysmon) {
    // These two were written with a process in them, which Sysmon's own do not have.
    const more = ["6", "255"].includes(system.eventID)
      ? ["win.eventdata.processGuid", "win.eventdata.processId"]
      : [];
    const known = [...(sysmonFields.get(Number(system.eventID)) ?? []), ...more];
    const named = Object.keys(eventdata).map((name) => `win.eventdata.${name}`);
    t.deepEqual(
      named.filter((name) => !known.includes(name)),
      [],
      system.eventID,
    );
    const outside = Object.keys(system).filter((name) => !systemFields.includes(`win.system.${name}`));
    t.deepEqual(outside, []);
  }
});
