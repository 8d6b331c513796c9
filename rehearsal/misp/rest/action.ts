import type { Answer } from "../../http/exchange.ts";
import type { Misp } from "../misp.ts";
import type { Caller } from "./caller.ts";
import type { MispRequest } from "./request.ts";

/** One call of an action by somebody whose key is good. */
export interface Call {
  readonly misp: Misp;
  readonly request: MispRequest;
  readonly caller: Caller;
}

/** What is behind `/controller/action`. It throws a MispError for what MISP answers with an error. */
export type Action = (call: Call) => Answer | Promise<Answer>;

/** Actions by `controller/action`, in lower case. */
export type Actions = Readonly<Record<string, Action>>;

/** A JSON answer. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status: 200,
    headers: { "Content-Type": "application/json; charset=UTF-8", ...headers },
    body: JSON.stringify(value),
  };
}

/** What MISP answers after it has done something that has nothing to show. */
export function done(
  request: MispRequest,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): Answer {
  return json({ saved: true, success: true, name: message, message, url: request.url, ...more });
}
