/**
 * Addresses: reading them strictly, writing them the one way that MISP stores them, and telling those that belong to no
 * one in the internet.
 */

/** An address as numbers: 4 bytes or 8 groups of 16 bits. */
export type Groups = readonly number[];

const byteText = /^(?:0|[1-9]\d{0,2})$/;

const parseIpv4 = (text: string): Groups | undefined => {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => byteText.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return parts.map(Number);
};

const groupText = /^[0-9a-f]{1,4}$/;

const parseGroups = (text: string): number[] | undefined => {
  if (text === "") {
    return [];
  }
  const parts = text.split(":");
  const last = parts.at(-1)!;
  const tail = last.includes(".") ? parseIpv4(last) : [];
  if (tail === undefined) {
    return undefined;
  }
  const heads = tail.length > 0 ? parts.slice(0, -1) : parts;
  if (!heads.every((part) => groupText.test(part))) {
    return undefined;
  }
  const embedded = tail.length > 0 ? [(tail[0]! << 8) | tail[1]!, (tail[2]! << 8) | tail[3]!] : [];
  return [...heads.map((part) => Number.parseInt(part, 16)), ...embedded];
};

const parseIpv6 = (text: string): Groups | undefined => {
  const halves = text.split("::");
  if (halves.length > 2) {
    return undefined;
  }
  const [head, tail] = [parseGroups(halves[0]!), parseGroups(halves[1] ?? "")];
  if (head === undefined || tail === undefined) {
    return undefined;
  }
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) {
    return undefined;
  }
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
};

const isMapped = (groups: Groups): boolean =>
  groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;

/** Reads an address; a mapped one (`::ffff:192.0.2.1`) is the IPv4 address that it stands for. */
export const parseIp = (text: string): Groups | undefined => {
  if (text.length > 45) {
    return undefined;
  }
  if (!text.includes(":")) {
    return parseIpv4(text);
  }
  const groups = parseIpv6(text.toLowerCase());
  if (groups !== undefined && isMapped(groups)) {
    return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255];
  }
  return groups;
};

/** Start and length of the longest run of two or more zero groups, the first of equals (RFC 5952). */
const longestZeros = (groups: Groups): { start: number; length: number } => {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) {
      length += 1;
    }
    if (length > best.length) {
      best = { start, length };
    }
    start += length;
  }
  return best;
};

const hex = (groups: Groups): string => groups.map((group) => group.toString(16)).join(":");

/** Writes an address as MISP stores it: IPv6 in lower case and shortened. */
export const formatIp = (groups: Groups): string => {
  if (groups.length === 4) {
    return groups.join(".");
  }
  const { start, length } = longestZeros(groups);
  return start < 0 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
};

export interface Network {
  readonly groups: Groups;
  readonly bits: number;
}

const bitsPerGroup = (groups: Groups): number => (groups.length === 4 ? 8 : 16);

/** Reads `10.0.0.0/8`, or an address that stands for itself alone. */
export const parseNetwork = (text: string): Network | undefined => {
  const [address, bits, ...rest] = text.split("/");
  const groups = parseIp(address!);
  if (groups === undefined || rest.length > 0) {
    return undefined;
  }
  const all = groups.length * bitsPerGroup(groups);
  if (bits === undefined) {
    return { groups, bits: all };
  }
  return /^\d{1,3}$/.test(bits) && Number(bits) <= all ? { groups, bits: Number(bits) } : undefined;
};

/** The address with all bits after the first `bits` set to zero. */
export const maskIp = (groups: Groups, bits: number): Groups => {
  const size = bitsPerGroup(groups);
  return groups.map((group, index) => {
    const kept = Math.min(Math.max(bits - index * size, 0), size);
    return group & ~((1 << (size - kept)) - 1);
  });
};

export const isWithin = (groups: Groups, network: Network): boolean =>
  groups.length === network.groups.length &&
  maskIp(groups, network.bits).every((group, index) => group === maskIp(network.groups, network.bits)[index]);

/** Special ranges of IPv4 as numbers, first address and length: reading them as texts would cost every call. */
const reservedIpv4: readonly (readonly [first: number, bits: number])[] = [
  [0x00000000, 8], // 0.0.0.0/8, this network
  [0x0a000000, 8], // 10.0.0.0/8, private
  [0x64400000, 10], // 100.64.0.0/10, carriers' own
  [0x7f000000, 8], // 127.0.0.0/8, loopback
  [0xa9fe0000, 16], // 169.254.0.0/16, link-local
  [0xac100000, 12], // 172.16.0.0/12, private
  [0xc0000000, 24], // 192.0.0.0/24, protocols
  [0xc0000200, 24], // 192.0.2.0/24, documentation
  [0xc0586300, 24], // 192.88.99.0/24, 6to4 relays
  [0xc0a80000, 16], // 192.168.0.0/16, private
  [0xc6120000, 15], // 198.18.0.0/15, benchmarks
  [0xc6336400, 24], // 198.51.100.0/24, documentation
  [0xcb007100, 24], // 203.0.113.0/24, documentation
  [0xe0000000, 3], // 224.0.0.0/3, multicast and reserved
];

const isReservedIpv4 = ([a = 0, b = 0, c = 0, d = 0]: Groups): boolean => {
  const address = (a << 24) | (b << 16) | (c << 8) | d;
  return reservedIpv4.some(([first, bits]) => (address ^ first) >>> (32 - bits) === 0);
};

/** Of IPv6, what is not global unicast (2000::/3), and of that the ranges for protocols, documentation and 6to4. */
const isReservedIpv6 = ([first = 0, second = 0]: Groups): boolean =>
  first >>> 13 !== 1 ||
  (first === 0x2001 && (second < 0x0200 || second === 0x0db8)) ||
  first === 0x2002 ||
  (first === 0x3fff && second < 0x1000);

/**
 * Whether an address belongs to no host of the internet: private, loopback, link-local, multicast, documentation and
 * the other special ranges.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export const isReservedIp = (groups: Groups): boolean =>
  groups.length === 4 ? isReservedIpv4(groups) : isReservedIpv6(groups);
