import { once } from "node:events";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { readConfiguration } from "../../components/configuration.ts";
import { TemplateError } from "../../components/template.ts";
import { renderFluentBitConf, sideFiles } from "../../components/fluent-bit/configuration.ts";
import { parseClassicFormat } from "../../rehearsal/fluent-bit/configuration/classic-format.ts";
import { run } from "../../rehearsal/fluent-bit/run.ts";
import { until } from "../helpers/until.ts";
import { temporaryFolder } from "../rehearsal/support/folder.ts";

const graylog = { host: "graylog", port: 5555 };
const settingsOf = (fluentBit: object = {}) =>
  readConfiguration({ "lab:fluentBit": JSON.stringify(fluentBit) }).fluentBit;

/** The sections of a configuration, read with the format's own rules. */
const sections = (text: string) =>
  parseClassicFormat(text, "fluent-bit.conf").flatMap((item) =>
    item.kind === "section"
      ? [
          {
            name: item.section.name,
            entries: item.section.entries.map(({ key, value }) => [key, value] as const),
          },
        ]
      : [],
  );
const section = (text: string, name: string, plugin?: string) =>
  Object.fromEntries(
    sections(text).find(
      (one) =>
        one.name === name &&
        (plugin === undefined || one.entries.some(([key, value]) => key === "Name" && value === plugin)),
    )!.entries,
  );
const rendered = (fluentBit?: object) => renderFluentBitConf(settingsOf(fluentBit), graylog);

test("without settings the alerts go byte for byte to Graylog, with every safeguard against a lost line", (t) => {
  const conf = rendered();
  t.deepEqual(
    sections(conf).map(({ name }) => name),
    ["service", "input", "output"],
  );
  t.like(section(conf, "input"), {
    Path: "/var/ossec/logs/alerts/alerts.json",
    DB: "/var/lib/fluent-bit/alerts.db",
    Read_from_Head: "On",
    Skip_Long_Lines: "On",
    Buffer_Max_Size: "256k",
    "storage.type": "filesystem",
  });
  t.is(section(conf, "input")["Parser"], undefined);
  t.like(section(conf, "output"), {
    Name: "tcp",
    Host: "graylog",
    Port: "5555",
    Raw_Message_Key: "$log",
    Retry_Limit: "no_limits",
  });
});

test("every option of the report that this lab began with is reached from the stack's file", (t) => {
  const conf = rendered({
    flush: 3,
    daemon: false,
    logLevel: "debug",
    logFile: "/var/lib/fluent-bit/custom.log",
    pluginsFile: "/etc/fluentbit/custom_plugins.conf",
    httpPort: 8888,
    storage: {
      path: "/var/lib/fluent-bit/buffer/",
      sync: "full",
      checksum: true,
      metrics: true,
      backlogMemLimit: "8M",
    },
    parsers: [{ name: "own", format: "json" }],
    parser: "own",
    input: {
      tag: "ossec.alerts",
      path: "/var/ossec/logs/alerts/alerts.json",
      bufferMaxSize: "10M",
      bufferChunkSize: "512k",
      memBufLimit: "1G",
      skipLongLines: true,
      storageType: "filesystem",
    },
    filters: [{ type: "grep", keep: [{ field: "full_log", matches: ".*critical.*" }] }],
    outputs: [
      {
        type: "http",
        host: "monitoring.acme.local",
        port: 9200,
        uri: "/alerts/ingest",
        format: "json",
        headers: { "Content-Type": "application/json" },
        user: "fluentbit_user",
        password: "a password with spaces",
        tls: true,
        tlsVerify: true,
        retryLimit: false,
      },
    ],
  });
  t.like(section(conf, "service"), {
    Flush: "3",
    Daemon: "Off",
    Log_Level: "debug",
    Log_File: "/var/lib/fluent-bit/custom.log",
    Plugins_File: "/etc/fluentbit/custom_plugins.conf",
    Parsers_File: "/fluent-bit/etc/lab-parsers.conf",
    HTTP_Server: "On",
    HTTP_Listen: "0.0.0.0",
    HTTP_Port: "8888",
    "storage.path": "/var/lib/fluent-bit/buffer/",
    "storage.sync": "full",
    "storage.checksum": "true",
    "storage.metrics": "true",
    "storage.backlog.mem_limit": "8M",
  });
  const [, records] = sections(conf).filter(({ name }) => name === "input");
  t.like(Object.fromEntries(records!.entries), {
    Tag: "ossec.alerts.parsed",
    Parser: "own",
    Buffer_Max_Size: "10M",
    Buffer_Chunk_Size: "512k",
    Mem_Buf_Limit: "1G",
  });
  t.like(section(conf, "filter"), {
    Name: "grep",
    Match: "ossec.alerts.parsed",
    Regex: "full_log .*critical.*",
  });
  t.like(section(conf, "output", "http"), {
    Match: "ossec.alerts.parsed",
    Host: "monitoring.acme.local",
    Port: "9200",
    URI: "/alerts/ingest",
    Format: "json",
    Header: "Content-Type application/json",
    HTTP_User: "fluentbit_user",
    HTTP_Passwd: "a password with spaces",
    tls: "On",
    "tls.verify": "On",
    Retry_Limit: "no_limits",
  });
});

