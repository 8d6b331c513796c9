import test from "ava";
import { createAuthority, issueCertificate } from "../../components/certificate-authority.ts";
import { dnsAlert } from "./helpers/alerts.ts";
import { Manager } from "./helpers/manager.ts";
import { type Fault, row, sendJson, startMisp } from "./helpers/misp-stand-in.ts";

const html = "<!DOCTYPE html><html><body>An Internal Error Has Occurred.</body></html>";

const answerHtml =
  (status: number): Fault =>
  (response) => {
    response.writeHead(status, { "content-type": "text/html; charset=UTF-8" }).end(html);
  };

interface Case {
  readonly title: string;
  readonly fault: Fault;
  readonly kind: string;
  readonly status?: string;
  readonly requests: number;
  readonly timeout?: string;
}

const cases: readonly Case[] = [
  {
    title: "hangs without an answer",
    fault: () => undefined,
    kind: "timeout",
    requests: 1,
    timeout: "2",
  },
  {
    title: "begins an answer and hangs",
    fault: (response) => {
      response.writeHead(200, { "content-type": "application/json" }).write('{"response":');
    },
    kind: "timeout",
    requests: 1,
    timeout: "2",
  },
  {
    title: "drips one byte after the other",
    fault: (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const timer = setInterval(() => response.write(" "), 50);
      response.on("close", () => {
        clearInterval(timer);
      });
    },
    kind: "timeout",
    requests: 1,
    timeout: "2",
  },
  {
    title: "resets the connection",
    fault: (response) => {
      response.socket?.resetAndDestroy();
    },
    kind: "unreachable",
    requests: 4,
  },
  {
    title: "redirects to its log-in page, as in maintenance",
    fault: (response) => {
      response.writeHead(302, { location: "/users/login" }).end();
    },
    kind: "redirect",
    status: "302",
    requests: 1,
  },
  {
    title: "refuses the key",
    fault: (response) => {
      sendJson(response, 403, { name: "Authentication failed.", message: "Authentication failed." });
    },
    kind: "key-refused",
    status: "403",
    requests: 1,
  },
  { title: "has no such page", fault: answerHtml(404), kind: "client-error", status: "404", requests: 1 },
  {
    title: "limits the rate for longer than the call may take",
    fault: (response) => {
      sendJson(response, 429, { name: "Rate limit exceeded." }, { "retry-after": "900" });
    },
    kind: "rate-limited",
    status: "429",
    requests: 1,
  },
  {
    title: "fails with a page of HTML",
    fault: answerHtml(500),
    kind: "server-error",
    status: "500",
    requests: 4,
  },
  {
    title: "has no PHP behind its proxy",
    fault: answerHtml(502),
    kind: "server-error",
    status: "502",
    requests: 4,
  },
  { title: "answers with HTML", fault: answerHtml(200), kind: "not-json", status: "200", requests: 4 },
  {
    title: "cuts the answer short",
    fault: (response) => {
      response
        .writeHead(200, { "content-type": "application/json" })
        .end('{"response":{"Attribute":[{"id":"1"');
    },
    kind: "not-json",
    status: "200",
    requests: 4,
  },
  {
    title: "closes before the announced length",
    fault: (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"response":', () => response.destroy());
    },
    kind: "unreachable",
    requests: 4,
  },
  {
    title: "answers with JSON that is not MISP's",
    fault: (response) => {
      sendJson(response, 200, { hello: ["world"] });
    },
    kind: "not-json",
    status: "200",
    requests: 1,
  },
];

for (const { title, fault, kind, status, requests, timeout = "10" } of cases) {
  test(`a MISP that ${title} gives one error event, and the alert waits for a later call`, async (t) => {
    await using misp = await startMisp([row({ type: "domain", value: "evil.example" })]);
    await using manager = await Manager.create({ key: misp.key });
    misp.fault = fault;
    const first = await manager.call(dnsAlert("evil.example"), { url: misp.url, timeout });
    t.is(first.code, 0, first.stderr);
    t.is(misp.requests.length, requests);
    await manager.receive(1);
    const [event] = manager.events();
    t.is(event!.header, "1:misp:");
    t.like(event!.misp, { error: { kind, status }, source: { alert_id: "1795506876.19375" } });
    t.false(manager.received[0]!.includes(misp.key));
    const [line] = await manager.trace();
    t.like(line, { outcome: "postponed", requests, error: { kind } });
    t.true(line!.milliseconds.ended! < Number(timeout) * 1000);

    // While MISP is left alone, a call neither waits for it nor tells of it once more.
    misp.fault = undefined;
    const second = await manager.call(dnsAlert("other.example", { id: "2" }), { url: misp.url, timeout });
    t.is(second.code, 0, second.stderr);
    t.is(misp.requests.length, requests);
    t.like((await manager.trace())[1], { outcome: "postponed", requests: 0, error: { kind } });
    t.is(manager.received.length, 1);
  });
}

