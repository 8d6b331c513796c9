import "reflect-metadata";
import { execa } from "execa";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { createAuthority, issueCertificate } from "../../components/certificate-authority.ts";
import { until } from "../helpers/until.ts";
import { body } from "./support.ts";
import { gitHub, type Kept } from "./vendor.ts";

const program = fileURLToPath(new URL("../../ticket-desk/main.ts", import.meta.url));

/** The program as it runs in its container: what it is told is in files. */
async function start(t: ExecutionContext, { trusted }: { trusted: boolean }) {
  const folder = mkdtempSync(join(tmpdir(), "ticket-desk-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const authority = await createAuthority();
  const issues: Kept[] = [];
  const { certificate: cert, privateKey: key } = await issueCertificate(authority, {
    distinguishedName: "CN=github",
    names: ["localhost"],
  });
  const vendor = await gitHub(issues).start(t, { cert, key });
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const settings = {
    lab: "full",
    graylog: "https://graylog.example.org",
    gracePeriod: 0,
    adapter: { adapter: "github", url: vendor.url, token: "secret-token", repository: "lab/soc", labels: [] },
  };
  const env = {
    TICKET_DESK_TOKEN_FILE: write("token", "desk-token\n"),
    TICKET_DESK_SETTINGS: write("settings.json", JSON.stringify(settings)),
    TICKET_DESK_DATABASE: join(folder, "tickets.db"),
    TICKET_DESK_PORT: "0",
    ...(trusted && { NODE_EXTRA_CA_CERTS: write("ca.pem", authority.certificate) }),
  };
  const running = execa(process.execPath, [program], { env, reject: false });
  t.teardown(async () => {
    running.kill();
    await running;
  });
  let said = "";
  running.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await until(() => said.includes("is open on port"));
  const port = /is open on port (\d+)/.exec(said)?.[1] ?? "";
  return {
    issues,
    said: () => said,
    argv: () => readFileSync(`/proc/${running.pid}/cmdline`, "utf8"),
    ask: (...question: string[]) =>
      execa(process.execPath, [program, ...question], {
        env: { ...env, TICKET_DESK_PORT: port },
        reject: false,
      }),
    notify: (token = "desk-token") =>
      fetch(`http://127.0.0.1:${port}/notifications`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      }),
  };
}

test("the desk tells a ticket system whose certificate the given authority issued, and is asked for its list", async (t) => {
  const desk = await start(t, { trusted: true });
  t.is((await desk.notify()).status, 201);
  await until(() => desk.issues.length === 1);
  await until(() => desk.said().includes("ticket 1 is #1"));
  const listed = await desk.ask("list");
  t.like(JSON.parse(listed.stdout), { tickets: [{ id: 1, state: "sent", external: { id: "#1" } }] });
  t.like(JSON.parse((await desk.ask("show", "1")).stdout), { id: 1, alert: body.alert });
  const missing = await desk.ask("show", "2");
  t.like(missing, { exitCode: 1, stderr: "There is no ticket 2." });
  t.is((await desk.ask("show", "2;ls")).exitCode, 2);
  t.notRegex(desk.said() + desk.argv(), /secret-token|desk-token/);
});

test("a ticket system whose certificate nobody vouches for is told nothing", async (t) => {
  const desk = await start(t, { trusted: false });
  await desk.notify();
  await until(() => desk.said().includes("is not told"));
  t.regex(desk.said(), /its certificate is not trusted .*: give its authority as lab:ticketing\.authority/);
  t.is(desk.issues.length, 0);
  const [ticket] = (
    JSON.parse((await desk.ask("list")).stdout) as { tickets: { state: string; error: string }[] }
  ).tickets;
  t.like(ticket, { state: "failing" });
});
