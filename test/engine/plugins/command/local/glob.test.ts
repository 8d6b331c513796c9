import test from "ava";
import { compileGlob } from "../../../../../engine/plugins/command/local/glob.ts";

for (const [glob, matching, others] of [
  ["*.txt", ["a.txt", ".txt"], ["b/a.txt", "a.txt.bak"]],
  ["**.txt", ["a.txt", "b/c/a.txt"], ["a.txt.bak"]],
  ["src/**", ["src/a", "src/b/c"], ["src", "lib/src/a"]],
  ["a?c", ["abc", "aäc"], ["ac", "a/c", "abbc"]],
  ["[ab-].x", ["a.x", "-.x"], ["c.x"]],
  ["[a-c]", ["b"], ["d", "-"]],
  ["[!a-c]", ["d"], ["b"]],
  ["{one,t{w,h}o,*.x}/f", ["one/f", "two/f", "tho/f", "a.x/f"], ["three/f"]],
  ["\\*a", ["*a"], ["aa"]],
  ["a,b}", ["a,b}"], ["a"]],
  ["(a+)$", ["(a+)$"], ["aa"]],
] as const) {
  test(`${glob} matches ${matching.join(" ")} and not ${others.join(" ")}`, (t) => {
    const matches = compileGlob(glob);
    for (const path of matching) {
      t.true(matches(path), path);
    }
    for (const path of others) {
      t.false(matches(path), path);
    }
  });
}

for (const glob of ["[ab", "{a,b", "a\\", "[a-cd]"]) {
  test(`${glob} is refused with a sentence that names it`, (t) => {
    const { message } = t.throws(() => compileGlob(glob));
    t.true(message.startsWith(`The glob ${JSON.stringify(glob)} is not`), message);
  });
}
