import { AllowList } from "./allow.ts";
import { parentsOf, readDomain } from "./domain.ts";
import { readEmail } from "./email.ts";
import { readFileName } from "./file-name.ts";
import { hashKindOf, readHash, readSsdeep, readTlsh, splitSysmonHashes } from "./hash.ts";
import {
  type HashKind,
  type Ignored,
  type Indicator,
  type IndicatorKind,
  isReading,
  type Reading,
} from "./indicator.ts";
import { formatIp, isReservedIp, maskIp, parseIp } from "./ip.ts";
import { comparable, isAskable } from "./question.ts";
import { readRegistryKey } from "./registry.ts";
import { hostOf, portOf, readUrl } from "./url.ts";

/** What decides which values of an alert are indicators; the options of the same names. */
export interface CollectorOptions {
  readonly parent_domains: boolean;
  readonly networks: boolean;
  readonly file_names: boolean;
  readonly text: boolean;
  readonly reserved: boolean;
  readonly allow: readonly string[];
}

/** More values than this are no single event; the first ones are kept. */
const mostIndicators = 200;
const mostIgnored = 200;

/** Shortest network that is asked for: more hosts than these are no indicator. */
const widestNetwork = 8;

const reservedAddress = "a private or reserved address";

/** Gathers the indicators of one alert: normalised, each once, without those that could tell nothing. */
export class Collector {
  readonly options: CollectorOptions;
  readonly ignored: Ignored[] = [];
  readonly #indicators = new Map<string, Indicator>();
  readonly #allow: AllowList;

  constructor(options: CollectorOptions, allow = new AllowList(options.allow)) {
    this.options = options;
    this.#allow = allow;
  }

  get indicators(): Indicator[] {
    return [...this.#indicators.values()];
  }

  ip(text: string, field: string, port?: string): void {
    const bare = text
      .trim()
      .replace(/^\[(.*)\]$/, "$1")
      .replace(/%.*$/, "");
    const groups = parseIp(bare);
    if (groups === undefined) {
      this.#ignore(text, field, "not an address");
      return;
    }
    if (!this.options.reserved && isReservedIp(groups)) {
      this.#ignore(text, field, reservedAddress);
      return;
    }
    const value = formatIp(groups);
    const networks = this.options.networks && groups.length === 4 ? networksOf(groups) : [];
    this.#add({ kind: "ip", value, field, spellings: [value, ...networks], port });
  }

  domain(text: string, field: string): void {
    const reading = readDomain(text.trim(), this.options.reserved);
    this.#read("domain", reading, text, field);
    if (this.options.parent_domains && isReading(reading)) {
      for (const parent of parentsOf(reading.value)) {
        this.#add({ kind: "domain", value: parent, field, spellings: [parent] });
      }
    }
  }

  /** An address or a name, as fields hold that may be either. */
  host(text: string, field: string, port?: string): void {
    const bare = text.trim().replace(/^\[(.*)\]$/, "$1");
    if (parseIp(bare) === undefined) {
      this.domain(bare, field);
    } else {
      this.ip(bare, field, port);
    }
  }

  /** A whole URL, and its host; one whose host can be no indicator is none either. */
  url(text: string, field: string): void {
    const reading = readUrl(text);
    if (!isReading(reading)) {
      this.#ignore(text, field, reading.reason);
      return;
    }
    const host = hostOf(reading.value);
    const reason = this.#allow.hasHost(host) ? "on the allow list" : this.#hostTrouble(host);
    if (reason === undefined) {
      this.#read("url", reading, text, field);
      this.host(host, field, portOf(reading.value));
    } else {
      this.#ignore(text, field, reason);
    }
  }

  hash(kind: HashKind, text: string, field: string): void {
    this.#read(kind, readHash(kind, text.trim()), text, field);
  }

  /** A hash whose kind its length tells. */
  anyHash(text: string, field: string): void {
    const kind = hashKindOf(text.trim());
    if (kind === undefined) {
      this.#ignore(text, field, "not a hash");
    } else {
      this.hash(kind, text, field);
    }
  }

  /** Sysmon's list of hashes. */
  hashes(text: string, field: string): void {
    for (const { kind, hash } of splitSysmonHashes(text)) {
      this.hash(kind, hash, field);
    }
  }

  tlsh(text: string, field: string): void {
    this.#read("tlsh", readTlsh(text.trim()), text, field);
  }

  ssdeep(text: string, field: string): void {
    this.#read("ssdeep", readSsdeep(text.trim()), text, field);
  }

  ja3(text: string, field: string): void {
    this.#read("ja3", readHash("md5", text.trim()), text, field);
  }

  fileName(text: string, field: string): void {
    if (this.options.file_names) {
      this.#read("filename", readFileName(text), text, field);
    }
  }

  email(text: string, field: string): void {
    this.#read("email", readEmail(text), text, field);
  }

  registryKey(text: string, field: string): void {
    this.#read("regkey", readRegistryKey(text), text, field);
  }

  #hostTrouble(host: string): string | undefined {
    const address = parseIp(host);
    if (address !== undefined) {
      return isReservedIp(address) && !this.options.reserved ? reservedAddress : undefined;
    }
    const reading = readDomain(host, this.options.reserved);
    return isReading(reading) ? undefined : reading.reason;
  }

  #read(kind: IndicatorKind, reading: Reading, text: string, field: string): void {
    if (isReading(reading)) {
      this.#add({ kind, value: reading.value, field, spellings: reading.spellings });
    } else {
      this.#ignore(text, field, reading.reason);
    }
  }

  #add(indicator: Indicator): void {
    const key = `${indicator.kind}:${comparable(indicator.value)}`;
    if (this.#indicators.has(key)) {
      return;
    }
    if (this.#allow.has(indicator)) {
      this.#ignore(indicator.value, indicator.field, "on the allow list");
      return;
    }
    const spellings = indicator.spellings.filter(isAskable);
    if (spellings.length === 0) {
      this.#ignore(indicator.value, indicator.field, "MISP would read it as an operator");
      return;
    }
    if (this.#indicators.size >= mostIndicators) {
      this.#ignore(indicator.value, indicator.field, `more than ${mostIndicators} indicators in one alert`);
      return;
    }
    this.#indicators.set(key, { ...indicator, spellings });
  }

  #ignore(value: string, field: string, reason: string): void {
    if (this.ignored.length < mostIgnored) {
      this.ignored.push({ value: value.slice(0, 200), field, reason });
    }
  }
}

const networksOf = (groups: readonly number[]): string[] =>
  Array.from({ length: 32 - widestNetwork }, (_, index) => {
    const bits = 31 - index;
    return `${formatIp(maskIp(groups, bits))}/${bits}`;
  });
