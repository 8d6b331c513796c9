/** What a template can name. */
export type Model = Readonly<Record<string, unknown>>;

/** A template that cannot be read. */
export class TemplateProblem extends Error {
  override readonly name = "TemplateProblem";
}

/** How a value is written into the text: as it is, or escaped for JSON. */
export type Encode = (text: string) => string;

type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly path: string; readonly otherwise: string | undefined }
  | {
      readonly kind: "if";
      readonly path: string;
      readonly negated: boolean;
      readonly then: readonly Part[];
      readonly otherwise: readonly Part[];
    }
  | {
      readonly kind: "foreach";
      readonly path: string;
      readonly variable: string;
      readonly separator: string;
      readonly body: readonly Part[];
    };

/**
 * Fills a template of JMTE, as far as notifications use it: `${a.b}`, `${a.b(default)}`, `${if a}…${else}…${end}`,
 * `${if !a}`, `${foreach list one ,}…${end}` with `${if last_one}` and `${if first_one}`. What is not there is nothing.
 * https://go2docs.graylog.org/current/interacting_with_your_log_data/notifications.html
 * @throws {TemplateProblem}
 */
export function fillTemplate(template: string, model: Model, encode: Encode = (text) => text): string {
  const reader = new TemplateReader(template);
  return render(reader.parts(), model, encode);
}

/** Escapes a value for a JSON string, as notifications of content type JSON do. */
export function encodeForJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

class TemplateReader {
  readonly #pieces: readonly string[];
  #at = 0;

  constructor(template: string) {
    this.#pieces = template.split(/(\$\{(?:[^}\\]|\\.)*\})/);
  }

  /** Parts up to the end, or to `${else}` or `${end}`. */
  parts(inside = false): Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#pieces.length) {
      const piece = this.#pieces[this.#at] ?? "";
      const directive = /^\$\{\s*([\s\S]*?)\s*\}$/.exec(piece)?.[1];
      if (directive === undefined) {
        this.#at += 1;
        if (piece !== "") {
          parts.push({ kind: "text", text: piece });
        }
      } else if (directive === "end" || directive === "else") {
        if (!inside) {
          throw new TemplateProblem(`Unexpected "${directive}" in the template`);
        }
        return parts;
      } else {
        this.#at += 1;
        parts.push(this.#part(directive));
      }
    }
    if (inside) {
      throw new TemplateProblem("Missing end keyword in the template");
    }
    return parts;
  }

  #part(directive: string): Part {
    const condition = /^if\s+(!?)\s*(\S+)$/.exec(directive);
    if (condition !== null) {
      const then = this.parts(true);
      const hasElse = this.#take() === "else";
      const otherwise = hasElse ? this.parts(true) : [];
      if (hasElse) {
        this.#take();
      }
      return { kind: "if", path: condition[2] ?? "", negated: condition[1] === "!", then, otherwise };
    }
    if (/^foreach\b/.test(directive)) {
      const loop = /^foreach\s+(\S+)\s+(\S+)(?:\s([\s\S]*))?$/.exec(directive);
      if (loop === null) {
        throw new TemplateProblem("Missing variable name in foreach");
      }
      const body = this.parts(true);
      this.#take();
      return {
        kind: "foreach",
        path: loop[1] ?? "",
        variable: loop[2] ?? "",
        separator: loop[3] ?? "",
        body,
      };
    }
    const value = /^([^(;]+?)(?:\(([\s\S]*)\))?(?:;.*)?$/.exec(directive);
    return { kind: "value", path: value?.[1] ?? directive, otherwise: value?.[2] };
  }

  /** The directive that ended the parts before. */
  #take(): string {
    const piece = this.#pieces[this.#at] ?? "";
    this.#at += 1;
    return piece.replace(/^\$\{\s*|\s*\}$/g, "");
  }
}

function render(parts: readonly Part[], model: Model, encode: Encode): string {
  return parts.map((part) => renderPart(part, model, encode)).join("");
}

function renderPart(part: Part, model: Model, encode: Encode): string {
  switch (part.kind) {
    case "text":
      return part.text;
    case "value": {
      const value = find(part.path, model);
      return value === undefined || value === null ? (part.otherwise ?? "") : encode(textOf(value));
    }
    case "if":
      return render(
        isTrue(find(part.path, model)) !== part.negated ? part.then : part.otherwise,
        model,
        encode,
      );
    case "foreach": {
      const items = itemsOf(find(part.path, model));
      return items
        .map((item, index) => {
          const inner = {
            ...model,
            [part.variable]: item,
            [`first_${part.variable}`]: index === 0,
            [`last_${part.variable}`]: index === items.length - 1,
            [`index_${part.variable}`]: index,
          };
          return render(part.body, inner, encode);
        })
        .join(part.separator);
    }
  }
}

function find(path: string, model: Model): unknown {
  let value: unknown = model;
  for (const name of path.split(".")) {
    value =
      value !== null && typeof value === "object" && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined;
  }
  return value;
}

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.length > 0;
  }
  if (value !== null && typeof value === "object") {
    return Object.keys(value).length > 0;
  }
  return value !== undefined && value !== null && value !== false && value !== "" && value !== "false";
}

/** A map is a list of its keys and values. */
function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    return value;
  }
  return value !== null && typeof value === "object"
    ? Object.entries(value).map(([key, one]) => ({ key, value: one as unknown }))
    : [];
}

/** As Java writes it. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(textOf).join(", ")}]`;
  }
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).map(([key, one]) => `${key}=${textOf(one)}`);
    return `{${members.join(", ")}}`;
  }
  return String(value);
}
