import test from "ava";
import fc from "fast-check";
import { check, goodConf, goodRules } from "./content.ts";

/** A text with a part of it taken out, put in twice, or with another text in its place. */
const damaged = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat(text.length),
      fc.nat(120),
      fc.constantFrom("", "<", "&", '"', "<group name='a'>", "$(", "]]>", "\\"),
    )
    .map(([at, length, by]) => text.slice(0, at) + by + text.slice(at + length));

test("content that is damaged anywhere gives findings, and never an error of the check's own", (t) => {
  fc.assert(
    fc.property(damaged(goodRules), damaged(goodConf), (rules, conf) => {
      for (const { message, advice, line } of check(rules, { conf })) {
        t.true(message !== "" && advice !== "" && line >= 0);
      }
    }),
    { numRuns: 25 },
  );
});
