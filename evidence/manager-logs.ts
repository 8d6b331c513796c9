import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { matchGroup } from "../integration-script/enriched-event.ts";

/** An alert, or an archived event, as Wazuh writes it: the part that the evidence is read from. */
export interface LoggedEvent {
  readonly timestamp: string;
  readonly id?: string;
  readonly rule?: {
    readonly id: string;
    readonly level: number;
    readonly description: string;
    readonly groups?: readonly string[];
  };
  readonly agent?: { readonly id: string; readonly name: string };
  readonly location?: string;
  readonly data?: {
    readonly integration?: string;
    readonly misp?: {
      readonly value?: string;
      readonly source?: { readonly alert_id?: string };
      readonly repeated?: { readonly count?: string };
      readonly error?: { readonly kind?: string };
    };
  };
}

/** Whether an alert is the hop `raised`: whichever of our rules told of the match, its group says so. */
export const isRaised = ({ rule }: LoggedEvent): boolean => rule?.groups?.includes(matchGroup) === true;

/**
 * The objects in a file of JSON lines whose text has `text` in it. A file that is not there has none, and a line that is
 * not JSON is not one: the manager may be writing it just now.
 */
export async function findLines<T>(path: string, text: string): Promise<T[]> {
  const found: T[] = [];
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      if (line.includes(text)) {
        const value = parse(line);
        if (value !== undefined) {
          found.push(value as T);
        }
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw error;
    }
  }
  return found;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Wazuh's times have a zone without a colon. */
export function isoTime(timestamp: string): string {
  return new Date(timestamp.replace(/([+-]\d\d)(\d\d)$/, "$1:$2")).toISOString();
}
