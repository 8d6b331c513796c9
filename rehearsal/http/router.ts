import type { Answer, Exchange } from "./exchange.ts";

/** A handler behind a route: `parameter("id")` is the decoded part of the path that the route calls `:id`. */
export type RouteHandler<Context> = (
  exchange: Exchange,
  context: Context,
  parameter: (name: string) => string,
) => Answer | Promise<Answer>;

interface Route<Context> {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: RouteHandler<Context>;
}

/** What a lookup found: a handler, or only that the path exists with other methods, or nothing. */
export type Found<Context> =
  | { readonly kind: "handler"; readonly answer: (exchange: Exchange, context: Context) => Promise<Answer> }
  | { readonly kind: "other methods"; readonly allowed: readonly string[] }
  | { readonly kind: "nothing" };

/**
 * Finds the handler for a method and a path. A route such as `/users/:id` has named parts of one segment;
 * a last part `*rest` takes what remains, slashes and all, also nothing. The first route that fits wins.
 */
export class Router<Context> {
  readonly #routes: Route<Context>[] = [];

  /** Adds a route for one or more methods, separated by blanks. */
  on(methods: string, route: string, handler: RouteHandler<Context>): this {
    const pattern = new RegExp(`^${route.split("/").map(segment).join("/").replaceAll("/(?:/", "(?:/")}$`);
    for (const method of methods.split(" ")) {
      this.#routes.push({ method, pattern, handler });
    }
    return this;
  }

  find(method: string, path: string): Found<Context> {
    const fitting = this.#routes.filter((route) => route.pattern.test(path));
    const route = fitting.find((one) => one.method === method);
    if (route === undefined) {
      return fitting.length > 0
        ? { kind: "other methods", allowed: fitting.map((one) => one.method) }
        : { kind: "nothing" };
    }
    const parts = route.pattern.exec(path)?.groups ?? {};
    const parameter = (name: string): string => decodeURIComponent(parts[name] ?? "");
    return {
      kind: "handler",
      answer: async (exchange, context) => await route.handler(exchange, context, parameter),
    };
  }
}

function segment(text: string): string {
  if (text.startsWith(":")) {
    return `(?<${text.slice(1)}>[^/]+)`;
  }
  if (text.startsWith("*")) {
    return `(?:/(?<${text.slice(1)}>.*))?`;
  }
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
