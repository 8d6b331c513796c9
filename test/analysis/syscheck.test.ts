import test from "ava";
import { alertOf, analysisOf, lineOf, raised, send } from "./analyse.ts";
import { comparable, recordedAlerts } from "./recorded/recorded.ts";

const recorded = recordedAlerts.filter((line) => line.includes('"location":"syscheck"'));

/** Attributes as the agent sends them, out of the alert that the manager made of them. */
function attributes(
  syscheck: Readonly<Record<string, string | number>>,
  when: "after" | "before",
  base: object = {},
) {
  const names = {
    size: "size",
    perm: "perm",
    uid: "uid",
    gid: "gid",
    md5: "hash_md5",
    sha1: "hash_sha1",
    sha256: "hash_sha256",
    uname: "user_name",
    gname: "group_name",
    mtime: "mtime",
    inode: "inode",
  };
  const sent: Record<string, unknown> = { ...base };
  for (const [name, key] of Object.entries(names)) {
    const value = syscheck[`${name}_${when}`];
    if (value !== undefined) {
      const time = new Date(value).getTime() / 1000;
      sent[key] = name === "mtime" ? time : name === "size" ? Number(value) : String(value);
    }
  }
  return { type: "file", ...sent };
}

/** The message of the agent that a recorded alert was made of. */
function messageOf(alert: string) {
  const { syscheck } = JSON.parse(alert) as { syscheck: Record<string, string | number> };
  const after = attributes(syscheck, "after");
  const { path, mode, event: type, diff, changed_attributes } = syscheck;
  const old = type === "modified" && { old_attributes: attributes(syscheck, "before", after) };
  const data = {
    path,
    mode,
    type,
    timestamp: 1,
    attributes: after,
    ...old,
    changed_attributes,
    content_changes: diff,
  };
  return `8:syscheck:${JSON.stringify({ type: "event", data })}`;
}

// The recorded manager had another name for itself than for its agent 000.
const named = (line: string) => line.replace('"name":"7a0df16480bd"', '"name":"wazuh.manager"');
const counted = (line: string) => line.replace(/"firedtimes":\d+/, '"firedtimes":1');

for (const alert of recorded) {
  const { syscheck } = JSON.parse(alert) as { syscheck: { path: string; event: string } };
  test(`the recorded change "${syscheck.path} ${syscheck.event}" becomes the alert that the real manager wrote`, (t) => {
    const line = lineOf(send(analysisOf(""), messageOf(alert))!);
    t.is(comparable(line), counted(named(comparable(alert))));
  });
}

test("added, modified and deleted files raise 554, 550 and 553", (t) => {
  t.deepEqual(
    recorded.map((alert) => raised(send(analysisOf(""), messageOf(alert)))),
    [554, 553, 550],
  );
});

const change = (data: object) =>
  send(
    analysisOf(""),
    `8:[001] (web01) any->syscheck:${JSON.stringify({ type: "event", data: { path: "/x", mode: "whodata", ...data } })}`,
  );

test("a change of an agent carries its hashes before and after, and who made it", (t) => {
  const alert = alertOf(
    change({
      type: "modified",
      changed_attributes: ["size", "sha256"],
      attributes: { type: "file", size: 2, hash_sha256: "b" },
      old_attributes: { type: "file", size: 1, hash_sha256: "a" },
      audit: { user_id: "0", user_name: "root", process_name: "/bin/sh", process_id: 12, effective_uid: "0" },
    }),
  );
  t.like(alert, { agent: { id: "001", name: "web01" }, location: "syscheck", rule: { id: "550" } });
  t.deepEqual(alert.syscheck, {
    path: "/x",
    mode: "whodata",
    size_before: "1",
    size_after: "2",
    sha256_before: "a",
    sha256_after: "b",
    changed_attributes: ["size", "sha256"],
    event: "modified",
    audit: {
      user: { id: "0", name: "root" },
      process: { id: "12", name: "/bin/sh" },
      effective_user: { id: "0" },
    },
  });
  t.is(
    alert.full_log,
    "File '/x' modified\nMode: whodata\nChanged attributes: size,sha256\nSize changed from '1' to '2'\n" +
      "Old sha256sum was: 'a'\nNew sha256sum is : 'b'\n",
  );
});

test("rules ask for a changed file by the names of Wazuh's decoder", (t) => {
  const analysis = analysisOf(`<rule id="100700" level="8"><if_sid>554</if_sid>
    <field name="file">^/tmp/</field><field name="sha256">^b$</field><description>$(file)</description></rule>`);
  const data = {
    path: "/tmp/x",
    mode: "realtime",
    type: "added",
    attributes: { type: "file", hash_sha256: "b" },
  };
  t.is(raised(send(analysis, `8:syscheck:${JSON.stringify({ type: "event", data })}`)), 100700);
});

for (const [what, message] of [
  ["of a scan", { type: "scan_start", data: { timestamp: 1 } }],
  [
    "of the registry",
    { type: "event", data: { path: "HKLM", type: "added", attributes: { type: "registry_key" } } },
  ],
] as const) {
  test(`a message ${what} is no event`, (t) => {
    t.is(send(analysisOf(""), `8:syscheck:${JSON.stringify(message)}`), undefined);
  });
}
