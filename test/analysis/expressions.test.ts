import test from "ava";
import {
  Expression,
  type ExpressionType,
  PatternUnsupported,
  SyntaxRefused,
} from "../../analysis/expressions/expression.ts";

type Case = readonly [pattern: string, matching: readonly string[], not: readonly string[]];

const osregex: readonly Case[] = [
  ["abc", ["abc", "xABCx"], ["ab", ""]],
  ["^abc", ["abcd"], ["xabc"]],
  ["abc$", ["xabc"], ["abcd"]],
  ["^abc$", ["abc", "ABC"], ["abcd", "xabc"]],
  ["abc|^x$", ["1abc", "x"], ["xx"]],
  ["a.c", ["a.c"], ["abc"]],
  ["a+", ["a+"], ["aa", "a"]],
  ["a*b", ["a*b"], ["b", "aab"]],
  ["[a]", ["[a]"], ["a"]],
  ["a^b", ["a^b"], ["ab"]],
  ["a$b", ["a$b"], ["ab"]],
  ["\\d", ["7"], ["x", ""]],
  ["^\\d+$", ["123"], ["12x", ""]],
  ["^\\d*$", ["", "12"], ["x"]],
  ["^\\w+$", ["az-AZ_09@"], ["a b", "a.b", ""]],
  ["^\\s$", [" "], ["\t", "\n"]],
  ["^\\p+$", ["()*+,-.:;<=>?[]!\"'#$%&|{}"], ["/", "@", "\\", "^", "_", "`", "~"]],
  ["^\\D+$", ["ab "], ["a1"]],
  ["^\\W+$", [" .!"], ["a", "@", "-", "_"]],
  ["^\\S+$", ["a\tb"], ["a b"]],
  ["^\\.+$", ["anything\nat all"], [""]],
  ["\\.+", ["x"], [""]],
  ["^\\t$", ["\t"], ["t"]],
  ["\\(a\\)", ["(a)"], ["a"]],
  ["\\$5", ["$5"], ["5"]],
  ["a\\|b", ["a|b"], ["a", "b"]],
  ["\\<x>", ["<x>"], ["x"]],
  ["^C:\\\\Windows", ["c:\\windows\\x"], ["C:Windows"]],
  ["ß", ["\xdf", "ß"], ["s"]],
];

const osmatch: readonly Case[] = [
  ["abc", ["abc", "xABCx"], ["ab", ""]],
  ["^abc", ["abcd"], ["xabc"]],
  ["abc$", ["xabc"], ["abcd"]],
  ["^abc$", ["ABC"], ["abcd"]],
  ["a|^b$|c$", ["xa", "b", "xc"], ["bb", "cx"]],
  ["!abc", ["x"], ["xabc"]],
  ["!a|b", ["x"], ["a", "b"]],
  ["a.c", ["a.c"], ["abc"]],
  ["\\d", ["\\d"], ["5"]],
  ["a*+?[](){}", ["a*+?[](){}"], ["a"]],
  ["a|", ["a", "x", ""], []],
];

