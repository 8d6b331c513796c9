import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
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

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The files that an alert and what became of it stand in: `alerts.json`, and for an alert of another day, whose id begins
 * with its time, the file of that day and of the next. At midnight the first event still goes to the old file.
 */
export function alertFiles(logs: string, alertId: string | undefined, now = new Date()): readonly string[] {
  const current = `${logs}/alerts/alerts.json`;
  const time = Number.parseInt(alertId ?? "", 10) * 1_000;
  if (Number.isNaN(time) || new Date(time).toDateString() === now.toDateString()) {
    return [current];
  }
  const day = 24 * 60 * 60_000;
  const days = [time, time + day].filter((moment) => new Date(moment).toDateString() !== now.toDateString());
  return [
    ...days
      .map((moment) => new Date(moment))
      .map((date) => {
        const number = date.getDate().toString().padStart(2, "0");
        return `${logs}/alerts/${date.getFullYear()}/${months[date.getMonth()]!}/ossec-alerts-${number}.json`;
      })
      .flatMap((file) => [file, `${file}.gz`]),
    current,
  ];
}

/**
 * The objects in files of JSON lines whose text has `text` in it, in order. A file that is not there has none, and a line
 * that is not JSON is not one: the manager may be writing it just now. Files of earlier days may be compressed.
 */
export async function findLines<T>(paths: string | readonly string[], text: string): Promise<T[]> {
  const found = await Promise.all([paths].flat().map((path) => findLinesIn<T>(path, text)));
  return found.flat();
}

async function findLinesIn<T>(path: string, text: string): Promise<T[]> {
  const found: T[] = [];
  const file = createReadStream(path);
  // An error of the file ends the decompression, too, whose reader throws it.
  const input = path.endsWith(".gz") ? pipeline(file, createGunzip(), () => undefined) : file;
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
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
