import type { Answer } from "../../http/exchange.ts";

/** An error of MISP's. `fields` come before the name, as in `{"saved":false,"name":…}`, or after it. */
export class MispError extends Error {
  override readonly name = "MispError";
  readonly status: number;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** The `url` of the answer; undefined is that of the request. */
  readonly url: string | undefined;

  constructor(
    status: number,
    message: string,
    more: {
      readonly before?: Record<string, unknown>;
      readonly after?: Record<string, unknown>;
      readonly url?: string;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.before = more.before ?? {};
    this.after = more.after ?? {};
    this.url = more.url;
  }
}

/** What a wrong, missing or expired key gets. */
export const authenticationFailed =
  "Authentication failed. Please make sure you pass the API key of an API enabled user along in the Authorization header.";

/** What a key or role gets that may not do a thing. */
export const notPermitted = "You do not have permission to use this functionality.";

/** What a body gets that is no JSON: it is not run, since it would ask for everything. */
export const invalidJson =
  "Invalid JSON input. Make sure that the JSON input is a correctly formatted JSON string. This request has been blocked to avoid an unfiltered request.";

/** The error as JSON, or as the page that a browser gets. */
export function errorAnswer(error: MispError, url: string, wantsJson: boolean): Answer {
  if (wantsJson) {
    const body = {
      ...error.before,
      name: error.message,
      message: error.message,
      url: error.url ?? url,
      ...error.after,
    };
    return {
      status: error.status,
      headers: { "Content-Type": "application/json; charset=UTF-8" },
      body: JSON.stringify(body),
    };
  }
  return {
    status: error.status,
    headers: { "Content-Type": "text/html; charset=UTF-8" },
    body: `<!DOCTYPE html>\n<html lang="en">\n<head>\n    <meta charset="utf-8">\n    <title>Errors - MISP</title>\n</head>\n<body>\n<h2>${error.message}</h2>\n</body>\n</html>\n`,
  };
}
