import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { graylogContent } from "../../components/graylog/content.ts";
import { graylog } from "../../configurator/graylog/graylog.ts";
import type { Graylog } from "../../rehearsal/graylog/graylog.ts";
import { startServer } from "../../rehearsal/graylog/server.ts";
import type { Settings } from "../../rehearsal/graylog/settings.ts";
import { ticketDesk } from "../../ticket-desk/server.ts";
import type { Ticket } from "../../ticket-desk/ticket.ts";
import { TicketStore } from "../../ticket-desk/ticket-store.ts";

/** An alert, and when Graylog receives it, in milliseconds since 1970. */
export interface Sent {
  readonly alert: unknown;
  readonly time: number;
}

/** What became of an alert in Graylog and at the ticket desk. */
export interface Received {
  /** Fields of the message by their names. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Names of the streams that it is in. */
  readonly streams: readonly string[];
  readonly ticket: Ticket;
}

/** Milliseconds between two runs of an event definition, for this page. */
const schedule = 500;

/**
 * Hands alerts to Graylog's stand-in with the lab's own content, which the configurator brings it to, and waits for their
 * tickets. Servers listen on free ports of the loopback, and everything is gone afterwards.
 *
 * @param sent in the order of their times
 * @throws when Graylog warns of something
 */
export async function receiveAll(sent: readonly Sent[]): Promise<Received[]> {
  const folder = await mkdtemp(join(tmpdir(), "detection-page-"));
  const desk = await openDesk(sent.length);
  const password = randomBytes(16).toString("hex");
  const warnings: string[] = [];
  let now = sent[0]?.time ?? 0;
  const server = await startServer(
    settingsOf(folder, password),
    () => now,
    (line) => warnings.push(...(line.startsWith("WARN") ? [line] : [])),
  );
  try {
    const content = graylogContent({ receiver: desk.receiver, schedule, owners: false });
    await graylog({
      api: `http://127.0.0.1:${server.port}/api`,
      username: "admin",
      password,
      content: { ...content, inputs: content.inputs.map(onFreePort) },
      deadline: 60,
    }).converge();
    const messages: Omit<Received, "ticket">[] = [];
    for (const { alert, time } of sent) {
      now = time;
      messages.push(await indexed(server.graylog, alert));
    }
    // The last window of the event definitions is over.
    now += 2 * schedule;
    const tickets = await desk.tickets;
    if (warnings.length > 0) {
      throw new Error(`Graylog's stand-in warns:\n${warnings.join("\n")}`);
    }
    return messages.map((message) => ({ ...message, ticket: ticketOf(message, tickets) }));
  } finally {
    await server.stop();
    await desk.close();
    await rm(folder, { recursive: true });
  }
}

/** A ticket desk, and its tickets as soon as it has answered to so many notifications. */
async function openDesk(expected: number) {
  const store = new TicketStore(":memory:");
  const token = randomBytes(16).toString("hex");
  const { promise: tickets, resolve } = Promise.withResolvers<Ticket[]>();
  let answered = 0;
  const server = ticketDesk(store, token);
  server.on("request", (_, response) => {
    response.once("finish", () => {
      answered++;
      if (answered === expected) {
        resolve(store.all());
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notifications`;
  const close = async (): Promise<void> => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
    store.close();
  };
  return { receiver: { url, token }, tickets, close };
}

const settingsOf = (data: string, password: string): Settings => ({
  address: "127.0.0.1",
  port: 0,
  externalUri: "http://127.0.0.1:9000/",
  rootUser: "admin",
  rootPasswordSha2: createHash("sha256").update(password).digest("hex"),
  data,
  flushInterval: 10,
  schedulerInterval: 10,
  schedulerRetry: 10,
  allowLeadingWildcards: false,
});

/** Sends an alert and waits until it is indexed: the message whose own id is the alert's. */
async function indexed(
  { inputs, search, state }: Graylog,
  alert: unknown,
): Promise<Omit<Received, "ticket">> {
  const [input] = state.inputs.all();
  connect(inputs.port(input!.id)!, "127.0.0.1").end(`${JSON.stringify(alert)}\n`);
  const { id } = alert as { id: string };
  for (;;) {
    const found = search
      .all({ query: "*", from: 0, to: Number.MAX_SAFE_INTEGER, streams: [], order: "asc" })
      .find(({ document }) => document["wazuh_id"] === id);
    if (found) {
      const { streams, ...fields } = found.document as { streams: string[] };
      const titles = new Map(state.streams.all().map((stream) => [stream.id, String(stream["title"])]));
      return { fields, streams: streams.map((one) => titles.get(one) ?? one) };
    }
    await sleep(5);
  }
}

function ticketOf({ fields }: Omit<Received, "ticket">, tickets: readonly Ticket[]): Ticket {
  const looked = fields["wazuh_data_misp_source_alert_id"];
  const ticket = tickets.find(({ alert_ids }) => alert_ids.includes(String(looked)));
  if (!ticket) {
    throw new Error(`No ticket is of the alert ${String(looked)}.`);
  }
  return ticket;
}

type Input = ReturnType<typeof graylogContent>["inputs"][number];

const onFreePort = (input: Input): Input => ({
  ...input,
  configuration: { ...(input["configuration"] as object), bind_address: "127.0.0.1", port: 0 },
});
