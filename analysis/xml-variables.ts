import { XmlError, type XmlElement } from "./xml.ts";

/**
 * Puts the values of `<var name="X">` in place of `$X` in what follows them, as Wazuh does for rules and decoders, and
 * takes the variables out. Where a file defines none, a `$` is only a `$`.
 */
export function applyVariables(roots: readonly XmlElement[]): XmlElement[] {
  const variables = new Map<string, string>();
  const rest: XmlElement[] = [];
  for (const root of roots) {
    if (root.name.toLowerCase() === "var") {
      const name = root.attributes.get("name");
      if (name === undefined) {
        throw new XmlError("No value set for variable.", root.line);
      }
      variables.set(name.toLowerCase(), root.content);
    } else {
      rest.push(variables.size > 0 ? applied(root, variables) : root);
    }
  }
  return rest;
}

const applied = (element: XmlElement, variables: ReadonlyMap<string, string>): XmlElement => ({
  ...element,
  content: replaced(element.content, variables, element.line),
  attributes: new Map(
    Array.from(element.attributes, ([name, value]) => [name, replaced(value, variables, element.line)]),
  ),
  children: element.children.map((child) => applied(child, variables)),
});

function replaced(text: string, variables: ReadonlyMap<string, string>, line: number): string {
  if (text.length <= 2) {
    return text;
  }
  return text.replace(/\$([^$.|, ]*)/g, (whole, name: string) => {
    if (name === "" || name.startsWith("(")) {
      return whole;
    }
    const value = variables.get(name.toLowerCase());
    if (value === undefined) {
      throw new XmlError(`Unknown variable: '${name.slice(0, 95)}'.`, line);
    }
    return value;
  });
}
