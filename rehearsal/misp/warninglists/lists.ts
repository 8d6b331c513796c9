/** One warninglist: values that are too common to tell anything. */
export interface Warninglist {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly type: "cidr" | "hostname" | "string";
  readonly version: number;
  /** Attribute types that it is for. */
  readonly types: readonly string[];
  readonly values: readonly string[];
}

const addresses = ["ip-src", "ip-dst", "domain|ip", "ip-src|port", "ip-dst|port"];
const names = ["domain", "hostname", "domain|ip", "hostname|port", "url", "email-src", "email-dst", "email"];

/** A few of https://github.com/MISP/misp-warninglists. */
export const warninglists: readonly Warninglist[] = [
  {
    id: 1,
    name: "List of RFC 1918 CIDR blocks",
    description: "Event contains one or more entries part of the RFC 1918 CIDR blocks",
    type: "cidr",
    version: 20180825,
    types: addresses,
    values: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
  },
  {
    id: 2,
    name: "List of RFC 5735 CIDR blocks",
    description: "Event contains one or more entries part of the RFC 5735 CIDR blocks",
    type: "cidr",
    version: 20180825,
    types: addresses,
    values:
      "0.0.0.0/8 10.0.0.0/8 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32".split(
        " ",
      ),
  },
  {
    id: 3,
    name: "List of known IPv4 public DNS resolvers",
    description: "Event contains one or more public IPv4 DNS resolvers as attribute with an IDS flag set",
    type: "string",
    version: 20240101,
    types: addresses,
    values:
      "8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220 94.140.14.14 94.140.15.15 185.228.168.9 185.228.169.9 76.76.2.0 76.76.10.0 4.2.2.1 4.2.2.2 64.6.64.6 64.6.65.6".split(
        " ",
      ),
  },
  {
    id: 4,
    name: "List of known public DNS resolvers expressed as hostname",
    description: "Event contains one or more public DNS resolvers (expressed as hostname) as attribute",
    type: "hostname",
    version: 20240101,
    types: names,
    values:
      "dns.google one.one.one.one dns.quad9.net resolver1.opendns.com resolver2.opendns.com dns.adguard.com example.com".split(
        " ",
      ),
  },
];
