/** The longest message that either side takes: OS_MAXSTR of wazuh/wazuh 4.14, in bytes. */
const maxFrame = 65_536;

/** A message as TCP carries it: its length in four bytes, the lowest first, before it. OS_SendSecureTCP of wazuh/wazuh. */
export function frame(message: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(message.length);
  return Buffer.concat([length, message]);
}

/** Cuts a stream into messages again. */
export class Frames {
  #rest = Buffer.alloc(0);

  /**
   * @returns the messages that are complete now
   * @throws RangeError where a length is none that the protocol has; the connection is of no use any more
   */
  take(bytes: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const messages: Buffer[] = [];
    while (this.#rest.length >= 4) {
      const length = this.#rest.readUInt32LE();
      if (length === 0 || length > maxFrame) {
        throw new RangeError(`A message of ${length} bytes is none of Wazuh's.`);
      }
      if (this.#rest.length < 4 + length) {
        break;
      }
      messages.push(this.#rest.subarray(4, 4 + length));
      this.#rest = this.#rest.subarray(4 + length);
    }
    return messages;
  }
}
