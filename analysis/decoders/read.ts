import {
  Expression,
  type ExpressionType,
  PatternUnsupported,
  SyntaxRefused,
} from "../expressions/expression.ts";
import { type Problem, RefusedContent, UnsupportedContent } from "../problems.ts";
import { applyVariables } from "../xml-variables.ts";
import { parseXml, XmlError, type XmlElement } from "../xml.ts";
import type { DecoderLists } from "./decode.ts";
import { type Category, decoder, type DecoderInfo, type Offset } from "./decoder.ts";

const offsets: readonly string[] = ["after_parent", "after_prematch", "after_regex"];
const categories: readonly string[] = ["firewall", "ids", "web-log", "syslog", "squid", "windows", "ossec"];
const unsupported = new Set(["fts", "ftscomment", "accumulate"]);

/**
 * Reads a file of decoders (its bytes, see bytes.ts) into the lists. Returns Wazuh's warnings; throws RefusedContent
 * where Wazuh would not start with the file, and UnsupportedContent where this library cannot do what it says.
 */
export function readDecoders(text: string, file: string, lists: DecoderLists): readonly Problem[] {
  const reader = new DecoderFileReader(file, lists);
  reader.read(text);
  return reader.problems;
}

/** Reads one `<decoder>`, as readDecoders does with each of a file. */
export function readDecoder(element: XmlElement, file: string, lists: DecoderLists): readonly Problem[] {
  const reader = new DecoderFileReader(file, lists);
  reader.readOne(element);
  return reader.problems;
}

interface Draft {
  parent?: string;
  ownNameKept: boolean;
  category: Category;
  order: string[];
  json: boolean;
  jsonOffset: Offset;
  jsonNull: DecoderInfo["jsonNull"];
  jsonArray: DecoderInfo["jsonArray"];
  readonly patterns: Map<string, { type: ExpressionType; pattern: string; offset: Offset }>;
}

class DecoderFileReader {
  readonly problems: Problem[] = [];
  readonly #file: string;
  readonly #lists: DecoderLists;

  constructor(file: string, lists: DecoderLists) {
    this.#file = file;
    this.#lists = lists;
  }

  read(text: string): void {
    for (const element of this.#parse(text)) {
      this.readOne(element);
    }
  }

  readOne(element: XmlElement): void {
    this.#add(this.#readDecoder(element));
  }

