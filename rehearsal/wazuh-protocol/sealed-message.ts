import { createCipheriv, createDecipheriv, createHash, randomInt } from "node:crypto";
import { deflateSync, inflateSync } from "node:zlib";

/** An agent as its manager and it know it: the four words of a line in etc/client.keys. */
export interface AgentKey {
  /** `001` and on. */
  readonly id: string;
  readonly name: string;
  /** `any`, or the one address that it may come from. */
  readonly ip: string;
  /** 64 hexadecimal digits. */
  readonly key: string;
}

/** A message that cannot be opened: another key, damaged, or not of this protocol. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

/** Bytes in front of each message: its MD5, a random number, and two counters. */
const overhead = 32 + 5 + 10 + 1 + 4 + 1;
const cipher = "aes-256-cbc";
const iv = Buffer.from("FEDCBA0987654321");
const aes = "#AES:";

/** The key of both directions; OS_AddKey in src/os_crypto/shared/keys.c of wazuh/wazuh 4.14. */
function encryptionKey({ id, name, key }: AgentKey): Buffer {
  const who = md5(md5(name) + md5(id)).slice(0, 15);
  return Buffer.from((md5(key) + who).slice(0, 32));
}

/**
 * Seals the messages of one sender, each with a counter of its own: CreateSecMSG in src/os_crypto/shared/msgs.c of
 * wazuh/wazuh 4.14, with AES.
 */
export class Sealer {
  readonly #key: Buffer;
  readonly #prefix: string;
  #global: number;
  #local = 0;

  /**
   * @param sender an agent of any address says which it is, in clear
   * @param global where its counter begins: never lower than at the last start
   */
  constructor(agent: AgentKey, sender: "agent" | "manager", global = Math.floor(Date.now() / 1000)) {
    this.#key = encryptionKey(agent);
    this.#prefix = sender === "agent" ? `!${agent.id}!${aes}` : aes;
    this.#global = global;
  }

  /** @param message bytes, as Wazuh takes them: latin1 */
  seal(message: string): Buffer {
    if (this.#local >= 9_997) {
      this.#local = 0;
      this.#global++;
    }
    this.#local++;
    const numbers = `${padded(randomInt(65_536), 5)}${padded(this.#global, 10)}:${padded(this.#local, 4)}:`;
    const body = Buffer.concat([Buffer.from(numbers), Buffer.from(message, "latin1")]);
    const packed = deflateSync(Buffer.concat([Buffer.from(md5(body)), body]));
    // One exclamation mark at least, and as many as make the length a multiple of eight.
    const marks = "!".repeat(8 - (packed.length % 8));
    const encryption = createCipheriv(cipher, this.#key, iv);
    const sealed = [encryption.update(marks), encryption.update(packed), encryption.final()];
    return Buffer.concat([Buffer.from(this.#prefix), ...sealed]);
  }
}

/** The agent that a message of one says that it is from; undefined where it is no such message. */
export const senderOf = (message: Buffer): string | undefined =>
  /^!(\d+)!/.exec(message.toString("latin1", 0, 16))?.[1];

/** Where a message stands in its sender's order. */
export interface Opened {
  readonly global: number;
  readonly local: number;
  /** Bytes: latin1. */
  readonly message: string;
}

/** Opens a message of either side; ReadSecMSG in the same file. Throws {@link SealBroken}. */
export function open(sealed: Buffer, agent: AgentKey): Opened {
  const sender = senderOf(sealed);
  const start = sender === undefined ? 0 : sender.length + 2;
  if (sealed.toString("latin1", start, start + aes.length) !== aes) {
    throw new SealBroken("The message is not encrypted with AES.");
  }
  const body = unpacked(decrypted(sealed.subarray(start + aes.length), encryptionKey(agent)));
  if (body.length < overhead || md5(body.subarray(32)) !== body.toString("latin1", 0, 32)) {
    throw new SealBroken("The message's checksum is wrong.");
  }
  const text = body.toString("latin1", 32);
  const [head, global, local] = /^.{5}(\d{10}):(\d{4}):/s.exec(text) ?? [];
  if (head === undefined) {
    throw new SealBroken("The message has no counters.");
  }
  return { global: Number(global), local: Number(local), message: text.slice(head.length) };
}

function decrypted(bytes: Buffer, key: Buffer): Buffer {
  try {
    const decryption = createDecipheriv(cipher, key, iv);
    return Buffer.concat([decryption.update(bytes), decryption.final()]);
  } catch {
    throw new SealBroken("The message does not fit the agent's key.");
  }
}

function unpacked(bytes: Buffer): Buffer {
  let marks = 0;
  while (bytes[marks] === 0x21) {
    marks++;
  }
  if (marks === 0) {
    throw new SealBroken("The message does not fit the agent's key.");
  }
  try {
    return inflateSync(bytes.subarray(marks), { maxOutputLength: 65_536 + overhead });
  } catch {
    throw new SealBroken("The message cannot be unpacked.");
  }
}

const md5 = (bytes: string | Buffer): string => createHash("md5").update(bytes).digest("hex");

const padded = (number: number, digits: number): string => String(number).padStart(digits, "0");
