import type { DecoderInfo } from "./decoders/decoder.ts";
import type { SyscheckData } from "./decoders/syscheck.ts";

/** Fields that Wazuh holds by name, outside the dynamic ones. */
export const staticFields = [
  "protocol",
  "action",
  "srcip",
  "srcport",
  "srcuser",
  "dstip",
  "dstport",
  "dstuser",
  "id",
  "status",
  "url",
  "data",
  "extra_data",
  "system_name",
] as const;
export type StaticField = (typeof staticFields)[number];

/** The most dynamic fields that an event holds: analysisd.decoder_order_size. */
export const maxDynamicFields = 256;

/** An event on its way through analysisd. Every text is bytes (see bytes.ts). */
export class Event {
  /** When analysisd took it, in milliseconds since 1970. */
  readonly time: number;
  /** `/var/log/app.json`, or `(web01) 10.0.0.5->/var/log/app.json` where an agent sent it. */
  readonly location: string;
  readonly agentId: string;
  hostname: string;
  /** The message as it came; the eventchannel decoder puts its own JSON here. */
  fullLog: string;
  /** What decoders and rules look at: the message without the syslog header. */
  log: string;
  programName: string | undefined;
  /** The time that the syslog header told, as it was written there. */
  headerTime: string | undefined;
  decoder: DecoderInfo | undefined;
  readonly static: Partial<Record<StaticField, string>> = {};
  /** Dynamic fields in the order that the decoder found them; a name may come twice. */
  readonly fields: [name: string, value: string][] = [];
  /** Dynamic fields that did not fit. */
  droppedFields = 0;
  syscheck: SyscheckData | undefined;
  #byName: Map<string, string> | undefined;

  constructor(init: { time: number; location: string; agentId: string; hostname: string; message: string }) {
    this.time = init.time;
    this.location = init.location;
    this.agentId = init.agentId;
    this.hostname = init.hostname;
    this.fullLog = init.message;
    this.log = init.message;
  }

  addField(name: string, value: string): void {
    if (this.fields.length >= maxDynamicFields) {
      this.droppedFields++;
      return;
    }
    this.fields.push([name, value]);
    this.#byName = undefined;
  }

  /** The first dynamic field of that name; upper and lower case are the same. */
  field(name: string): string | undefined {
    if (!this.#byName) {
      this.#byName = new Map();
      for (const [key, value] of this.fields) {
        const folded = key.toLowerCase();
        if (!this.#byName.has(folded)) {
          this.#byName.set(folded, value);
        }
      }
    }
    return this.#byName.get(name.toLowerCase());
  }
}
