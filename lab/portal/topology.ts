import type { SystemReadiness } from "../../components/readiness/status.ts";
import type { Part } from "../../components/sizes.ts";
import { webAddress } from "../pages/page.ts";
import { agentOf, partNames, systemTitle } from "./names.ts";
import type { PortalLab } from "./state.ts";

/** How a box or an arrow is drawn. `elsewhere`: it is no part of this lab, and nothing is known of it. */
type Look = SystemReadiness["state"] | "elsewhere";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What is known of it, for a tooltip and a screen reader. */
  readonly label: string;
  /** The second line: its state, and where it is. */
  readonly remark: string;
  readonly look: Look;
  readonly link: string | undefined;
}

export interface Arrow {
  readonly path: string;
  readonly look: Look;
  /** Names of the hops that it stands for. */
  readonly label:
    | {
        readonly x: number;
        readonly y: number;
        readonly text: string;
        readonly anchor: "start" | "middle" | "end";
      }
    | undefined;
}

export interface Topology {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

const size = { width: 172, height: 62 };
const pitch = { x: 244, y: 122 };
const margin = 12;

/** The column and row of each part; rows in which nothing is are left out. */
const places: Readonly<Record<Part, readonly [column: number, row: number]>> = {
  "wazuh-dashboard": [1, 0],
  "wazuh-indexer": [2, 0],
  "graylog-database": [3, 0],
  door: [4, 0],
  "wazuh-manager": [1, 1],
  "fluent-bit": [2, 1],
  graylog: [3, 1],
  "ticket-desk": [4, 1],
  misp: [1, 2],
  "misp-database": [2, 2],
  "graylog-data-node": [3, 2],
  configurator: [4, 2],
  "misp-modules": [1, 3],
  "misp-cache": [2, 3],
};

/** What leads where, and the hops that each way stands for; `aside` is how far beside the middle an arrow is, in pixels. */
const ways: readonly {
  readonly from: Part;
  readonly to: Part;
  readonly hops?: string;
  readonly aside?: number;
}[] = [
  { from: "wazuh-manager", to: "misp", hops: "integrated", aside: -30 },
  { from: "misp", to: "wazuh-manager", hops: "matched, returned", aside: 30 },
  { from: "wazuh-manager", to: "fluent-bit" },
  { from: "fluent-bit", to: "graylog", hops: "shipped" },
  { from: "graylog", to: "ticket-desk", hops: "ticketed" },
  { from: "wazuh-manager", to: "wazuh-indexer" },
  { from: "wazuh-dashboard", to: "wazuh-indexer" },
  { from: "wazuh-dashboard", to: "wazuh-manager" },
  { from: "graylog", to: "graylog-database" },
  { from: "graylog", to: "graylog-data-node" },
  { from: "misp", to: "misp-database" },
  { from: "misp", to: "misp-modules" },
  { from: "misp", to: "misp-cache" },
];

/** Services by which a part's port on the Docker host is known. */
const services: Partial<Readonly<Record<Part, string>>> = {
  misp: "misp",
  graylog: "graylog",
  "ticket-desk": "tickets",
  "wazuh-dashboard": "wazuh-dashboard",
  "wazuh-indexer": "wazuh-indexer",
  "wazuh-manager": "wazuh-agents",
};

/** Names under which the stack exports a part's address. */
const addresses: Partial<Readonly<Record<Part, string>>> = {
  misp: "misp",
  graylog: "graylog",
  "ticket-desk": "tickets",
  "wazuh-dashboard": "wazuh",
};

/** Draws a lab: a box for each container and each agent, and the way of an alert between them. */
export function topology(lab: PortalLab, systems: readonly SystemReadiness[]): Topology {
  const states = new Map(systems.map((system) => [system.system, system]));
  const there = (Object.keys(places) as Part[]).filter(
    (part) => part in lab.containers || isElsewhere(lab, part),
  );
  const rows = [...new Set([1, ...there.map((part) => places[part][1])])].sort((a, b) => a - b);
  const at = ([column, row]: readonly [number, number]) => ({
    x: margin + column * pitch.x,
    y: margin + rows.indexOf(row) * pitch.y,
  });
  const boxes = new Map(
    there.map((part) => [part, { ...at(places[part]), ...size, ...faceOf(lab, part, states) }]),
  );
  const endpoints = endpointBoxes(lab, systems, at([0, 1]).y);
  const manager = boxes.get("wazuh-manager");
  const arrows = [
    ...endpoints.map((box) => manager && arrow(box, manager, "observed")),
    ...ways.map(({ from, to, hops, aside }) => {
      const [source, target] = [boxes.get(from), boxes.get(to)];
      return source && target && arrow(source, target, hops, aside);
    }),
    storesInIndexer(lab) && arrow(boxes.get("graylog")!, boxes.get("wazuh-indexer")!),
  ].filter((one) => one !== undefined && one !== false);
  const all = [...endpoints, ...boxes.values()];
  return {
    width: Math.max(...all.map((box) => box.x + box.width)) + margin,
    height: Math.max(...all.map((box) => box.y + box.height)) + margin,
    boxes: all,
    // One name is enough for several endpoints.
    arrows: arrows.map((one, index) =>
      index > 0 && index < endpoints.length ? { ...one, label: undefined } : one,
    ),
  };
}

/** A system that this lab uses, and another lab or somebody else runs. */
const isElsewhere = ({ containers, urls }: PortalLab, part: Part): boolean =>
  (part === "misp" || part === "graylog") && !(part in containers) && part in urls;

/** In the small size Graylog keeps its messages in the Wazuh indexer. */
const storesInIndexer = ({ containers, profile }: PortalLab): boolean =>
  profile === "full" &&
  "graylog" in containers &&
  "wazuh-indexer" in containers &&
  !("graylog-data-node" in containers);

type Face = Pick<Box, "title" | "label" | "remark" | "look" | "link">;

function faceOf(lab: PortalLab, part: Part, states: ReadonlyMap<string, SystemReadiness>): Face {
  const { title, what } = partNames[part];
  const link = webAddress(lab.urls[addresses[part] ?? ""]);
  const system = states.get(part);
  if (!system || isElsewhere(lab, part)) {
    return { title, label: `${title}, ${what}: run elsewhere`, remark: "elsewhere", look: "elsewhere", link };
  }
  const port = lab.ports[services[part] ?? ""]?.replace(/^.*:/, ":");
  return {
    title,
    label: `${title}, ${what}: ${system.state}. ${system.detail}`,
    remark: [system.state, port].filter((text) => text !== undefined).join("  "),
    look: system.state,
    link,
  };
}

const endpointHeight = 46;
const endpointLimit = 4;

/** The agents, one below the other around the manager's row; a lab without any is fed with recorded telemetry. */
function endpointBoxes(lab: PortalLab, systems: readonly SystemReadiness[], row: number): Box[] {
  const names = [
    ...new Set(
      [...systems.map(({ system }) => system), ...Object.keys(lab.containers)].flatMap(
        (name) => agentOf(name) ?? [],
      ),
    ),
  ].sort();
  const faces: Face[] = names.slice(0, endpointLimit).map((name) => {
    const of = systems.filter(({ system }) => agentOf(system) === name);
    const worst =
      of.find(({ state }) => state === "failed") ?? of.find(({ state }) => state === "waiting") ?? of[0];
    const state = worst?.state ?? "waiting";
    const title = name.length > 20 ? `${name.slice(0, 19)}…` : name;
    const label = `${systemTitle(`agent ${name}`)}: ${state}. ${worst?.detail ?? ""}`;
    return { title, label, remark: state, look: state, link: undefined };
  });
  if (names.length > endpointLimit) {
    const more = `${names.length - endpointLimit} more agents`;
    faces.push({ title: more, label: more, remark: "", look: "elsewhere", link: undefined });
  }
  if (faces.length === 0) {
    const label = "No endpoints: recorded telemetry goes into the manager’s queue";
    faces.push({
      title: "Recorded telemetry",
      label,
      remark: "replayed",
      look: "elsewhere",
      link: undefined,
    });
  }
  const step = endpointHeight + 10;
  const top = row + size.height / 2 - (faces.length * step - 10) / 2;
  return faces.map((face, index) => ({
    x: margin,
    y: Math.max(margin, top + index * step),
    width: size.width,
    height: endpointHeight,
    ...face,
  }));
}

/** Nothing flows along an arrow whose ends are not both ready. */
function lookOf(from: Box, to: Box): Look {
  const looks = [from.look, to.look];
  return (["failed", "waiting"] as const).find((look) => looks.includes(look)) ?? "ready";
}

/** Pixels that an arrow's head stands off the box that it points to. */
const gap = 3;

function arrow(from: Box, to: Box, hops?: string, aside = 0): Arrow {
  const look = lookOf(from, to);
  const [start, end] = [middle(from), middle(to)];
  const label = (x: number, y: number, anchor: "start" | "middle" | "end" = "middle") =>
    hops === undefined ? undefined : { x, y, text: hops, anchor };
  if (Math.abs(start.x - end.x) < 1) {
    const down = end.y > start.y;
    const x = start.x + aside;
    const [y1, y2] = down ? [from.y + from.height, to.y - gap] : [from.y, to.y + to.height + gap];
    const path = `M${x} ${y1}V${y2}`;
    return {
      path,
      look,
      label: label(x + (aside < 0 ? -8 : 8), (y1 + y2) / 2 + 4, aside < 0 ? "end" : "start"),
    };
  }
  const x1 = from.x + from.width;
  if (end.x < start.x || Math.abs(start.y - end.y) >= pitch.y / 2) {
    return { path: elbow(from, to), look, label: undefined };
  }
  const [x2, bend] = [to.x - gap, (x1 + to.x) / 2];
  return {
    path: `M${x1} ${start.y}C${bend} ${start.y} ${bend} ${end.y} ${x2} ${end.y}`,
    look,
    label: label(bend, Math.min(start.y, end.y) - 9),
  };
}

/** The point in the middle of a box. */
const middle = ({ x, y, width, height }: Box) => ({ x: x + width / 2, y: y + height / 2 });

/** Radius of an elbow's corners, and how far from the middle of a side it leaves, in pixels. */
const corner = 8;
const offset = 22;

/** To another row: out at the side, through the gutter between two columns, and in at the side. */
function elbow(from: Box, to: Box): string {
  const [side, up] = [Math.sign(to.x - from.x), Math.sign(to.y - from.y)];
  const [start, end] = [middle(from), middle(to)];
  const [x1, y1] = [start.x + (side * from.width) / 2, start.y + up * offset];
  const [x2, y2] = [end.x - side * (to.width / 2 + gap), end.y];
  const gutter = x1 + (side * (pitch.x - size.width)) / 2;
  return [
    `M${x1} ${y1}H${gutter - side * corner}`,
    `Q${gutter} ${y1} ${gutter} ${y1 + up * corner}V${y2 - up * corner}`,
    `Q${gutter} ${y2} ${gutter + side * corner} ${y2}H${x2}`,
  ].join("");
}
