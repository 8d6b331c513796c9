import test from "ava";
import { parseXml, XmlError, type XmlElement } from "../../analysis/xml.ts";
import { applyVariables } from "../../analysis/xml-variables.ts";

const one = (text: string): XmlElement => parseXml(text)[0]!;

test("a file may have several roots", (t) => {
  t.deepEqual(
    parseXml("<a/> text between <b>x</b>").map(({ name }) => name),
    ["a", "b"],
  );
});

test("entities stay as they are written", (t) => {
  t.is(one("<a>&lt;&amp;</a>").content, "&lt;&amp;");
});

test("blanks around a content stay", (t) => {
  t.is(one("<a> x </a>").content, " x ");
});

test("comments are left out, in both of Wazuh's forms", (t) => {
  t.is(one("<a>x<!-- <b> -->y<! z !>w</a>").content, "xyw");
});

test("a backslash before < makes it text, and two are a backslash", (t) => {
  t.is(one("<a>\\<b></a>").content, "\\<b>");
  t.is(one("<a>C:\\\\</a>").content, "C:\\\\");
});

test("the content is what follows the last child", (t) => {
  t.is(one("<a>before<b/>after</a>").content, "after");
});

test("an element tells its line", (t) => {
  t.is(one("<a>\n<!-- one\ntwo -->\n<b/>\n<c x='1'/></a>").children[1]!.line, 5);
});

test("attributes stand in either kind of quotes", (t) => {
  t.deepEqual(Array.from(one("<a x=\"1\" y='2'/>").attributes), [
    ["x", "1"],
    ["y", "2"],
  ]);
});

for (const [text, message, line] of [
  ["<a>", "XMLERR: End of file and some elements were not closed.", 1],
  ["<a>\n</b>", "XMLERR: Element 'a' not closed.", 2],
  ["</a>", "XMLERR: Element not opened.", 1],
  ["<a x=1/>", "XMLERR: Attribute 'x' not followed by a \" or '.", 1],
  ["<a x/>", "XMLERR: Attribute 'x' has no value.", 1],
  ['<a x="1" x="2"/>', "XMLERR: Attribute 'x' already defined.", 1],
  ["<a x='>'/>", "XMLERR: Attribute 'x' not closed.", 1],
  ["<?xml version='1.0'?>", "XMLERR: Bad attribute closing for 'version'='1.0'.", 1],
  ["<a><!-- x</a>", "XMLERR: Comment not closed.", 1],
  [`<a>${"x".repeat(20_481)}</a>`, "XMLERR: String overflow.", 1],
] as const) {
  test(`${text.slice(0, 30)} is refused: ${message}`, (t) => {
    t.like(
      t.throws(() => parseXml(text), { instanceOf: XmlError }),
      { message, line },
    );
  });
}

test("a variable stands for its value in what follows it", (t) => {
  const [group] = applyVariables(
    parseXml("<var name='BAD'>x|y</var><group name='$BAD,'><match>$BAD|z</match></group>"),
  );
  t.is(group!.children[0]!.content, "x|y|z");
  t.is(group!.attributes.get("name"), "x|y,");
});

test("without variables a $ is a $, and $(field) is one always", (t) => {
  t.is(applyVariables(parseXml("<a>$x</a>"))[0]!.content, "$x");
  t.is(applyVariables(parseXml("<var name='v'>1</var><a>see $(a.b)</a>"))[0]!.content, "see $(a.b)");
});

test("a variable that is not defined is refused", (t) => {
  t.throws(() => applyVariables(parseXml("<var name='v'>1</var><a>see $w</a>")), {
    message: "XMLERR: Unknown variable: 'w'.",
  });
});
