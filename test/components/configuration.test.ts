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
  t.deepEqual(readConfiguration({}), { profile: "full", bindAddress: "127.0.0.1", portBase: 18_000 });
});

test("numbers come as text from Pulumi and are read as numbers", (t) => {
  t.is(readConfiguration({ "lab:portBase": "20000" }).portBase, 20_000);
});

test("settings of other namespaces are not looked at", (t) => {
  t.is(readConfiguration({ "docker:host": "ssh://lab" }).profile, "full");
});

test("an unknown setting is named with those that there are", (t) => {
  t.is(
    messageOf({ "lab:portbase": "20000" }),
    "lab:portbase is not a setting of the lab. There are: profile, bindAddress, portBase.",
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
