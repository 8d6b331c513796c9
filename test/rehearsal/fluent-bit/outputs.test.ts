import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import test from "ava";
import { temporaryFolder } from "../support/folder.ts";
import { receiveLines } from "../support/line-receiver.ts";
import { until } from "../support/until.ts";
import { pipeline, tailToTcp } from "./support.ts";

const parsers =
  "[PARSER]\n    Name json\n    Format json\n    Time_Key timestamp\n    Time_Format %Y-%m-%dT%H:%M:%S.%L%z\n";
const head = "Read_from_Head On";

test("with a parser and json_lines records arrive as JSON, and what is no JSON under log", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  writeFileSync(join(folder, "parsers.conf"), parsers);
  writeFileSync(join(folder, "alerts.json"), '{"timestamp":"2026-11-24T07:54:26.871+0000","a":1}\nplain\n');
  await pipeline(
    t,
    folder,
    tailToTcp(folder, receiver.port, {
      service: "Parsers_File parsers.conf",
      input: `${head}\n    Parser json\n    Path_Key file`,
      output: "Format json_lines\n    json_date_key time",
    }),
  );
  await until("both records", () => receiver.lines().length === 2);
  const [first, second] = receiver.lines().map((line) => JSON.parse(line) as Record<string, unknown>);
  t.deepEqual(first, { time: 1795506866.871, a: 1, file: join(folder, "alerts.json") });
  t.like(second, { log: "plain" });
});

test("GELF messages end with a NUL, lose a field id, and have text for booleans", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  writeFileSync(join(folder, "parsers.conf"), parsers);
  const alert = { id: "1.2", full_log: "short", host: "lab", rule: { mail: true, groups: ["misp"] } };
  writeFileSync(join(folder, "alerts.json"), `${JSON.stringify(alert)}\n`);
  const text = tailToTcp(folder, receiver.port, {
    service: "Parsers_File parsers.conf",
    input: `${head}\n    Parser json`,
    output: "Mode tcp\n    Gelf_Short_Message_Key full_log",
  });
  await pipeline(t, folder, text.replace("Name tcp", "Name gelf"));
  await until("the message", () => receiver.bytes().includes(0));
  const message = JSON.parse(receiver.bytes().toString("utf8").split("\0")[0] ?? "") as Record<
    string,
    unknown
  >;
  const { timestamp, ...rest } = message;
  t.is(typeof timestamp, "number");
  t.deepEqual(rest, {
    version: "1.1",
    short_message: "short",
    host: "lab",
    _rule_mail: "true",
    _rule_groups_0: "misp",
  });
});

test("a record without the short message spoils its whole chunk", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  writeFileSync(join(folder, "parsers.conf"), parsers);
  writeFileSync(join(folder, "alerts.json"), '{"full_log":"good"}\n{"other":"bad"}\n');
  const text = tailToTcp(folder, receiver.port, {
    service: "Parsers_File parsers.conf",
    input: `${head}\n    Parser json`,
    output: "Mode tcp\n    Gelf_Short_Message_Key full_log",
  });
  const running = await pipeline(t, folder, text.replace("Name tcp", "Name gelf"));
  await until("the error", () => running.log.some((line) => line.includes("missing short_message key")));
  t.is(receiver.bytes().length, 0);
});

test("a chunk is one request of the output http, and is given up after a 400", async (t) => {
  const folder = temporaryFolder(t);
  const seen: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      seen.push({ headers: request.headers, body: Buffer.concat(parts) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const file = join(folder, "alerts.json");
  writeFileSync(file, "one\ntwo\n");
  const text = tailToTcp(folder, (server.address() as AddressInfo).port, {
    input: head,
    output:
      "URI /alerts\n    Header X-Lab yes please\n    HTTP_User u\n    HTTP_Passwd p\n    compress gzip\n    json_date_key false",
  });
  const running = await pipeline(t, folder, text.replace("Name tcp", "Name http"));
  await until("the request", () => seen.length === 1);
  t.is(gunzipSync(seen[0]?.body ?? Buffer.alloc(0)).toString(), '[{"log":"one"},{"log":"two"}]');
  t.like(seen[0]?.headers, {
    "content-type": "application/json",
    "x-lab": "yes please",
    authorization: `Basic ${Buffer.from("u:p").toString("base64")}`,
  });
  status = 400;
  writeFileSync(file, "one\ntwo\nthree\n");
  await until("the second request", () => seen.length === 2);
  await until(
    "the record to be given up",
    () => running.metrics().output["http.0"]?.["dropped_records"] === 1,
  );
  t.is(running.metrics().output["http.0"]?.["errors"], 1);
});
