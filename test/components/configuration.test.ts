import test from "ava";
import { ConfigurationError, readConfiguration } from "../../components/configuration.ts";

const messageOf = (settings: Record<string, unknown>): string => {
  try {
    readConfiguration(settings);
  } catch (error) {
    return error instanceof ConfigurationError ? error.message : String(error);
  }
  return "no error";
};

test("a lab without settings is the full one, on loopback", (t) => {
  t.like(readConfiguration({}), {
    profile: "full",
    size: "medium",
    bindAddress: "127.0.0.1",
    portBase: 18_000,
    external: {},
    share: [],
    shareWith: {},
    secrets: {},
  });
});

test("numbers come as text from Pulumi and are read as numbers", (t) => {
  t.is(readConfiguration({ "lab:portBase": "20000" }).portBase, 20_000);
});

test("settings of other namespaces are not looked at", (t) => {
  t.is(readConfiguration({ "docker:host": "ssh://lab" }).profile, "full");
});

test("an unknown setting is named with those that there are", (t) => {
  t.regex(
    messageOf({ "lab:portbase": "20000" }),
    /^lab:portbase is not a setting of the lab\. There are: profile, size, bindAddress, portBase, /,
  );
  t.is(
    messageOf({ "lab:wazuh": '{"archive":true}' }),
    "lab:wazuh.archive is not a setting of the lab. There are: vulnerabilityDetection, archives.",
  );
  t.regex(
    messageOf({ "lab:fluentBit": '{"outputs":[{"type":"gelf","host":"a","verify":false}]}' }),
    /^lab:fluentBit\.outputs\[0\]\.verify is not a setting of the lab\. There are: type, host, port, mode, /,
  );
});

test("a value that is not allowed is named with what is", (t) => {
  t.is(
    messageOf({ "lab:profile": "real" }),
    'lab:profile: "real" is not allowed; it must be "full" or "rehearsal".',
  );
  t.is(messageOf({ "lab:portBase": "80" }), 'lab:portBase: "80" is not allowed; it must be at least 1024.');
  t.is(
    messageOf({ "lab:bindAddress": "everywhere" }),
    'lab:bindAddress: "everywhere" is not allowed; it must be an IPv4 or IPv6 address.',
  );
});

test("all mistakes are told at once", (t) => {
  t.is(messageOf({ "lab:profile": "x", "lab:portBase": "1" }).split("\n").length, 2);
});

for (const [about, settings, message] of [
  [
    "a setting that is missing is named with what it is for",
    { "lab:external": '{"misp":{"url":"https://misp.example.org"}}' },
    "lab:external.misp.key is missing: Key that custom-misp asks with; a read-only one is enough. Secret.",
  ],
  [
    "a kind of output that there is not is answered with those that there are",
    { "lab:fluentBit": '{"outputs":[{"type":"kafka"}]}' },
    'lab:fluentBit.outputs[0].type: "kafka" is not allowed; it must be "http" or "gelf" or "stdout".',
  ],
  [
    "a setting that one kind of agent has not is answered with those that it has",
    { "lab:agents": '[{"name":"web-1","os":"linux","kind":"container","memory":512}]' },
    "lab:agents[0].memory is not a setting of the lab. There are: name, os, kind, packetbeat, sysmon.",
  ],
  [
    "a release of Wazuh 5 is refused with the reason",
    { "lab:versions": '{"wazuh":"5.0.0"}' },
    'lab:versions.wazuh: "5.0.0" is not allowed; it must be a release of Wazuh 4, such as 4.14.6: Wazuh 5 has neither integratord nor XML rules.',
  ],
  [
    "a system cannot come from two places",
    {
      "lab:external": `{"misp":{"url":"https://misp.example.org","key":"${"a".repeat(40)}"}}`,
      "lab:shared": '{"stack":"organization/wazuh-misp-lab/teacher","systems":["misp"]}',
    },
    'lab:external.misp: {"url":"https://misp.example.org","key":"(hidden)"} is not allowed. Another lab gives misp too, by lab:shared: take one of the two.',
  ],
  [
    "a system that the lab does not run cannot be shared",
    { "lab:share": '["graylog"]', "lab:systems": '{"graylog":false}' },
    'lab:share: ["graylog"] is not allowed. This lab has no graylog of its own that it could share.',
  ],
  [
    "an address with a slash behind would make two slashes of one",
    { "lab:external": `{"misp":{"url":"https://misp.example.org/","key":"${"a".repeat(40)}"}}` },
    'lab:external.misp.url: "https://misp.example.org/" is not allowed; it must be an address with https:// or http://, without a user, a query or a slash behind.',
  ],
] as const) {
  test(about, (t) => {
    t.is(messageOf(settings), message);
  });
}

test("no error shows a secret", (t) => {
  const hidden = "sup3r-secret value";
  for (const settings of [
    { "lab:secrets": JSON.stringify({ mispAdminKey: hidden }) },
    { "lab:external": JSON.stringify({ misp: { url: "https://m", key: hidden } }) },
    {
      "lab:fluentBit": JSON.stringify({
        outputs: [
          { type: "http", host: "a", password: `${hidden}\n`, headers: { Authorization: `${hidden}\r` } },
        ],
      }),
    },
  ]) {
    const message = messageOf(settings);
    t.regex(message, /is not allowed/);
    t.false(message.includes(hidden), message);
  }
});
