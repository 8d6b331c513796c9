import { z } from "zod";

/** A ticket system did not do what it was asked; the message says what it said, and what to do. */
export class AdapterError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Milliseconds that the system wants to be left alone for. */
  readonly retryAfter: number;

  constructor(
    message: string,
    { status = 0, retryAfter = 0, cause }: { status?: number; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Whether the system as a whole is in trouble or refuses us, and not this one ticket. */
  get concernsAll(): boolean {
    return (
      this.status === 0 ||
      this.status >= 500 ||
      this.retryAfter > 0 ||
      [401, 403, 408, 429].includes(this.status)
    );
  }

  /** Whether trying again alone will not help: somebody has to change something. */
  get isRefusal(): boolean {
    return (
      this.status >= 300 && this.status < 500 && this.retryAfter === 0 && ![408, 429].includes(this.status)
    );
  }

  /** Whether the thing that was asked for is not there, or not any more. */
  get isMissing(): boolean {
    return this.status === 404 || this.status === 410;
  }
}

export interface AdapterHttp {
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  post<T>(
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<T>;
}

/** Milliseconds that one request may take. */
const requestTimeout = 30_000;

/**
 * Speaks JSON with one ticket system. A redirect is not followed: the token would go where nobody said it may.
 *
 * @param base address of its API, without a slash behind
 * @param hints what to do about a status that says that the settings are wrong
 */
export function adapterHttp(
  base: string,
  headers: Readonly<Record<string, string>>,
  hints: Readonly<Record<number, string>>,
): AdapterHttp {
  const send = async <T>(
    method: string,
    path: string,
    schema: z.ZodType<T>,
    body?: unknown,
    more?: Readonly<Record<string, string>>,
  ): Promise<T> => {
    const request = `${method} ${new URL(base + path).pathname}`;
    const response = await fetch(base + path, {
      method,
      redirect: "manual",
      signal: AbortSignal.timeout(requestTimeout),
      headers: {
        Accept: "application/json",
        "User-Agent": "wazuh-misp-lab",
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
        ...more,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new AdapterError(`${request}: ${causeOf(error)}`, { cause: error });
    });
    const text = await response.text().catch((error: unknown) => {
      throw new AdapterError(`${request}: ${causeOf(error)}`, { cause: error });
    });
    const { status } = response;
    if (!response.ok) {
      const retryAfter = retryAfterOf(response.headers);
      const moved = status >= 300 && status < 400 ? "The address has moved: give the new one." : "";
      const hint = retryAfter > 0 ? "It wants to be left alone for a while." : (hints[status] ?? moved);
      const said = text.slice(0, 300).trim() || "nothing";
      throw new AdapterError(`${request} answered ${status}: ${said}. ${hint}`.trim(), {
        status,
        retryAfter,
      });
    }
    const result = schema.safeParse(jsonOf(text));
    if (!result.success) {
      throw new AdapterError(
        `${request} answered with something else than its documentation says: ${z.prettifyError(result.error).slice(0, 300)}. Is ${base} the right address?`,
      );
    }
    return result.data;
  };
  return {
    get: (path, schema) => send("GET", path, schema),
    post: (path, body, schema, more) => send("POST", path, schema, body, more),
  };
}

function jsonOf(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Milliseconds that an answer asks to wait for: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), or the end of
 * GitHub's and GitLab's window when nothing is left of it.
 */
function retryAfterOf(headers: Headers): number {
  const after = headers.get("retry-after");
  if (after !== null) {
    const until = /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - Date.now();
    return Number.isNaN(until) ? 0 : Math.max(0, until);
  }
  const remaining = headers.get("x-ratelimit-remaining") ?? headers.get("ratelimit-remaining");
  const reset = Number(headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset"));
  return remaining === "0" && reset > 0 ? Math.max(0, reset * 1_000 - Date.now()) : 0;
}

/** `fetch failed` says nothing: the reason is in the cause. */
function causeOf(error: unknown): string {
  const { cause, message, name } = error as Error;
  if (name === "TimeoutError") {
    return `no answer in ${requestTimeout / 1_000} s`;
  }
  const reason =
    cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
  const code = String((cause as NodeJS.ErrnoException | undefined)?.code);
  return /CERT|SELF_SIGNED|ISSUER|ALTNAME|SIGNATURE/.test(code)
    ? `its certificate is not trusted (${reason}): give its authority as lab:ticketing.authority`
    : reason;
}
