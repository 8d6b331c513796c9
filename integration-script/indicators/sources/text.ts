/**
 * Command lines, PowerShell scripts and Linux's audited commands, by option: indicators that stand within them.
 *
 * Nothing here is certain: a method call looks like a domain. So a name counts only where its top-level domain is one.
 */
import tlds from "tlds" with { type: "json" };
import { objectAt } from "../../alert/alert.ts";
import type { Collector } from "../collector.ts";
import { textsAtPath } from "../fields.ts";
import { singleBackslashes } from "../file-name.ts";
import { hashKindOf } from "../hash.ts";
import { parseIp } from "../ip.ts";
import { urlsIn, withoutEntities } from "../text.ts";
import type { Source } from "./source.ts";

const fields = [
  "win.eventdata.commandLine",
  "win.eventdata.parentCommandLine",
  "win.eventdata.scriptBlockText",
  "win.eventdata.payload",
  "win.eventdata.details",
  "eventdata.commandLine",
  "eventdata.parentCommandLine",
  "audit.command",
  "audit.execve.a0",
  "audit.execve.a1",
  "audit.execve.a2",
  "audit.execve.a3",
  "process.command_line",
  "process.args",
  "command",
  "command_line",
];

/** A text is read this far; scripts come in blocks that are shorter. */
const longest = 100_000;

const topLevel: ReadonlySet<string> = new Set(tlds);

/** Endings of files that are top-level domains, too, and far more often files in a command. */
const fileEndings = new Set(["bat", "cab", "js", "md", "mov", "pl", "ps", "py", "rs", "sh", "so", "zip"]);

const words = /[a-z0-9_:[\].@-]{4,255}/gi;

const isName = (word: string): boolean => {
  const labels = word.toLowerCase().split(".");
  const top = labels.at(-1)!;
  // `setup.sh` is a file, `get.setup.sh` is none.
  return labels.length > 1 && topLevel.has(top) && (labels.length > 2 || !fileEndings.has(top));
};

const collectWord = (word: string, path: string, collector: Collector): void => {
  const bare = word.replace(/^[.:@[\]-]+|[.:@[\]-]+$/g, "");
  const host = bare.replace(/^[^@]*@/, "").replace(/\]?:\d{1,5}$/, "");
  if (parseIp(bare) !== undefined || parseIp(host) !== undefined) {
    collector.ip(parseIp(bare) === undefined ? host : bare, path);
  } else if (hashKindOf(bare) !== undefined && !bare.includes(":")) {
    collector.anyHash(bare, path);
  } else if (isName(host)) {
    if (/^[^@:]+@[^@]+$/.test(bare)) {
      collector.email(bare, path);
    } else {
      collector.domain(host, path);
    }
  }
};

const encoded = /\s[-/]e(?:nc?|nco?d?e?d?c?o?m?m?a?n?d?)?\s+["']?([A-Za-z0-9+/]{16,}={0,2})/gi;

/** What `powershell -EncodedCommand` was given: UTF-16 in base64. */
const decodedCommands = (text: string): string[] =>
  [...text.matchAll(encoded)].map(([, base64 = ""]) => {
    try {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      return new TextDecoder("utf-16le").decode(bytes);
    } catch {
      return "";
    }
  });

const collectText = (text: string, path: string, collector: Collector): void => {
  const urls = urlsIn(text);
  urls.forEach((url) => {
    collector.url(url, path);
  });
  const rest = urls.reduce((left, url) => left.replaceAll(url, " "), text);
  for (const word of rest.match(words) ?? []) {
    collectWord(word, path, collector);
  }
};

export const text: Source = {
  name: "text",
  collect: (alert, collector) => {
    const data = objectAt(alert, "data");
    for (const { path, text: raw } of fields.flatMap((field) => textsAtPath(data, field, "data"))) {
      const read = path.startsWith("data.eventdata.") ? withoutEntities : singleBackslashes;
      const whole = read(raw.slice(0, longest));
      for (const each of [whole, ...decodedCommands(whole)]) {
        collectText(each, path, collector);
      }
    }
    return true;
  },
};
