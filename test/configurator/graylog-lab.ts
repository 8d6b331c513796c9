import { cpSync, readFileSync } from "node:fs";
import type { ExecutionContext } from "ava";
import { graylogContent } from "../../components/graylog/content.ts";
import type { GraylogContent } from "../../configurator/desired.ts";
import { graylogClient } from "../../configurator/graylog/client.ts";
import { graylog } from "../../configurator/graylog/graylog.ts";
import { ensureIndexSets, ensureMappings } from "../../configurator/graylog/indices.ts";
import type { TicketStore } from "../../ticket-desk/ticket-store.ts";
import { graylog as startGraylog, passTime, type Found, type Graylog } from "../rehearsal/graylog/support.ts";
import { temporaryFolder } from "../rehearsal/support/folder.ts";
import { deskFor } from "../ticket-desk/desk.ts";

/** A content with its inputs on free ports of this machine alone. */
export function onFreePorts(content: GraylogContent): GraylogContent {
  return {
    ...content,
    inputs: content.inputs.map((input) => ({
      ...input,
      configuration: { ...(input["configuration"] as object), bind_address: "127.0.0.1", port: 0 },
    })),
  };
}

/** A clock that a test moves, in milliseconds since 1970. */
export class TestClock {
  now = Date.parse("2026-11-24T08:00:00.000Z");
  readonly tell = (): number => this.now;
}

/** The stand-in for Graylog with the lab's content, and a ticket desk that it notifies. */
export interface GraylogLab {
  readonly server: Graylog;
  readonly clock: TestClock;
  readonly store: TicketStore;
  /** What the configurator asks both with. */
  readonly asks: {
    readonly api: string;
    readonly username: string;
    readonly password: string;
    readonly desk: string;
    readonly token: string;
  };
  /** Sends lines to the lab's input and waits until the index has so many of them, refused ones not counted. */
  readonly send: (lines: readonly string[], indexed?: number) => Promise<Found[]>;
  /** Lets time pass in steps of some seconds, of one where none are given, with the scheduler running. */
  readonly pass: (seconds: number, step?: number) => void;
  /** Whether the desk takes notifications. */
  deskIsUp: boolean;
}

let prepared: Promise<string> | undefined;

/**
 * A new folder with the data of a stand-in that has the lab's index sets and the types of their fields. They are made once
 * and copied: giving hundreds of types, one by one, takes longer than a test.
 */
export async function dataWithIndexSets(t: ExecutionContext): Promise<string> {
  const folder = temporaryFolder(t);
  cpSync(await (prepared ??= makeIndexSets()), folder, { recursive: true });
  return folder;
}

async function makeIndexSets(): Promise<string> {
  const data = temporaryFolder({ teardown: (end) => process.once("exit", () => void end()) });
  const server = await startGraylog({ teardown: () => undefined }, { data });
  const api = `http://127.0.0.1:${server.port}/api`;
  const http = graylogClient({ api, username: "admin", password: "secret" });
  const { indexSets, mappings } = graylogContent({ receiver: undefined, schedule: 5_000, owners: false });
  await ensureMappings(http, mappings, await ensureIndexSets(http, indexSets));
  await server.stop();
  return data;
}

/** @param schedule milliseconds between two runs of the event definitions */
export async function startGraylogLab(
  t: ExecutionContext,
  { schedule = 5_000, owners }: { schedule?: number; owners?: string } = {},
): Promise<GraylogLab> {
  const clock = new TestClock();
  const server = await startGraylog(
    t,
    { data: await dataWithIndexSets(t), schedulerInterval: 3_600_000, schedulerRetry: 1_000 },
    clock.tell,
  );
  const { server: desk, store, token, url: deskUrl } = await deskFor(t);
  let up = true;
  const [answer] = desk.listeners("request") as [
    (request: unknown, response: { destroy: () => void }) => void,
  ];
  desk.removeAllListeners("request").on("request", (request, response) => {
    if (up) {
      answer(request, response);
    } else {
      response.destroy();
    }
  });
  const content = onFreePorts(
    graylogContent({
      receiver: { url: `${deskUrl}/notifications`, token },
      schedule,
      owners: owners !== undefined,
    }),
  );
  const api = `http://127.0.0.1:${server.port}/api`;
  const asks = { api, username: "admin", password: "secret", desk: deskUrl, token };
  await graylog({
    ...asks,
    deadline: 1,
    content: {
      ...content,
      lookupTables: content.lookupTables.map((table) => ({ ...table, path: owners ?? "" })),
    },
  }).converge();
  const inputs = (await server.ask("GET", "/system/inputs")).json() as {
    inputs: { id: string; title: string }[];
  };
  const input = inputs.inputs.find(({ title }) => title === "wazuh")!.id;
  let expected = 0;
  return {
    server,
    clock,
    store,
    asks,
    send: async (lines, indexed = lines.length) => {
      expected += indexed;
      await server.send(input, ...lines);
      const all = await server.find("feed:wazuh", expected);
      return all;
    },
    pass: (seconds, step) => passTime(server, clock, seconds, step),
    get deskIsUp() {
      return up;
    },
    set deskIsUp(value) {
      up = value;
    },
  };
}

/** An alert of a match, as Wazuh writes it. */
export function matchAlert(
  number: number,
  {
    time,
    indicator = "iabg.de",
    agent = "win10",
    threatLevel = "high",
    more = {},
  }: { time: number; indicator?: string; agent?: string; threatLevel?: string; more?: object },
): string {
  return JSON.stringify({
    timestamp: new Date(time).toISOString().replace("Z", "+0000"),
    rule: {
      level: 12,
      description: `MISP: ${indicator} of ${agent} is known`,
      id: "100630",
      firedtimes: number,
      mail: true,
      groups: ["misp", "misp_match", "misp_alert", "threat_intel"],
    },
    agent: { id: "000", name: "wazuh.manager" },
    manager: { name: "wazuh.manager" },
    id: `${Math.floor(time / 1_000)}.${number}`,
    decoder: { name: "json" },
    data: {
      integration: "misp",
      misp: {
        value: indicator,
        indicator: { value: indicator, kind: "domain", field: "data.win.eventdata.queryName" },
        event_info: "Lab: domains",
        event_link: "https://misp/events/view/1",
        ...(threatLevel !== "" && { threat_level: threatLevel }),
        tags: ["tlp:white", 'misp-galaxy:threat-actor="Sofacy"'],
        source: { alert_id: `${number}.1`, agent_name: agent },
        ...more,
      },
    },
    location: "misp",
  });
}

/** What a real manager wrote to alerts.json, a line each. */
export const recordedAlerts = (): string[] =>
  readFileSync(new URL("../analysis/recorded/alerts.ndjson", import.meta.url), "utf8")
    .trim()
    .split("\n");