test("a field below the top is asked for as Fluent Bit wants it, and several conditions are joined", (t) => {
  const conf = rendered({
    filters: [
      {
        type: "grep",
        match: "any",
        keep: [
          { field: "rule.description", matches: "/misp/i" },
          { field: "data.win.system.eventID", matches: "^22$" },
        ],
      },
      { type: "modify", set: { site: "lab" }, rename: { location: "source" }, remove: ["full_log"] },
    ],
    outputs: [{ type: "stdout" }],
  });
  const [grep, modify] = sections(conf).filter(({ name }) => name === "filter");
  t.deepEqual(grep!.entries.slice(2), [
    ["Logical_Op", "or"],
    ["Regex", "$rule['description'] /misp/i"],
    ["Regex", "$data['win']['system']['eventID'] ^22$"],
  ]);
  t.deepEqual(modify!.entries.slice(2), [
    ["Set", "site lab"],
    ["Rename", "location source"],
    ["Remove", "full_log"],
  ]);
});

test("a filter for Graylog matches the whole line", (t) => {
  const conf = rendered({
    filters: [{ type: "grep", on: "graylog", keep: [{ field: "log", matches: '"level":1[0-9]' }] }],
  });
  t.like(section(conf, "filter"), { Match: "wazuh.alerts", Regex: 'log "level":1[0-9]' });
});

test("authorities of servers are files of their own", (t) => {
  const authority = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const settings = settingsOf({
    outputs: [{ type: "stdout" }, { type: "gelf", host: "siem.example.org", mode: "tls", authority }],
  });
  t.is(
    section(renderFluentBitConf(settings, graylog), "output", "gelf")["tls.ca_file"],
    "/fluent-bit/etc/authority-1.pem",
  );
  t.is(sideFiles(settings).find(({ path }) => path.endsWith("authority-1.pem"))!.content, authority);
});

test("without Graylog only the further outputs are there", (t) => {
  const conf = renderFluentBitConf(settingsOf({ outputs: [{ type: "stdout" }] }), undefined);
  t.deepEqual(
    sections(conf).map(({ name }) => name),
    ["service", "input", "output"],
  );
  t.is(section(conf, "output")["Name"], "stdout");
});

test("a host that would end its line is refused by name", (t) => {
  const error = t.throws(() => renderFluentBitConf(settingsOf(), { host: "graylog\n[OUTPUT]", port: 5555 }), {
    instanceOf: TemplateError,
  });
  t.regex(error.message, /fluent-bit\/etc\/fluent-bit\.conf\.hbs: "graylog\\n\[OUTPUT\]" has a line break/);
});

