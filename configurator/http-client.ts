/** An answer of another system that is not the one that was hoped for; the message holds what it said. */
export class HttpError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export interface HttpClient {
  /** @throws {HttpError} when the status is 400 or more, with the answer's text */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body?: unknown): Promise<T>;
  delete<T>(path: string): Promise<T>;
}

/** Milliseconds that one request may take. */
const requestTimeout = 30_000;

/** Speaks JSON with one system. A redirect is an error: an API that answers with one means its login page. */
export function httpClient(base: string, headers: Readonly<Record<string, string>>): HttpClient {
  const send = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(base + path, {
      method,
      redirect: "error",
      signal: AbortSignal.timeout(requestTimeout),
      headers: { Accept: "application/json", "Content-Type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Error(`${method} ${path}: ${causeOf(error)}`, { cause: error });
    });
    const text = await response.text();
    if (!response.ok) {
      throw new HttpError(
        `${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`,
        response.status,
      );
    }
    return (text === "" ? undefined : parse(text, `${method} ${path}`)) as T;
  };
  return {
    get: (path) => send("GET", path),
    post: (path, body) => send("POST", path, body),
    put: (path, body) => send("PUT", path, body),
    delete: (path) => send("DELETE", path),
  };
}

function parse(text: string, request: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${request} answered with something that is not JSON: ${text.slice(0, 200)}`);
  }
}

/** `fetch failed` says nothing: the reason is in the cause. */
function causeOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code || message : message;
}