const pcre2: readonly Case[] = [
  ["a.c", ["abc"], ["a\nc"]],
  ["abc", ["xabcx"], ["ABC"]],
  ["(?i)abc", ["ABC"], ["ab"]],
  ["(?s)a.c", ["a\nc"], ["ac"]],
  ["^(135|445)$", ["445", "445\n"], ["4455"]],
  ["^\\s+$", [" \t\n\v\f\r"], ["\xa0"]],
  ["^\\S$", ["\xa0"], [" "]],
  ["^[\\s,]+$", [" ,\t"], ["\xa0"]],
  ["^[[:alpha:]]+$", ["abC"], ["a1"]],
  ["^[^[:digit:]]+$", ["ab"], ["a1"]],
  ["^[]a]+$", ["]a"], ["b"]],
  ["^[a[]$", ["["], ["b"]],
  ["(?P<x>a)\\1", ["aa"], ["ab"]],
  ["\\Qa.b\\E", ["a.b"], ["axb"]],
  ["\\Aab\\z", ["ab"], ["ab\n", "xab"]],
  ["ab\\Z", ["ab", "ab\n"], ["ab\nc"]],
  ["^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]],
  ["a(?=b)", ["ab"], ["ac"]],
  ["a(?!b)", ["ac"], ["ab"]],
  ["(?<=a)b", ["ab"], ["cb"]],
  ["(?<!a)b", ["cb"], ["ab"]],
  ["^a(?i:b)c$", ["aBc"], ["ABc"]],
  ["\\x41\\x{42}", ["AB"], ["ab"]],
  ["(*UTF)\\N{U+202E}", ["\xe2\x80\xae"], ["\x2e"]],
  ["\\<\\>", ["<>"], ["<"]],
  ["(?i)[c-z]:\\\\\\\\Users\\\\\\\\.+\\.(exe|com)", ["C:\\\\Users\\\\u\\\\a.EXE"], ["C:\\Users\\a.exe"]],
];

for (const [type, cases] of Object.entries({ osregex, osmatch, pcre2 }) as [
  ExpressionType,
  readonly Case[],
][]) {
  for (const [pattern, matching, not] of cases) {
    test(`${type} ${pattern} matches what Wazuh's engine matches`, (t) => {
      const expression = new Expression(type, pattern);
      for (const text of matching) {
        t.true(expression.test(text), `matches ${JSON.stringify(text)}`);
      }
      for (const text of not) {
        t.false(expression.test(text), `does not match ${JSON.stringify(text)}`);
      }
    });
  }
}

test("a negated expression is satisfied by what it does not match", (t) => {
  t.false(new Expression("osregex", "^a$", true).test("a"));
  t.true(new Expression("osregex", "^a$", true).test("b"));
  t.true(new Expression("osmatch", "!a", true).test("a"));
});

for (const [pattern, text, groups, end] of [
  ["^(\\S+) (\\.+)", "one two three", ["one", "two three"], 13],
  ["from (\\d+.\\d+) ", "from 1.2 x", ["1.2"], 9],
  ["user: (\\w+), id: (\\d*)", "user: a-b, id: 12", ["a-b", "12"], 17],
  ["a (\\d+)|b (\\w+)", "b x", ["x"], 3],
  ["x(\\.*)", "x", [""], 1],
] as const) {
  test(`osregex ${pattern} takes its groups out of a log`, (t) => {
    t.deepEqual(new Expression("osregex", pattern).exec(text), { end, groups: [...groups] });
  });
}

test("a repetition of osregex takes as little as lets the next part match", (t) => {
  t.deepEqual(new Expression("osregex", "(\\.+):").exec("a:b:")!.groups, ["a"]);
});

for (const pattern of ["\\x", "(a", "a)", "((a))", "(a|b)", "\\"]) {
  test(`osregex refuses ${pattern} as Wazuh does`, (t) => {
    t.throws(() => new Expression("osregex", pattern), { instanceOf: SyntaxRefused });
  });
}

for (const pattern of ["(a", "[a", "a{2,1}", "\\"]) {
  test(`pcre2 refuses ${pattern} as Wazuh does`, (t) => {
    t.throws(() => new Expression("pcre2", pattern), { instanceOf: SyntaxRefused });
  });
}

for (const pattern of [
  "a++",
  "a{2}+",
  "(?>a)",
  "(?R)",
  "(?(1)a)",
  "\\Ka",
  "\\pL",
  "(?x)a",
  "(?i)\xe4",
  "[[:foo:]]",
  "\\G",
]) {
  test(`pcre2 ${pattern} is said not to be supported, and not run as something else`, (t) => {
    t.throws(() => new Expression("pcre2", pattern), { instanceOf: PatternUnsupported });
  });
}
