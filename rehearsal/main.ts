// The one entry of all stand-ins: the first argument says which system this is.
const systems: Readonly<Record<string, () => Promise<{ start(): Promise<void> }>>> = {
  "wazuh-manager": () => import("./wazuh-manager/main.ts"),
  "linux-agent": () => import("./linux-agent/main.ts"),
  misp: () => import("./misp/main.ts"),
  graylog: () => import("./graylog/main.ts"),
  "fluent-bit": () => import("./fluent-bit/main.ts"),
};

const [name = ""] = process.argv.slice(2);
const load = systems[name];
if (!load) {
  console.error(`There is no stand-in for "${name}". There are: ${Object.keys(systems).join(", ")}.`);
  process.exit(2);
}
await (await load()).start();
