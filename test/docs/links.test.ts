import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";

const project = fileURLToPath(new URL("../../", import.meta.url));
const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(join(project, "docs")).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith(".md"),
);

/** A page's text without what stands in blocks of code. */
const textOf = (page: string): string => readFileSync(join(project, page), "utf8").replace(/^```[^]*?^```/gm, "");

/** The names that a page's headings can be led to by, as GitHub makes them. */
const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

/** Where a page's links and pictures lead to, within the project. */
function targetsOf(page: string): string[] {
  const text = textOf(page).replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
    .map(([, link, picture]) => (link ?? picture)!)
    .filter((target) => !/^[a-z]+:/.test(target));
}

for (const page of pages) {
  test(`every link and picture of ${page} leads to something that is there`, (t) => {
    for (const target of targetsOf(page)) {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : normalize(join(dirname(page), path));
      t.true(existsSync(join(project, file)), target);
      if (anchor !== undefined && file.endsWith(".md")) {
        t.true(anchorsOf(file).includes(anchor), target);
      }
    }
    t.pass();
  });
}

test("every page of docs/ can be reached from the README", (t) => {
  const reached = new Set(["README.md"]);
  const waiting = ["README.md"];
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    const linked = targetsOf(page)
      .map((target) => normalize(join(dirname(page), target.split("#")[0] || ".")))
      .filter((file) => file.endsWith(".md") && existsSync(join(project, file)) && !reached.has(file));
    linked.forEach((file) => reached.add(file));
    waiting.push(...linked);
  }
  t.deepEqual(
    pages.filter((page) => !reached.has(page)),
    [],
  );
});

test("the pictures are small enough to be loaded at once", (t) => {
  const folder = join(project, "docs/pictures");
  for (const name of readdirSync(folder)) {
    t.true(statSync(join(folder, name)).size < 250 * 1024, name);
  }
});