  #parse(text: string): readonly XmlElement[] {
    try {
      return applyVariables(parseXml(text));
    } catch (error) {
      if (error instanceof XmlError) {
        this.#refuse(
          `(1226): Error reading XML file '${this.#file}': ${error.message} (line ${error.line}).`,
        );
      }
      throw error;
    }
  }

  #refuse(...messages: string[]): never {
    const errors = messages.map((message): Problem => ({ level: "ERROR", message, file: this.#file }));
    throw new RefusedContent([...this.problems, ...errors]);
  }

  #warn(message: string): void {
    this.problems.push({ level: "WARNING", message, file: this.#file });
  }

  #readDecoder(element: XmlElement): DecoderInfo {
    const [name, status, ...more] = element.attributes;
    const valid = name?.[0].toLowerCase() === "name" && (status?.[0].toLowerCase() ?? "status") === "status";
    if (element.name.toLowerCase() !== "decoder" || !valid || more.length > 0) {
      this.#refuse(`(1230): Invalid element in the configuration: '${element.name}'.`);
    }
    if (element.children.length === 0) {
      this.#refuse("(1231): Invalid NULL element in the configuration.");
    }
    const draft: Draft = {
      ownNameKept: false,
      category: "syslog",
      order: [],
      json: false,
      jsonOffset: "none",
      jsonNull: "string",
      jsonArray: "array",
      patterns: new Map(),
    };
    for (const option of element.children) {
      this.#readOption(option, draft, name[1]);
    }
    return this.#finish(draft, name[1]);
  }

  #readOption(element: XmlElement, draft: Draft, name: string): void {
    const option = element.name.toLowerCase();
    const { content } = element;
    if (option === "prematch" || option === "regex" || option === "program_name") {
      this.#readPattern(element, option, draft, name);
    } else if (option === "parent") {
      draft.parent = (draft.parent ?? "") + content;
    } else if (option === "use_own_name") {
      draft.ownNameKept = content === "true";
    } else if (option === "type") {
      if (!categories.includes(content)) {
        this.#refuse(`Invalid decoder type '${content}'.`);
      }
      draft.category = content as Category;
    } else if (option === "order") {
      draft.order = this.#readOrder(content, name);
    } else if (option === "plugin_decoder") {
      this.#readPlugin(element, draft, name);
    } else if (option === "json_null_field") {
      draft.jsonNull = this.#choice(content, ["string", "discard"], option, name);
    } else if (option === "json_array_structure") {
      draft.jsonArray = this.#choice(content, ["array", "csv"], option, name);
    } else if (unsupported.has(option)) {
      throw new UnsupportedContent(`Decoder ${name} in ${this.#file}`, `<${element.name}>`);
    } else {
      this.#refuse(`Invalid element '${element.name}' for decoder 'decoder'`);
    }
  }

  #readPattern(element: XmlElement, option: string, draft: Draft, name: string): void {
    const before = draft.patterns.get(option);
    const offset = this.#offset(element, name);
    if (before && offset !== "none") {
      this.#refuse(
        `(2109): Duplicated offsets for same regex: '${name}'.`,
        `(2107): Decoder configuration error: '${name}'.`,
      );
    }
    draft.patterns.set(option, {
      type: this.#type(element, option === "program_name" ? "osmatch" : "osregex", name),
      pattern: (before?.pattern ?? "") + element.content,
      offset: before?.offset ?? offset,
    });
  }

  #type(element: XmlElement, usual: ExpressionType, name: string): ExpressionType {
    const value = element.attributes.get("type")?.toLowerCase();
    if (value === "osregex" || value === "pcre2" || (value === "osmatch" && usual === "osmatch")) {
      return value;
    }
    if (value !== undefined) {
      this.#warn(
        `(7601): Invalid value for attribute 'type' in '${element.name}' option (decoder \`${name}\`). Default value will be taken.`,
      );
    }
    return usual;
  }

  #offset(element: XmlElement, name: string): Offset {
    const value = element.attributes.get("offset")?.toLowerCase();
    if (value === undefined || offsets.includes(value)) {
      return (value as Offset | undefined) ?? "none";
    }
    this.#warn(
      `(7601): Invalid value for attribute 'offset' in '${element.name}' option (decoder \`${name}\`). Default value will be taken.`,
    );
    return "none";
  }

  #readOrder(content: string, name: string): string[] {
    return content.split(",").map((part) => {
      const word = part.trimStart().split(" ")[0] ?? "";
      if (word === "") {
        this.#refuse(`decode-xml: Wrong field '${part}' in the order of decoder '${name}'`);
      }
      return word;
    });
  }

  #readPlugin(element: XmlElement, draft: Draft, name: string): void {
    const known = ["PF_Decoder", "SymantecWS_Decoder", "SonicWall_Decoder", "OSSECAlert_Decoder"];
    if (known.includes(element.content)) {
      throw new UnsupportedContent(`Decoder ${name} in ${this.#file}`, `the plugin ${element.content}`);
    }
    if (element.content !== "JSON_Decoder") {
      this.#refuse(`(2110): Invalid decoder argument for plugin_decoder: '${element.content}'.`);
    }
    draft.json = true;
    draft.jsonOffset = this.#offset(element, name);
  }

  #choice<T extends string>(content: string, choices: readonly [T, ...T[]], option: string, name: string): T {
    const choice = choices.find((value) => value === content.toLowerCase());
    if (choice === undefined) {
      this.#warn(
        `(7602): Invalid value '${content}' in '${option}' option (decoder \`${name}\`). Default value will be taken.`,
      );
    }
    return choice ?? choices[0];
  }

  #finish(draft: Draft, name: string): DecoderInfo {
    const prematch = draft.patterns.get("prematch");
    const regex = draft.patterns.get("regex");
    const programName = draft.patterns.get("program_name");
    const broken = `(2107): Decoder configuration error: '${name}'.`;
    if (!prematch && draft.parent === undefined && !programName) {
      this.#refuse(`(2108): No 'prematch' found in decoder: '${name}'.`, broken);
    }
    if ((regex !== undefined) !== draft.order.length > 0) {
      if (draft.json && draft.order.length > 0) {
        this.#refuse(`(2111): Additional data to plugin decoder: '${name}'.`);
      }
      this.#refuse(broken);
    }
    if (draft.json && regex) {
      this.#refuse(`(2111): Additional data to plugin decoder: '${name}'.`);
    }
    const regexOffset = this.#checkedOffset(regex?.offset ?? "none", draft, prematch !== undefined, broken);
    if (
      prematch &&
      prematch.offset !== "none" &&
      (prematch.offset !== "after_parent" || draft.parent === undefined)
    ) {
      this.#refuse(broken);
    }
    const compile = (value: { type: ExpressionType; pattern: string }) => this.#compile(value, name);
    return decoder(draft.parent !== undefined && !draft.ownNameKept ? draft.parent : name, {
      ownName: name,
      ...(draft.parent !== undefined && { parent: draft.parent }),
      category: draft.category,
      ...(programName && { programName: compile(programName) }),
      ...(prematch && { prematch: compile(prematch) }),
      prematchOffset: prematch?.offset ?? "none",
      ...(regex && { regex: compile(regex) }),
      regexOffset,
      order: draft.order,
      json: draft.json,
      jsonOffset: draft.jsonOffset,
      jsonNull: draft.jsonNull,
      jsonArray: draft.jsonArray,
    });
  }

  #checkedOffset(offset: Offset, draft: Draft, prematch: boolean, broken: string): Offset {
    if (offset === "after_prematch" && draft.parent === undefined) {
      return "after_parent";
    }
    const alone = draft.parent === undefined && (offset === "after_parent" || offset === "after_regex");
    if (alone || (offset === "after_prematch" && !prematch)) {
      this.#refuse(`(2120): Invalid offset value: '${offset}'`, broken);
    }
    return offset;
  }

  #compile({ type, pattern }: { type: ExpressionType; pattern: string }, name: string): Expression {
    try {
      return new Expression(type, pattern);
    } catch (error) {
      if (error instanceof SyntaxRefused) {
        this.#refuse(
          `(1452): Syntax error on regex: '${pattern}'`,
          `(2107): Decoder configuration error: '${name}'.`,
        );
      }
      if (error instanceof PatternUnsupported) {
        throw new UnsupportedContent(`Decoder ${name} in ${this.#file}`, error.message);
      }
      throw error;
    }
  }

  #add(info: DecoderInfo): void {
    const node = { decoder: info, children: [] };
    if (info.parent === undefined) {
      (info.programName ? this.#lists.withProgram : this.#lists.withoutProgram).push(node);
      return;
    }
    const parents = [...this.#lists.withProgram, ...this.#lists.withoutProgram].filter(
      (candidate) => candidate.decoder.ownName === info.parent,
    );
    if (parents.length === 0) {
      this.#refuse(
        `(2101): Parent decoder name invalid: '${info.parent}'.`,
        "(2106): Error adding decoder plugin.",
      );
    }
    for (const parent of parents) {
      parent.children.push(node);
    }
  }
}
