import type { Answer } from "../../http/exchange.ts";

/** What Graylog answers instead of a result. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  /** Beside `type` and `message`. */
  readonly more: Readonly<Record<string, unknown>>;
  readonly type: "ApiError" | "RequestError";

  constructor(
    status: number,
    message: string,
    type: "ApiError" | "RequestError" = "ApiError",
    more: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.status = status;
    this.type = type;
    this.more = more;
  }
}

/** The problem as JSON. */
export function problemAnswer(problem: ApiProblem): Answer {
  return json({ type: problem.type, message: problem.message, ...problem.more }, problem.status);
}

/** A JSON answer. */
export function json(value: unknown, status = 200): Answer {
  return { status, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) };
}

/** An answer without a body. */
export const noContent: Answer = { status: 204 };

/** 404 for an object that is not there. */
export function notFound(what: string, id: string): ApiProblem {
  return new ApiProblem(404, `Couldn't find ${what} with ID ${id}`);
}
