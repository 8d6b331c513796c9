import { readdirSync, readFileSync } from "node:fs";
import test from "ava";
import { parse } from "yaml";
import { readConfiguration, type Configuration } from "../../components/configuration.ts";

const folder = new URL("../../stacks/", import.meta.url);
const read = (stack: string): string => readFileSync(new URL(`Pulumi.${stack}.yaml`, folder), "utf8");

/** A stack's file as Pulumi hands it to the program. */
function configurationOf(text: string): Configuration {
  const { config } = parse(text) as { config: Record<string, unknown> };
  return readConfiguration(
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
  );
}

/** The text with its settings that are commented out; lines of prose begin with a capital letter, or go on with one. */
const withExamples = (text: string): string => text.replace(/^ +# (?=(lab|docker):\w| {2})/gm, "  ");

test("there is a stack with the real servers, one with stand-ins, and the pattern of a student's", (t) => {
  const stacks = readdirSync(folder);
  t.deepEqual(
    ["full", "rehearsal", "student"].filter((stack) => !stacks.includes(`Pulumi.${stack}.yaml`)),
    [],
  );
  t.like(configurationOf(read("full")), { profile: "full", size: "medium", agents: [{ name: "linux-1" }] });
  t.like(configurationOf(read("rehearsal")), { profile: "rehearsal" });
  t.like(configurationOf(read("student")), { profile: "full", size: "small" });
});

test("a student's lab does not take the ports of the whole lab beside it", (t) => {
  const distance = configurationOf(read("student")).portBase - configurationOf(read("full")).portBase;
  t.true(Math.abs(distance) >= 20);
});

test("what is commented out can be used as it stands, once its secrets are given", (t) => {
  const full = withExamples(read("full"));
  t.throws(() => configurationOf(full), {
    message: /^lab:external\.graylog\.password is missing: [^\n]*\nlab:ticketing\.token is missing: [^\n]*$/,
  });
  const configuration = configurationOf(
    full
      .replace("graylog: {", "graylog: { password: given,")
      .replace("adapter: github,", "adapter: github, token: given,"),
  );
  t.is(configuration.agents.length, 2);
  t.is(configuration.misp.feeds.length, 5);
  t.like(configuration.ticketing, { adapter: "github", repository: "example/soc", token: "given" });
  t.like(configuration.fluentBit, { filters: [{ type: "grep" }], outputs: [{ type: "http", user: "lab" }] });
  t.like(configurationOf(withExamples(read("student"))).shared, {
    stack: "organization/wazuh-misp-lab/teacher",
    systems: ["misp", "graylog"],
  });
});
