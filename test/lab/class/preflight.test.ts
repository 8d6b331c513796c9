import test from "ava";
import { readConfiguration } from "../../../components/configuration.ts";
import { together } from "../../../lab/class/preflight.ts";
import { needsOf, type Needs } from "../../../lab/doctor/needs.ts";

const needs = (profile: "full" | "rehearsal", portBase: number): Needs =>
  needsOf(`class-${portBase}`, readConfiguration({ "lab:profile": profile, "lab:portBase": portBase }));

test("labs need the memory and the ports of each, and their images once", (t) => {
  const one = needs("full", 20_000);
  const three = together([one, needs("full", 20_020), needs("full", 20_040)]);
  t.is(three.memory, 3 * one.memory);
  t.is(three.ports.length, 3 * one.ports.length);
  t.is(new Set(three.ports.map(({ port }) => port)).size, three.ports.length);
  t.true(three.disk > one.disk && three.disk < 3 * one.disk);
  t.deepEqual(three.images, one.images);
});

test("one lab of real servers among stand-ins is counted as one", (t) => {
  const [full, rehearsal] = [needs("full", 20_000), needs("rehearsal", 20_020)];
  const both = together([rehearsal, full]);
  t.is(both.memory, full.memory + rehearsal.memory);
  t.true(both.openSearch);
  t.true(both.disk > full.disk && both.disk < full.disk + rehearsal.disk);
  t.is(together([rehearsal]).disk, rehearsal.disk);
});