const refusal = (fluentBit: object): string => {
  try {
    settingsOf(fluentBit);
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
};

for (const [about, fluentBit, message] of [
  [
    "a buffer that Wazuh's longest line does not fit in",
    { input: { bufferMaxSize: "32k" } },
    'lab:fluentBit.input.bufferMaxSize: "32k" is not allowed; it must be at least 140k.',
  ],
  [
    "a retry limit",
    { outputs: [{ type: "http", host: "a", retryLimit: 5 }] },
    'lab:fluentBit.outputs[0].retryLimit: 5 is not allowed. With a limit Fluent Bit drops alerts after that many tries; it must be "no_limits". `diskLimit` bounds what waits.',
  ],
  [
    "a start at the end of the file",
    { input: { readFromHead: false } },
    "lab:fluentBit.input.readFromHead: false is not allowed. Without it the first alerts are lost: Fluent Bit would begin at the end of each file that it finds new.",
  ],
  [
    "a parser that is not known",
    { parser: "jsn" },
    /^lab:fluentBit\.parser: "jsn" is not allowed\. Fluent Bit would go on without a parser that it does not know, and records would have no fields\. There are: wazuh, apache, /,
  ],
  [
    "reading on after a long line given up",
    { input: { skipLongLines: false } },
    /^lab:fluentBit\.input\.skipLongLines: false is not allowed\. Without it one line that is longer/,
  ],
  [
    "keeping in memory alone",
    { input: { storageType: "memory" } },
    /^lab:fluentBit\.input\.storageType: "memory" is not allowed\. In memory alone, what is not delivered/,
  ],
  [
    "a filter on a number, which matches nothing",
    {
      filters: [{ type: "grep", keep: [{ field: "rule.level", matches: "^1[0-9]$" }] }],
      outputs: [{ type: "stdout" }],
    },
    /^lab:fluentBit\.filters\[0\]\.keep\[0\]\.field: "rule\.level" is not allowed\. Its value is a number/,
  ],
  [
    "conditions to keep and to drop in one filter",
    {
      filters: [
        { type: "grep", keep: [{ field: "id", matches: "a" }], drop: [{ field: "id", matches: "b" }] },
      ],
      outputs: [{ type: "stdout" }],
    },
    /^lab:fluentBit\.filters\[0\]\.drop: .* is not allowed\. Fluent Bit takes conditions to keep and to drop/,
  ],
  [
    "an expression that would keep it from starting",
    { filters: [{ type: "grep", keep: [{ field: "id", matches: "((" }] }], outputs: [{ type: "stdout" }] },
    'lab:fluentBit.filters[0].keep[0].matches: "((" is not allowed; it must be a regular expression on one line, such as `critical` or `/critical/i`.',
  ],
  [
    "a filter for outputs that there are not",
    { filters: [{ type: "modify", set: { a: "b" } }] },
    /^lab:fluentBit\.filters\[0\]: .* is not allowed\. It would filter nothing: it is for further outputs, and `outputs` has none\.$/,
  ],
  [
    "a parsed field in a filter for Graylog's lines",
    { filters: [{ type: "grep", on: "graylog", keep: [{ field: "rule.description", matches: "x" }] }] },
    /^lab:fluentBit\.filters\[0\]\.on: "graylog" is not allowed\. What goes to Graylog is the whole line/,
  ],
  [
    "a port that is none, which Fluent Bit would replace by its own",
    { outputs: [{ type: "gelf", host: "a", port: "abc" }] },
    'lab:fluentBit.outputs[0].port: "abc" is not allowed; it must be of type number.',
  ],
  [
    "a server that is not verified",
    { outputs: [{ type: "http", host: "a", tlsVerify: false }] },
    /^lab:fluentBit\.outputs\[0\]\.tlsVerify: false is not allowed\. The lab verifies every server/,
  ],
  [
    "a process in the background, whose container would end",
    { daemon: true },
    /^lab:fluentBit\.daemon: true is not allowed\. In a container Fluent Bit must stay in the foreground/,
  ],
  [
    "a password that Fluent Bit would replace parts of",
    { outputs: [{ type: "http", host: "a", password: "x${HOME}" }] },
    "lab:fluentBit.outputs[0].password: what it holds is not allowed; it must be one line without blanks around it and without ${, which Fluent Bit would replace.",
  ],
] as const) {
  test(`${about} is refused`, (t) => {
    const told = refusal(fluentBit);
    if (typeof message === "string") {
      t.is(told, message);
    } else {
      t.regex(told, message);
    }
  });
}

/** Puts a rendered configuration and its files below a folder, with every path changed to lead there. */
function place(folder: string, fluentBit: object, port: number): string {
  const settings = settingsOf({ flush: 0.1, ...fluentBit });
  const here = (text: string): string =>
    text
      .replaceAll("/var/ossec/logs", folder)
      .replaceAll("/var/lib/fluent-bit", folder)
      .replaceAll("/fluent-bit/etc", folder)
      .replace(/^( *HTTP_Port +)\d+$/m, "$10")
      .replace(/^( *HTTP_Listen +)\S+$/m, "$1127.0.0.1");
  for (const { path, content } of sideFiles(settings)) {
    writeFileSync(here(path), here(content));
  }
  const conf = join(folder, "fluent-bit.conf");
  writeFileSync(conf, here(renderFluentBitConf(settings, { host: "127.0.0.1", port })));
  mkdirSync(join(folder, "alerts"));
  return conf;
}

async function listening(t: ExecutionContext, onBody: (body: string) => void) {
  const tcp = createServer((socket) => socket.on("data", (data: Buffer) => onBody(data.toString())));
  const http = createHttpServer((request, response) => {
    void request.toArray().then((chunks) => {
      onBody(Buffer.concat(chunks as Buffer[]).toString());
      response.end();
    });
  });
  for (const server of [tcp, http]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    t.teardown(() => server.close());
  }
  t.teardown(() => http.closeAllConnections());
  const port = (server: typeof tcp): number => (server.address() as AddressInfo).port;
  return { tcp: port(tcp), http: port(http) };
}

test("rendered and run, the line reaches Graylog as it was written, and the record the other output, filtered", async (t) => {
  const folder = temporaryFolder(t);
  const received: string[] = [];
  const ports = await listening(t, (body) => received.push(body));
  const conf = place(
    folder,
    {
      filters: [{ type: "grep", keep: [{ field: "rule.description", matches: "critical" }] }],
      outputs: [{ type: "http", host: "127.0.0.1", port: ports.http, tls: false, format: "json_lines" }],
    },
    ports.tcp,
  );
  const log: string[] = [];
  const pipeline = await run({ configuration: conf, environment: {}, write: (line) => log.push(line) });
  t.teardown(() => pipeline.stop());
  const alert = (description: string): string =>
    JSON.stringify({
      timestamp: "2026-11-24T07:26:10.581+0000",
      rule: { level: 12, description },
      id: "1795505170.248",
      full_log: `x\\y "z" ü`,
    });
  const lines = [alert("a critical one"), alert("another")];
  appendFileSync(join(folder, "alerts/alerts.json"), `${lines.join("\n")}\n`);

  await until(() => received.join("").includes(lines.join("\n")));
  t.true(received.includes(`${lines.join("\n")}\n`), log.join("\n"));
  await until(() =>
    received.some((body) => body.startsWith("{") && !lines.some((line) => body.startsWith(line))),
  );
  const records = received
    .filter((body) => body !== `${lines.join("\n")}\n`)
    .flatMap((body) => body.trim().split("\n"))
    .map((body) => JSON.parse(body) as Record<string, unknown>);
  t.deepEqual(records, [JSON.parse(lines[0]!)]);
});

test("rendered and run, a GELF output gets host, short message and the alert's id with every record", async (t) => {
  const folder = temporaryFolder(t);
  const received: string[] = [];
  const ports = await listening(t, (body) => received.push(body));
  const conf = place(folder, { outputs: [{ type: "gelf", host: "127.0.0.1", port: ports.tcp }] }, ports.tcp);
  const pipeline = await run({ configuration: conf, environment: {}, write: () => undefined });
  t.teardown(() => pipeline.stop());
  const alert = { timestamp: "2026-11-24T07:26:10.581+0000", id: "1795505170.248", location: "misp" };
  appendFileSync(join(folder, "alerts/alerts.json"), `${JSON.stringify(alert)}\n`);
  await until(() => received.some((body) => body.includes("\0")));
  const message = received.find((body) => body.includes("\0"))!.split("\0")[0]!;
  t.like(JSON.parse(message), {
    host: "wazuh.manager",
    short_message: "wazuh-alert",
    _alert_id: "1795505170.248",
    _timestamp: "2026-11-24T07:26:10.581+0000",
    timestamp: 1795505170.581,
  });
});
