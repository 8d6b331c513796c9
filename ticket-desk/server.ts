import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { AdapterError } from "./adapters/http.ts";
import { isAllowed } from "./credentials.ts";
import { NotificationError, parseNotification } from "./notification.ts";
import { contentSecurityPolicy, listPage, ticketPage } from "./pages.ts";
import type { Ticket } from "./ticket.ts";
import type { TicketStore } from "./ticket-store.ts";

/** Bytes that a notification may have: the alert is in it, and Graylog takes none that is longer. */
const largestBody = 8 * 1024 * 1024;

/**
 * The ticket desk's HTTP interface. Every request but `GET /health` needs `Authorization: Bearer <token>`; a browser may show
 * the token as the password of any user, and is given pages.
 *
 * - `POST /notifications`: what Graylog sends; the ticket, with 201 and `is_new` where the match was not known
 * - `GET /tickets`: every ticket, the newest first
 * - `POST /look`: the same, after a look in the ticket system for those that are closed by now
 * - `GET /tickets/<id>`: one ticket with everything that is known of it
 */
export function ticketDesk(
  store: TicketStore,
  token: string,
  { onTicket = () => undefined, lookForClosed = () => Promise.resolve() }: DeskHooks = {},
): Server {
  const hooks = { onTicket, lookForClosed };
  const server = createServer((request, response) => {
    answer(request, store, token, hooks)
      .catch((error: unknown) =>
        error instanceof NotificationError
          ? { status: 400, body: { error: error.message } }
          : { status: error instanceof AdapterError ? 502 : 500, body: { error: (error as Error).message } },
      )
      .then(({ status, body }) => send(response, status, body))
      .catch(() => response.destroy());
  });
  // Longer than who notifies keeps an idle connection: a notification into one that was just closed would be lost.
  server.keepAliveTimeout = 75_000;
  return server;
}

/** What happens outside of the desk's own list. */
export interface DeskHooks {
  /** Called with the ticket of each match that was not known. */
  readonly onTicket?: (ticket: Ticket) => void;
  /** Asks the ticket system which tickets are closed, and notes it in the store. */
  readonly lookForClosed?: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  /** Text is a page. */
  readonly body: unknown;
}

async function answer(
  request: IncomingMessage,
  store: TicketStore,
  token: string,
  { onTicket, lookForClosed }: Required<DeskHooks>,
): Promise<Answer> {
  const route = `${request.method ?? ""} ${request.url ?? ""}`;
  if (route === "GET /health") {
    return { status: 200, body: { status: "up" } };
  }
  if (!isAllowed(request.method, request.headers.authorization, token)) {
    return {
      status: 401,
      body: {
        error: "the ticket desk wants its token: Authorization: Bearer <token>, or as a browser's password",
      },
    };
  }
  const asPage = /\btext\/html\b/.test(request.headers.accept ?? "");
  if (route === "POST /look") {
    await lookForClosed();
    return { status: 200, body: { tickets: store.all() } };
  }
  if (route === "GET /tickets") {
    const tickets = store.all();
    return { status: 200, body: asPage ? listPage(tickets) : { tickets } };
  }
  if (route === "POST /notifications") {
    const notification = parseNotification(await readBody(request));
    const isNew = !store.knows(notification);
    const ticket = store.take(notification);
    if (isNew) {
      onTicket(ticket);
    }
    return { status: isNew ? 201 : 200, body: { ...ticket, is_new: isNew } };
  }
  const [, id] = /^GET \/tickets\/(\d{1,15})$/.exec(route) ?? [];
  const found = id === undefined ? undefined : store.find(Number(id));
  return found
    ? { status: 200, body: asPage ? ticketPage(found) : found }
    : { status: 404, body: { error: `there is no ${route}` } };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) {
      throw new NotificationError(`the body has more than ${largestBody} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** An object goes out as JSON, and text as a page. */
function send(response: ServerResponse, status: number, body: unknown): void {
  const isPage = typeof body === "string";
  response.writeHead(status, {
    "Content-Type": isPage ? "text/html; charset=utf-8" : "application/json; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    ...(isPage && { "Content-Security-Policy": contentSecurityPolicy, "Referrer-Policy": "no-referrer" }),
    // A browser asks its user.
    ...(status === 401 && { "WWW-Authenticate": 'Basic realm="ticket desk", charset="UTF-8"' }),
  });
  response.end(isPage ? body : JSON.stringify(body));
}