test("an answer of ten megabytes is read", async (t) => {
  await using misp = await startMisp();
  await using manager = await Manager.create({ key: misp.key });
  const answer = {
    response: {
      Attribute: [row({ type: "domain", value: "evil.example", comment: "x".repeat(10_000_000) })],
    },
  };
  misp.fault = (response) => {
    sendJson(response, 200, answer);
  };
  const result = await manager.call(dnsAlert("evil.example"), { url: misp.url });
  t.is(result.code, 0, result.stderr);
  await manager.receive(1);
  t.true(Buffer.byteLength(manager.received[0]!) < 60_100);
  t.is(manager.events()[0]!.misp["value"], "evil.example");
});

test("an answer without end is refused", async (t) => {
  await using misp = await startMisp();
  await using manager = await Manager.create({ key: misp.key });
  misp.fault = (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const megabyte = " ".repeat(1_000_000);
    const write = () => {
      while (!response.destroyed && response.write(megabyte)) {
        // Until the socket is full.
      }
    };
    response.on("drain", write);
    write();
  };
  const result = await manager.call(dnsAlert("evil.example"), { url: misp.url });
  t.is(result.code, 0, result.stderr);
  await manager.receive(1);
  t.like(manager.events()[0]!.misp, { error: { kind: "too-large" } });
});

test("a question of two megabytes arrives whole", async (t) => {
  await using misp = await startMisp([row({ type: "domain", value: "evil.example" })]);
  await using manager = await Manager.create({ key: misp.key });
  const alerts = Array.from({ length: 1000 }, (_, index) => ({
    id: String(index),
    rule: { id: "1", level: 3, groups: ["web"] },
    data: { url: `http://evil.example/${"a".repeat(1900)}${index}` },
  }));
  const options = { values_per_request: 10_000, repeat_seconds: 3600 };
  const result = await manager.call(alerts, { url: misp.url, options });
  t.is(result.code, 0, result.stderr);
  t.deepEqual(
    misp.requests.map(({ body }) => (body["value"] as string[]).length),
    [1001],
  );
  await manager.receive(1);
});

test("an answer with the same key twice counts by what it says of the value that was asked for", async (t) => {
  await using misp = await startMisp();
  await using manager = await Manager.create({ key: misp.key });
  const text = JSON.stringify({ response: { Attribute: [row({ type: "domain", value: "evil.example" })] } });
  misp.fault = (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(text.replace('"value":"evil.example"', '"value":"evil.example","value":"someone.else"'));
  };
  const result = await manager.call(dnsAlert("evil.example"), { url: misp.url });
  t.is(result.code, 0, result.stderr);
  t.like((await manager.trace())[0], { outcome: "no-match", matched: 0 });
});

test("a short wish to wait is granted, and the answer after it counts", async (t) => {
  await using misp = await startMisp([row({ type: "domain", value: "evil.example" })]);
  await using manager = await Manager.create({ key: misp.key });
  misp.fault = (response) => {
    misp.fault = undefined;
    sendJson(response, 429, { name: "Rate limit exceeded." }, { "retry-after": "1" });
  };
  const result = await manager.call(dnsAlert("evil.example"), { url: misp.url });
  t.is(result.code, 0, result.stderr);
  t.like((await manager.trace())[0], { outcome: "returned", requests: 2 });
});

test("no MISP at its address gives an error event", async (t) => {
  await using manager = await Manager.create({ key: "k" });
  const result = await manager.call(dnsAlert("evil.example"), { url: "http://127.0.0.1:1", retries: "1" });
  t.is(result.code, 0, result.stderr);
  await manager.receive(1);
  t.like(manager.events()[0]!.misp, { error: { kind: "unreachable" } });
});

test("a certificate is accepted by the lab's authority and refused without it or under another name", async (t) => {
  const authority = await createAuthority();
  const subject = { distinguishedName: "CN=misp", names: ["127.0.0.1"] };
  await using misp = await startMisp(
    [row({ type: "domain", value: "evil.example" })],
    await issueCertificate(authority, subject),
  );
  await using manager = await Manager.create({ key: misp.key });
  await manager.write("etc/custom-misp/ca.pem", authority.certificate);
  const alert = dnsAlert("evil.example");

  const without = await manager.call(alert, { url: misp.url, options: { store: "logs/a" } });
  t.is(without.code, 0, without.stderr);
  t.like((await manager.trace()).at(-1), { error: { kind: "tls" } });

  const ca = { ca_file: "etc/custom-misp/ca.pem" };
  const otherName = misp.url.replace("127.0.0.1", "localhost");
  await manager.call(alert, { url: otherName, options: { ...ca, store: "logs/b" } });
  t.like((await manager.trace()).at(-1), { error: { kind: "tls" } });
  t.is(misp.requests.length, 0);

  await manager.call(alert, { url: misp.url, options: { ...ca, store: "logs/c" } });
  t.like((await manager.trace()).at(-1), { outcome: "returned", matched: 1 });
});
