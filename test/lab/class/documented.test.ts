import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { readRoster } from "../../../lab/class/roster/read.ts";
import { rosterSchema, studentSchema } from "../../../lab/class/roster/schema.ts";

const project = new URL("../../../", import.meta.url);
const page = readFileSync(new URL("docs/classroom.md", project), "utf8");
const pathOf = (file: string): string => fileURLToPath(new URL(`stacks/rosters/${file}`, project));

test("the page explains every key of a roster and of a student", (t) => {
  const explained = page.split("\n").filter((line) => line.startsWith("| `"));
  for (const key of [...Object.keys(rosterSchema.shape), ...Object.keys(studentSchema.shape)]) {
    t.true(
      explained.some((line) => line.split("|")[1]!.includes(`\`${key}\``)),
      key,
    );
  }
});

test("the example is the same class of three as YAML and as CSV", (t) => {
  const [yaml, csv] = [readRoster(pathOf("example.yaml")), readRoster(pathOf("example.csv"))];
  const about = ({ labs }: typeof yaml) =>
    labs.map(({ id, name, ttl, scenarios }) => ({ id, name, ttl, scenarios }));
  t.is(yaml.class, "soc1");
  t.is(yaml.labs.length, 3);
  t.deepEqual(about(yaml), about(csv));
});
