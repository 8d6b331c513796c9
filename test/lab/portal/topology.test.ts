import test from "ava";
import { topology, type Box } from "../../../lab/portal/topology.ts";
import { fullLab, rehearsalState, stateWith, wellState } from "./sample.ts";

const titles = (boxes: readonly Box[]): string[] => boxes.map(({ title }) => title).sort();

test("a picture has a box for every container and every agent of the lab, and no two lie over each other", (t) => {
  const { boxes, width, height } = topology(fullLab, wellState.systems);
  t.is(boxes.length, Object.keys(fullLab.containers).length);
  t.true(titles(boxes).includes("linux-1"));
  for (const [index, one] of boxes.entries()) {
    t.true(one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height, one.title);
    for (const other of boxes.slice(index + 1)) {
      const apart =
        one.x + one.width <= other.x ||
        other.x + other.width <= one.x ||
        one.y + one.height <= other.y ||
        other.y + other.height <= one.y;
      t.true(apart, `${one.title} and ${other.title}`);
    }
  }
});

test("the way of an alert names its hops, and every arrow is alive while all systems are ready", (t) => {
  const { arrows } = topology(fullLab, wellState.systems);
  t.deepEqual(arrows.flatMap(({ label }) => label?.text ?? []).sort(), [
    "integrated",
    "matched, returned",
    "observed",
    "shipped",
    "ticketed",
  ]);
  t.true(arrows.every(({ look }) => look === "ready"));
});

test("a system that has failed breaks the arrows that lead to it and from it, and no other", (t) => {
  const { systems } = stateWith({ "fluent-bit": { state: "failed", detail: "is exited, exit code 1" } });
  const { arrows, boxes } = topology(fullLab, systems);
  t.is(arrows.filter(({ look }) => look === "failed").length, 2);
  t.like(
    boxes.find(({ title }) => title === "Fluent Bit"),
    { look: "failed", label: "Fluent Bit, ships alerts: failed. is exited, exit code 1" },
  );
});

test("a box leads to the system's page and tells its port", (t) => {
  const { boxes } = topology(fullLab, wellState.systems);
  t.like(
    boxes.find(({ title }) => title === "MISP"),
    { link: "https://localhost:18001/", remark: "ready  :18001" },
  );
});

test("a lab without endpoints is fed with recorded telemetry, and its rows are those that it has", (t) => {
  const { boxes, height } = topology(rehearsalState.lab, rehearsalState.systems);
  t.true(titles(boxes).includes("Recorded telemetry"));
  t.true(height < topology(fullLab, wellState.systems).height);
});

test("of many agents some are drawn, and the others are counted", (t) => {
  const agents = Array.from({ length: 9 }, (_, index) => ({
    system: `agent host-${index}`,
    state: "ready" as const,
    detail: "active",
  }));
  const { boxes } = topology(rehearsalState.lab, [...rehearsalState.systems, ...agents]);
  t.true(titles(boxes).includes("5 more agents"));
  t.true(boxes.every(({ y }) => y >= 0));
});

test("a MISP that somebody else runs is drawn as one of which nothing is known", (t) => {
  const containers = Object.fromEntries(
    Object.entries(rehearsalState.lab.containers).filter(([part]) => part !== "misp"),
  );
  const systems = rehearsalState.systems.filter(({ system }) => system !== "misp");
  const { boxes } = topology({ ...rehearsalState.lab, containers }, systems);
  t.like(
    boxes.find(({ title }) => title === "MISP"),
    { look: "elsewhere", remark: "elsewhere" },
  );
});
