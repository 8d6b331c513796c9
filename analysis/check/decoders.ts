import type { ContentFile } from "../analysis.ts";
import type { DecoderLists } from "../decoders/decode.ts";
import { readDecoder } from "../decoders/read.ts";
import { stockDecoders } from "../decoders/stock.ts";
import { RefusedContent, UnsupportedContent } from "../problems.ts";
import type { XmlElement } from "../xml.ts";
import { elementsOf, textOf } from "./content.ts";
import type { Finding } from "./finding.ts";
import { decoderPatternFindings } from "./patterns.ts";
import { stockDecoderNames } from "./stock-index.ts";

/** What the decoders of the checked files are. */
export interface CheckedDecoders {
  readonly findings: readonly Finding[];
  /** Names that rules may give in `decoded_as`, stock ones too. */
  readonly names: ReadonlySet<string>;
  /** Fields that each of our decoders makes, by its name; one that makes fields of JSON is not here. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads decoders one by one: one that is wrong does not keep the others from being read. */
export function readDecoderFiles(files: readonly ContentFile[]): CheckedDecoders {
  const reader = new Reader();
  for (const file of files) {
    const elements = elementsOf(file);
    if (Array.isArray(elements)) {
      elements.forEach((element) => {
        reader.read(element, file.name);
      });
    } else {
      reader.findings.push(elements);
    }
  }
  return reader;
}

class Reader implements CheckedDecoders {
  readonly findings: Finding[] = [];
  readonly names = new Set(stockDecoderNames);
  readonly #orders = new Map<string, Set<string>>();
  readonly #json = new Set<string>();
  readonly #lists: DecoderLists = stockDecoders();

  get fields(): ReadonlyMap<string, ReadonlySet<string>> {
    return new Map(Array.from(this.#orders).filter(([name]) => !this.#json.has(name)));
  }

  read(element: XmlElement, file: string): void {
    const name = element.attributes.get("name") ?? "";
    const patterns = decoderPatternFindings(element, { file });
    this.findings.push(...patterns);
    const parent = textOf(element, "parent");
    const ownParent = parent === undefined || this.#orders.has(parent);
    if (ownParent && !patterns.some(({ kind }) => kind === "pattern" || kind === "not-checked")) {
      this.#asWazuh(element, name, file);
    } else if (parent !== undefined && !ownParent && !stockDecoderNames.has(parent)) {
      this.#error(element, file, `Decoder ${name} has the parent ${parent}, which does not exist`);
    }
    this.#note(element, name, parent);
  }

  /** A child's fields are its parent's too: rules know it by that name, unless it keeps its own. */
  #note(element: XmlElement, name: string, parent: string | undefined): void {
    const known =
      textOf(element, "use_own_name") === "true" || parent === undefined ? [name] : [name, parent];
    this.names.add(name);
    const order = (textOf(element, "order") ?? "").split(",").map((field) => field.trim());
    for (const each of known) {
      const fields = this.#orders.get(each) ?? new Set();
      order.filter((field) => field !== "").forEach((field) => fields.add(field));
      this.#orders.set(each, fields);
      if (textOf(element, "plugin_decoder") !== undefined || stockDecoderNames.has(each)) {
        this.#json.add(each);
      }
    }
  }

  #asWazuh(element: XmlElement, name: string, file: string): void {
    try {
      for (const { message } of readDecoder(element, file, this.#lists)) {
        this.#error(element, file, message.replace(/\.$/, ""));
      }
    } catch (error) {
      if (error instanceof RefusedContent) {
        error.problems.forEach(({ message }) => {
          this.#error(element, file, message.replace(/\.$/, ""));
        });
      } else if (error instanceof UnsupportedContent) {
        this.findings.push({
          kind: "not-checked",
          severity: "note",
          file,
          line: element.line,
          message: `Decoder ${name} uses what Wazuh takes and this check cannot follow.`,
          advice: "Try it on a real manager, with `lab rules explain --stack`.",
        });
      } else {
        throw error;
      }
    }
  }

  #error(element: XmlElement, file: string, message: string): void {
    this.findings.push({
      kind: "refused",
      severity: "error",
      file,
      line: element.line,
      message: `${message}: analysisd does not start.`,
      advice: "Mend the decoder.",
    });
  }
}
