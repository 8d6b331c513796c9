import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";

/** Something cannot be downloaded from here and now: another way may be taken. The message names the address and why. */
export class Unavailable extends Error {}

/** A host that has said nothing for so long (milliseconds) is taken for unreachable. */
const silence = 10_000;
const mostRedirects = 5;

/** A small text at an address. @throws {Unavailable} */
export async function fetchText(url: string, env: NodeJS.ProcessEnv): Promise<string> {
  const response = await get(url, env, mostRedirects);
  return await text(receive(response, url));
}

/**
 * Writes what lies at an address to a file.
 *
 * @param algorithm of the checksum
 * @returns the checksum of what came, in hexadecimal digits
 * @throws {Unavailable} also when it breaks off half way
 */
export async function fetchFile(
  url: string,
  file: string,
  algorithm: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const response = await get(url, env, mostRedirects);
  const hash = createHash(algorithm);
  await pipeline(
    receive(response, url),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file, { flags: "wx" }),
  );
  return hash.digest("hex");
}

/** What arrives; a connection that breaks is `Unavailable`, unlike a disk that is full. */
async function* receive(response: IncomingMessage, url: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      yield chunk;
    }
  } catch (error) {
    throw new Unavailable(`${url} broke off: ${reasonOf(error)}`, { cause: error });
  }
}

async function get(url: string, env: NodeJS.ProcessEnv, redirects: number): Promise<IncomingMessage> {
  const response = await request(url, env);
  const { statusCode = 0, headers } = response;
  if (statusCode === 200) {
    return response;
  }
  response.destroy();
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
    const next = new URL(headers.location, url);
    if (redirects === 0 || (url.startsWith("https:") && next.protocol !== "https:")) {
      throw new Unavailable(`${url} leads on to ${next.href}, which is not followed.`);
    }
    return await get(next.href, env, redirects - 1);
  }
  throw new Unavailable(`${url} answered with status ${statusCode}.`);
}

/** One request, through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment name. */
async function request(url: string, env: NodeJS.ProcessEnv): Promise<IncomingMessage> {
  const { Agent, get: send } = url.startsWith("https:") ? https : http;
  const agent = new Agent({ proxyEnv: env, timeout: silence });
  return await new Promise((resolve, reject) => {
    const sent = send(url, { agent, headers: { "user-agent": "wazuh-misp-lab" } }, resolve);
    sent.on("timeout", () => sent.destroy(new Error(`nothing came for ${silence / 1_000} s`)));
    sent.on("error", (error) =>
      reject(new Unavailable(`${url} cannot be reached: ${reasonOf(error)}`, { cause: error })),
    );
  });
}

function reasonOf(error: unknown): string {
  // A host with several addresses gives an error for each.
  const cause = error instanceof AggregateError ? (error.errors as unknown[])[0] : error;
  return cause instanceof Error ? cause.message : String(cause);
}
