import test from "ava";
import { agentsSchema } from "../../../components/agents/configuration.ts";
import { createSshKey } from "../../../components/windows-agent/ssh-key.ts";

const { privateKey, publicKey } = createSshKey();
const connection = { host: "srv01.example.org", privateKey, hostKey: publicKey };
const remote = { name: "srv01", os: "linux", kind: "remote", connection, manager: "siem.example.org" };

/** What is wrong with a list of agents, as `path: message`. */
const mistakes = (agents: unknown): string[] =>
  (agentsSchema.safeParse(agents).error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );

test("a lab without agents has none", (t) => {
  t.deepEqual(agentsSchema.parse(undefined), []);
});

test("each kind needs only what cannot be guessed", (t) => {
  const agents = agentsSchema.parse([
    { name: "web01", os: "linux", kind: "container" },
    remote,
    { name: "dc01", os: "windows", kind: "remote", connection, manager: "10.0.0.5" },
    { name: "win11", os: "windows", kind: "vm" },
  ]);
  t.like(agents[0], { packetbeat: true, sysmon: false });
  t.like(agents[1], { packetbeat: true, sysmon: true, connection: { port: 22, user: "root" } });
  t.like(agents[2], { connection: { user: "Administrator" } });
  t.like(agents[3], { release: "11", memory: 4_096, processors: 2, disk: 64 });
});

test("a name is one that the manager, DNS and Docker all take", (t) => {
  const named = (name: string) => mistakes([{ name, os: "linux", kind: "container" }]);
  for (const name of ["web01", "WIN-10.lab", "a1", "x".repeat(63)]) {
    t.deepEqual(named(name), [], name);
  }
  for (const name of [
    "",
    "a",
    "-web",
    "web-",
    ".web",
    "web 01",
    "web_01",
    "web'01",
    "web$(id)",
    "wéb",
    "x".repeat(64),
  ]) {
    t.is(named(name).length, 1, name);
  }
});

test("two agents of one name are refused, in capital letters too", (t) => {
  t.deepEqual(
    mistakes([
      { name: "web01", os: "linux", kind: "container" },
      { name: "WEB01", os: "windows", kind: "vm" },
    ]),
    ["1.name: a name that no other agent has, in small and capital letters alike"],
  );
});

test("a second Sysmon in a container is refused, because the first sees the whole host", (t) => {
  const sensor = { os: "linux", kind: "container", sysmon: true };
  t.deepEqual(mistakes([{ name: "web01", ...sensor }]), []);
  t.deepEqual(
    mistakes([
      { name: "web01", ...sensor },
      { name: "web02", ...sensor },
    ]),
    ["1.sysmon: false: another container has Sysmon, and it sees every process of the Docker host already"],
  );
});

test("a host is logged in at with a key or a password, and never without knowing whom", (t) => {
  const connected = (given: object) => mistakes([{ ...remote, connection: given }]);
  const { host, hostKey } = connection;
  const either = "0.connection: Give either privateKey or password: one of them, and not both.";
  t.deepEqual(connected({ host, hostKey, password: "pass word" }), []);
  t.deepEqual(connected({ host, hostKey }), [either]);
  t.deepEqual(connected({ ...connection, password: "pass word" }), [either]);
  t.regex(connected({ host, privateKey })[0]!, /^0\.connection\.hostKey: /);
  t.regex(connected({ ...connection, hostKey: "srv01 ssh-rsa AAAA" })[0]!, /ssh-keyscan HOST/);
  t.regex(connected({ ...connection, privateKey: "id_ed25519" })[0]!, /a private key as PEM/);
  t.deepEqual(connected({ ...connection, proxy: { host: "jump", hostKey, password: "x" } }), []);
});

test("what would change an SSH command is refused", (t) => {
  for (const user of ["-oProxyCommand=id", "root id", "root\nid", ""]) {
    t.is(mistakes([{ ...remote, connection: { ...connection, user } }]).length, 1, user);
  }
  for (const manager of ["-siem", "siem example", "siem;id", "$(id)", "<siem>"]) {
    t.is(mistakes([{ ...remote, manager }]).length, 1, manager);
  }
});

test("a setting of another kind is refused by name", (t) => {
  t.regex(mistakes([{ name: "web01", os: "linux", kind: "container", connection }])[0]!, /connection/);
  t.regex(mistakes([{ name: "web01", os: "linux", kind: "vm" }])[0]!, /^0\.kind: /);
  t.regex(mistakes([{ name: "web01", os: "macos", kind: "container" }])[0]!, /^0\.os: /);
});
