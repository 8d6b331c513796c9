/**
 * What Packetbeat writes of an event, by the processors of the lab's own configuration: the conditions and processors that
 * stand in it, as Elastic documents them; any other is refused.
 *
 * @see https://www.elastic.co/docs/reference/beats/packetbeat/defining-processors
 */
import { BlockList, isIP } from "node:net";
import { parse } from "yaml";
import { renderPacketbeat } from "../../components/agents/endpoint-files.ts";

type Json = Readonly<Record<string, unknown>>;

const { processors } = parse(renderPacketbeat({ os: "linux", sysmon: false }), { version: "1.1" }) as {
  processors: readonly Json[];
};

/** The event as it stands in Packetbeat's file; nothing where it is dropped. */
export function packetbeatSends(event: object): Json | undefined {
  let left = event as Json;
  for (const processor of processors) {
    for (const [name, value] of Object.entries(processor)) {
      if (name.startsWith("drop_event.when.")) {
        if (holds(name.slice("drop_event.when.".length), value, left)) {
          return undefined;
        }
      } else if (name === "include_fields") {
        left = included((value as { fields: string[] }).fields, left);
      } else {
        throw new Error(`The processor ${name} is not known here.`);
      }
    }
  }
  return left;
}

function holds(condition: string, value: unknown, event: Json): boolean {
  const [kind = "", ...path] = condition.split(".");
  const texts = [valueAt(event, path)].flat().filter((text) => text !== undefined);
  const conditions = () => value as readonly Json[];
  const each = (one: Json) => Object.entries(one).every(([name, inner]) => holds(name, inner, event));
  switch (kind) {
    case "or":
      return conditions().some(each);
    case "and":
      return conditions().every(each);
    case "equals":
      return texts.some((text) => text === value);
    case "regexp":
      return texts.some((text) => new RegExp(value as string).test(text as string));
    case "network":
      return texts.some((text) => [value].flat().some((name) => isIn(name as string, text as string)));
    default:
      throw new Error(`The condition ${condition} is not known here.`);
  }
}

const named: Readonly<Record<string, readonly (readonly [string, number, "ipv4" | "ipv6"])[]>> = {
  loopback: [
    ["127.0.0.0", 8, "ipv4"],
    ["::1", 128, "ipv6"],
  ],
  multicast: [
    ["224.0.0.0", 4, "ipv4"],
    ["ff00::", 8, "ipv6"],
  ],
  link_local_unicast: [
    ["169.254.0.0", 16, "ipv4"],
    ["fe80::", 10, "ipv6"],
  ],
};

function isIn(network: string, address: string): boolean {
  const list = new BlockList();
  for (const [base, bits, family] of named[network]!) {
    list.addSubnet(base, bits, family);
  }
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

const valueAt = (event: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], event);

/** Always kept: the time, what Packetbeat says of itself, and `type`. */
const kept = ["@timestamp", "@metadata", "type"];

function included(fields: readonly string[], event: Json): Json {
  const result: Record<string, unknown> = {};
  for (const field of [...kept, ...fields]) {
    const path = field.split(".");
    const value = valueAt(event, path);
    if (value !== undefined) {
      const last = path.pop()!;
      const parent = path.reduce<Record<string, unknown>>(
        (object, key) => (object[key] ??= {}) as Record<string, unknown>,
        result,
      );
      parent[last] = value;
    }
  }
  return result;
}
