/** MISP's REST interface: one request, its limits, and its failures in words. */
import { messageOf, Trouble, type TroubleKind } from "../errors.ts";
import { version } from "../version.ts";

export interface ClientSettings {
  /** MISP's base address, without a slash at its end. */
  readonly url: string;
  readonly key: string;
  /** Option that names the key's file. */
  readonly keyOption: string;
  /** Certificate authority, PEM. */
  readonly ca?: string | undefined;
  readonly proxy?: string | undefined;
  /** When the call must be over, on the clock of `performance.now()`. */
  readonly deadline: number;
  /** Repetitions of a request that failed in a way that may pass. */
  readonly retries: number;
}

export interface Answer {
  readonly json: unknown;
  readonly headers: Headers;
}

/** What Bun's fetch takes beyond the standard. */
interface BunRequest extends RequestInit {
  readonly tls?: { readonly ca: string };
  readonly proxy?: string;
}

/** A larger answer is refused: pages of `limit` attributes stay far below. */
const longestAnswer = 64 * 1024 * 1024;

const pause = 100;

const isTls = (code: string): boolean => /CERT|TLS|SSL|SIGNED|VERIFY|ISSUER|SIGNATURE|CRL/.test(code);

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

const networkTrouble = (error: unknown, url: string): Trouble => {
  const code = codeOf(error);
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError")) {
    return new Trouble("timeout", `MISP at ${url} did not answer in time; see whether it is overloaded.`);
  }
  if (isTls(code)) {
    return new Trouble(
      "tls",
      `MISP's certificate at ${url} was refused (${code}): check that ca_file holds its authority and that the name is in it.`,
    );
  }
  return new Trouble(
    "unreachable",
    `MISP at ${url} cannot be reached (${code || messageOf(error)}): see whether it runs.`,
  );
};

/** Tells what a status means; none for success. */
const statusTrouble = (response: Response, { url, keyOption }: ClientSettings): Trouble | undefined => {
  const { status } = response;
  const trouble = (kind: TroubleKind, message: string) => new Trouble(kind, message, status);
  if (status === 200) {
    return undefined;
  }
  if (status >= 300 && status < 400) {
    return trouble(
      "redirect",
      `MISP at ${url} redirects: it is in maintenance, or <hook_url> is not its base address.`,
    );
  }
  if (status === 401 || status === 403) {
    return trouble(
      "key-refused",
      `MISP at ${url} refused the key: put one that may do this into the file that ${keyOption} names.`,
    );
  }
  if (status === 429) {
    return trouble("rate-limited", `MISP at ${url} limits the rate of requests of the key's role: raise it.`);
  }
  return status < 500
    ? trouble("client-error", `MISP at ${url} refused the question with status ${status}.`)
    : trouble("server-error", `MISP at ${url} failed with status ${status}: see its logs.`);
};

const readBody = async (response: Response, url: string): Promise<string> => {
  const decoder = new TextDecoder();
  let length = 0;
  let text = "";
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > longestAnswer) {
      throw new Trouble(
        "too-large",
        `MISP at ${url} answered with more than ${longestAnswer} bytes: lower the option limit.`,
      );
    }
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
};

const parse = (text: string, url: string, status: number): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Trouble(
      "not-json",
      `What answers at ${url} does not speak JSON: check that <hook_url> is MISP's base address.`,
      status,
    );
  }
};

/** Failures that may pass by themselves. */
const passing: ReadonlySet<TroubleKind> = new Set([
  "unreachable",
  "rate-limited",
  "server-error",
  "not-json",
]);

/** Seconds that a server asks to wait, as milliseconds. */
const retryAfter = (headers: Headers | undefined): number => {
  const seconds = Number(headers?.get("retry-after") ?? headers?.get("x-rate-limit-reset") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
};

export class MispClient {
  readonly #settings: ClientSettings;
  /** Requests made so far, repetitions too. */
  requests = 0;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
  }

  get url(): string {
    return this.#settings.url;
  }

  /**
   * Makes a request, again where it failed in a way that may pass and time is left.
   *
   * @throws Trouble
   */
  async request(method: "GET" | "POST", path: string, body?: unknown): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.#once(method, path, body);
      if (!("trouble" in outcome)) {
        return outcome;
      }
      const wait = Math.max(pause * 2 ** attempt, retryAfter(outcome.headers));
      const inTime = performance.now() + wait < this.#settings.deadline;
      if (attempt >= this.#settings.retries || !passing.has(outcome.trouble.kind) || !inTime) {
        throw outcome.trouble;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  async #once(
    method: string,
    path: string,
    body: unknown,
  ): Promise<Answer | { readonly trouble: Trouble; readonly headers?: Headers }> {
    const { url, key, ca, proxy, deadline } = this.#settings;
    const left = deadline - performance.now();
    if (left <= 0) {
      return {
        trouble: new Trouble(
          "timeout",
          `MISP at ${url} did not answer in time; see whether it is overloaded.`,
        ),
      };
    }
    const request: BunRequest = {
      method,
      headers: {
        authorization: key,
        accept: "application/json",
        "content-type": "application/json",
        "user-agent": `custom-misp/${version}`,
      },
      redirect: "manual",
      signal: AbortSignal.timeout(left),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(ca === undefined ? {} : { tls: { ca } }),
      ...(proxy === undefined ? {} : { proxy }),
    };
    this.requests += 1;
    let response: Response | undefined;
    try {
      response = await fetch(`${url}${path}`, request);
      const trouble = statusTrouble(response, this.#settings);
      if (trouble !== undefined) {
        return { trouble, headers: response.headers };
      }
      return { json: parse(await readBody(response, url), url, response.status), headers: response.headers };
    } catch (error) {
      return { trouble: error instanceof Trouble ? error : networkTrouble(error, url) };
    }
  }
}
