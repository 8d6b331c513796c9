import { amount, ok, problem, warning, type Finding } from "../finding.ts";
import type { DeepCheck } from "./check.ts";
import type { Inside } from "./inside.ts";

/** Part of a limit above which the next request may be too much. */
const tight = 0.9;

/** Memory of every container against its limit. */
async function checkMemory(inside: Inside): Promise<Finding[]> {
  const uses = await inside.memory();
  const narrow = uses.filter(({ used, limit }) => limit > 0 && used > tight * limit);
  const total = uses.reduce((sum, { used }) => sum + used, 0);
  return [
    ok(
      "memory in use",
      `looked at ${uses.length} containers as docker stats does: ${amount(total)} together`,
    ),
    ...narrow.map(({ system, used, limit }) =>
      warning(
        "memory in use",
        `${system} has ${amount(used)} of ${amount(limit)}`,
        "Take a larger lab:size, or leave systems out with lab:systems",
      ),
    ),
  ];
}

/** What OpenSearch wants of the Docker host's kernel, seen from a container, so on a host elsewhere too. */
async function checkMaps(inside: Inside): Promise<Finding[]> {
  const text = await inside.exec("configurator", ["cat", "/proc/sys/vm/max_map_count"]);
  const value = Number(text);
  const seen = `looked at /proc/sys/vm/max_map_count in a container: ${value}`;
  const needed = inside.has("graylog-data-node") || inside.has("wazuh-indexer");
  return [
    value >= 262_144 || !needed
      ? ok("Docker host's kernel", seen)
      : problem("Docker host's kernel", seen, "On the Docker host: sudo sysctl -w vm.max_map_count=262144"),
  ];
}

/** https://docs.fluentbit.io/manual/administration/monitoring */
interface Metrics {
  readonly output: Readonly<
    Record<
      string,
      {
        readonly errors: number;
        readonly retries_failed: number;
        readonly dropped_records: number;
        readonly proc_records: number;
      }
    >
  >;
}

/** Whether Fluent Bit has delivered what it read. */
async function checkShipping(inside: Inside): Promise<Finding[]> {
  const url = "http://fluent-bit:2020/api/v1/metrics";
  const { body } = await inside.ask({ url });
  return Object.entries((JSON.parse(body) as Metrics).output).map(([output, numbers]) => {
    const about = `fluent-bit ${output}`;
    const lost = numbers.retries_failed + numbers.dropped_records;
    const seen = `looked at ${url}: ${numbers.proc_records} delivered, ${numbers.errors} errors, ${lost} given up`;
    return lost > 0 ? problem(about, seen, "npm run lab -- logs fluent-bit") : ok(about, seen);
  });
}

export const resourceChecks: readonly DeepCheck[] = [
  { about: "memory in use", needs: [], run: checkMemory },
  { about: "Docker host's kernel", needs: ["configurator"], run: checkMaps },
  { about: "fluent-bit", needs: ["configurator", "fluent-bit"], run: checkShipping },
];
