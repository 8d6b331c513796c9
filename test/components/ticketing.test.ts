import test from "ava";
import { readConfiguration, ConfigurationError } from "../../components/configuration.ts";
import { sizes } from "../../components/sizes.ts";
import { containersOf } from "../helpers/containers.ts";
import { mockEngine, settled } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("ticketing");
const docker = await import("@pulumi/docker");
const { Secrets } = await import("../../components/secrets.ts");
const { Ticketing } = await import("../../components/ticketing.ts");

const read = (ticketing: object) =>
  readConfiguration({ "lab:ticketing": JSON.stringify(ticketing) }).ticketing;
const authority = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const gitlab = { adapter: "gitlab", project: "group/soc", token: "glpat-1", authority };

const site = {
  stack: "ticketing",
  network: new docker.Network("network", { name: "lab-ticketing-network" }),
  profile: "full",
  size: sizes.medium,
  secrets: new Secrets({}),
  bindAddress: "127.0.0.1",
  portBase: 20_000,
  checkInterval: 10,
} as const;
const args = { site, image: "image", graylog: "http://localhost:18002" };
new Ticketing("plain", { ...args, settings: readConfiguration({}).ticketing });
new Ticketing("gitlab", { ...args, settings: read(gitlab) });
await settled();

const { container, environment, upload, uploads } = containersOf(resources);

test("without a word tickets are in the desk's own list", (t) => {
  t.deepEqual(readConfiguration({}).ticketing, { adapter: "list", gracePeriod: 0 });
  t.like(JSON.parse(upload("plain", "/etc/lab/ticket-desk.json").content), {
    lab: "ticketing",
    graylog: "http://localhost:18002",
    adapter: { adapter: "list" },
  });
  t.is(environment("plain")["NODE_EXTRA_CA_CERTS"], undefined);
});

test("the desk reads where tickets go, and the token for it, from a file of its own that is encrypted in the state", (t) => {
  const file = upload("gitlab", "/etc/lab/ticket-desk.json");
  t.is(file.permissions, "0600");
  t.like(JSON.parse(file.content), {
    adapter: { adapter: "gitlab", url: "https://gitlab.com/api/v4", project: "group/soc", token: "glpat-1" },
  });
  t.true(container("gitlab").secrets.includes("uploads"));
  t.notRegex(
    JSON.stringify([container("gitlab").inputs["envs"], container("gitlab").inputs["command"]]),
    /glpat-1/,
  );
});

test("an authority of one's own is among those that the desk trusts", (t) => {
  t.is(upload("gitlab", environment("gitlab")["NODE_EXTRA_CA_CERTS"]!).content, authority);
  t.is(uploads("plain").length, 2);
});

for (const [name, ticketing, message] of [
  ["an adapter that there is not", { adapter: "trello" }, /lab:ticketing\.adapter: "trello" is not allowed/],
  [
    "a repository that is none",
    { adapter: "github", repository: "soc", token: "x" },
    /lab:ticketing\.repository: "soc" is not allowed; it must be a repository, such as owner\/name/,
  ],
  [
    "a missing token",
    { adapter: "github", repository: "lab/soc" },
    /lab:ticketing\.token is missing: Token that may write/,
  ],
  [
    "a setting of another adapter",
    { ...gitlab, repository: "lab/soc" },
    /lab:ticketing\.repository is not a setting of the lab\. There are: adapter, url, project/,
  ],
  [
    "an address with a password in it",
    { adapter: "webhook", url: "https://user:secret-word@example.org/" },
    /lab:ticketing\.url: .*without a user/,
  ],
  [
    "a label that Jira would refuse",
    {
      adapter: "jira",
      url: "https://x.example.org",
      email: "a@b.org",
      token: "x",
      project: "SOC",
      labels: ["a b"],
    },
    /lab:ticketing\.labels\[0\]/,
  ],
] as const) {
  test(`${name} is refused by name`, (t) => {
    const error = t.throws(() => read(ticketing), { instanceOf: ConfigurationError, message });
    t.notRegex(error.message, /glpat-1/);
  });
}
