import type { Event } from "../event.ts";
import { JsonObject } from "../json.ts";
import { printJson } from "../json-printer.ts";
import { parseJson } from "../json-reader.ts";
import { parseXml, XmlError, type XmlElement } from "../xml.ts";
import { decoder } from "./decoder.ts";
import { decodeJson } from "./json-decoder.ts";

/** The decoder of what Windows agents read from the event log (queue `f`). */
export const eventchannelDecoder = decoder("windows_eventchannel", { category: "ossec" });

const severities = ["", "CRITICAL", "ERROR", "WARNING", "INFORMATION", "VERBOSE"];
const auditFailure = 0x10000000000000n;
const auditSuccess = 0x20000000000000n;

/** How a Windows event could not be read, as ossec.log says it. */
export type EventchannelProblem = "malformed" | "no-event" | "bad-xml";

/**
 * Makes the fields `win.system.…` and `win.eventdata.…` of a Windows event. Its XML is read with the escapes of the JSON
 * that it came in, so that a backslash stays doubled. The event's log becomes the JSON of those fields. The names that
 * Wazuh adds to audit categories and audit policy changes of the Security channel are not added here.
 */
export function decodeEventchannel(event: Event): EventchannelProblem | undefined {
  event.decoder = eventchannelDecoder;
  event.programName = undefined;
  event.headerTime = undefined;
  const received = parseJson(event.log);
  if (received === undefined) {
    return "malformed";
  }
  const xml = received instanceof JsonObject ? received.get("Event") : undefined;
  if (!(received instanceof JsonObject) || xml === undefined) {
    return "no-event";
  }
  const win = new Windows();
  let problem: EventchannelProblem | undefined;
  try {
    for (const part of parseXml(printJson(xml))[0]?.children ?? []) {
      win.read(part);
    }
    win.addSeverity();
  } catch (error) {
    if (!(error instanceof XmlError)) {
      throw error;
    }
    problem = "bad-xml";
  }
  const message = received.get("Message");
  if (message !== undefined) {
    win.system.add("message", unescapeMessage(printJson(message)).trimEnd());
  }
  event.fullLog = printJson(win.toJson());
  event.log = event.fullLog;
  decodeJson(event, event.log, eventchannelDecoder);
  return problem;
}

const controls: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  '"': '"',
  "\\": "\\",
};

/** The message keeps its quotes, and loses one layer of escapes. */
const unescapeMessage = (text: string): string =>
  text.replace(/\\(.)/g, (escape, name: string) => controls[name] ?? escape);

/** Windows' names begin with a capital, Wazuh's with a small letter. */
const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const hasText = (content: string): boolean => content !== "" && content !== "(NULL)" && content !== "-";

class Windows {
  readonly system = new JsonObject();
  readonly #eventdata = new JsonObject();
  readonly #extra = new JsonObject();
  #extraName: string | undefined;
  #unnamed: string[] = [];
  #level: string | undefined;
  #keywords: string | undefined;

  read(part: XmlElement): void {
    for (const child of part.children) {
      if (part.name === "System") {
        this.#readSystem(child);
      } else if (part.name === "EventData") {
        this.#readData(child);
      } else {
        this.#readExtra(child);
      }
    }
  }

  #readSystem({ name, attributes, content }: XmlElement): void {
    const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      Provider: { Name: "providerName", Guid: "providerGuid", EventSourceName: "eventSourceName" },
      TimeCreated: { SystemTime: "systemTime" },
      Execution: { ProcessID: "processID", ThreadID: "threadID" },
    };
    const wanted = named[name];
    if (wanted && attributes.size > 0) {
      for (const [attribute, value] of attributes) {
        const field = wanted[attribute];
        if (field !== undefined) {
          this.system.add(field, value);
        }
      }
    } else if (name === "Channel") {
      this.system.add("channel", content);
    } else if (name === "Level" || name === "Keywords") {
      if (name === "Level") {
        this.#level = content;
      } else {
        this.#keywords = content;
      }
      this.system.add(lowerFirst(name), content);
    } else if (name !== "Security" && name !== "Correlation" && content !== "") {
      this.system.add(lowerFirst(name), content);
    }
  }

  #readData({ name, attributes, content }: XmlElement): void {
    if (!hasText(content)) {
      return;
    }
    const text = content.trimEnd();
    if (name === "Data" && attributes.size > 0) {
      for (const [attribute, value] of attributes) {
        this.#eventdata.add(lowerFirst(value), text);
        if (attribute === "Name") {
          break;
        }
      }
    } else if (name === "Data") {
      if (text !== "") {
        this.#unnamed.push(text);
      }
    } else {
      this.#eventdata.add(lowerFirst(name), text);
    }
  }

  #readExtra(child: XmlElement): void {
    for (const { name, content } of child.children) {
      if (hasText(content)) {
        this.#extra.add(lowerFirst(name), content.trimEnd());
      }
    }
    this.#extraName = child.name;
  }

  addSeverity(): void {
    if (this.#level !== undefined && this.#keywords !== undefined) {
      this.system.add("severityValue", severity(Number.parseInt(this.#level, 10) || 0, this.#keywords));
    }
  }

  toJson(): JsonObject {
    const win = new JsonObject().add("system", this.system);
    if (this.#unnamed.length > 0) {
      this.#eventdata.add("data", this.#unnamed.join(", "));
    }
    if (this.#eventdata.entries.length > 0) {
      win.add("eventdata", this.#eventdata);
    }
    if (this.#extraName !== undefined) {
      win.add(lowerFirst(this.#extraName), this.#extra);
    }
    return new JsonObject().add("win", win);
  }
}

function severity(level: number, keywords: string): string {
  if (level !== 0) {
    return severities[level] ?? "UNKNOWN";
  }
  const hex = /^\s*(?:0x)?([0-9a-f]+)/i.exec(keywords)?.[1];
  const bits = hex === undefined ? 0n : BigInt(`0x${hex}`);
  if (bits & auditFailure) {
    return "AUDIT_FAILURE";
  }
  return bits & auditSuccess ? "AUDIT_SUCCESS" : "UNKNOWN";
}
