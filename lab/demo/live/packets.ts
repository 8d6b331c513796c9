/** The first words of protocols, as an endpoint without any tool but a shell can send them. */

const short = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};

/** A part with its length before it, in as many bytes. */
function sized(lengthBytes: 1 | 2 | 3, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(content.length, 0, lengthBytes);
  return Buffer.concat([length, content]);
}

/** A question for the IPv4 address of a name (RFC 1035). */
export function dnsQuery(name: string, id: number): Buffer {
  const labels = name.split(".").map((label) => sized(1, Buffer.from(label, "ascii")));
  return Buffer.concat([
    short(id),
    Buffer.from([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    ...labels,
    Buffer.from([0, 0, 1, 0, 1]),
  ]);
}

/** A request for a page; the host is only named, the connection goes where it goes. */
export function httpRequest(address: string): Buffer {
  const { host, pathname, search } = new URL(address);
  return Buffer.from(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    "latin1",
  );
}

/** The first message of TLS 1.2 with the server's name in it (RFC 5246, RFC 6066). */
export function clientHello(serverName: string, random: Buffer): Buffer {
  const name = Buffer.concat([Buffer.from([0]), sized(2, Buffer.from(serverName, "ascii"))]);
  const extensions = [
    Buffer.concat([short(0), sized(2, sized(2, name))]), // server_name
    Buffer.concat([short(10), sized(2, sized(2, short(29), short(23)))]), // supported_groups
    Buffer.concat([short(13), sized(2, sized(2, short(0x0403), short(0x0804)))]), // signature_algorithms
  ];
  const hello = Buffer.concat([
    short(0x0303),
    random,
    sized(1),
    sized(2, short(0xc02f), short(0xc030)),
    sized(1, Buffer.from([0])),
    sized(2, ...extensions),
  ]);
  return Buffer.concat([Buffer.from([22]), short(0x0301), sized(2, Buffer.from([1]), sized(3, hello))]);
}

/** Bytes as `printf %b` takes them. */
export const forPrintf = (bytes: Buffer): string =>
  [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
