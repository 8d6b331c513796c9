import test from "ava";
import { XMLParser } from "fast-xml-parser";
import { terminalPicture } from "../../../build/pictures/terminal.ts";

const picture = (output: string): Promise<string> => terminalPicture({ output, columns: 60, title: "A run" });
const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!.trimEnd());

const titleOf = (svg: string): unknown =>
  (new XMLParser({ ignoreAttributes: true }).parse(svg) as { svg: { title: unknown } }).svg.title;

test("a picture shows what a terminal shows: a line that was drawn over is there once, as it was last", async (t) => {
  const svg = await picture("… working 1 s\r\n\u001b[1A\u001b[2K✓ worked\r\nnext\r\n\r\n");
  t.deepEqual(texts(svg), ["✓ worked", "next"]);
  t.is(titleOf(svg), "A run");
});

test("colours and weights are kept, and lines that scrolled out at the top are there, too", async (t) => {
  const many = Array.from({ length: 60 }, (_, index) => `line ${index}\r\n`).join("");
  const svg = await picture(`\u001b[1mbold\u001b[22m \u001b[32mgreen\u001b[39m\r\n${many}`);
  t.regex(svg, /class="bold" [^>]*>bold</);
  t.regex(svg, /class="green" [^>]*>green</);
  t.true(texts(svg).includes("line 0") && texts(svg).includes("line 59"));
});

test("what a program prints stays text", async (t) => {
  const svg = await picture('<script>alert("x")</script> & more\r\n');
  t.false(svg.includes("<script"));
  t.is(titleOf(svg), "A run");
});
