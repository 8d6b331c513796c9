import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { alertJson } from "../../analysis/alert.ts";
import { Analysis } from "../../analysis/analysis.ts";
import { toBytes, toText } from "../../analysis/bytes.ts";
import { printJson } from "../../analysis/json-printer.ts";
import { RefusedContent, UnsupportedContent } from "../../analysis/problems.ts";
import { ConfigurationError } from "./configuration/elements.ts";
import { readOssecConf } from "./configuration/ossec-conf.ts";
import { type ContentSource, readContent } from "./content.ts";
import { inBase } from "./places.ts";

/** What is asked: api/api/spec/spec.yaml, LogtestRequest. The format makes no difference: the event is a line of a log. */
export interface LogtestRequest {
  readonly event: string | object;
  readonly log_format: string;
  readonly location: string;
  readonly token?: string;
}

/** What is answered; without a token and an output where no session could be opened. */
export interface LogtestAnswer {
  readonly token?: string;
  readonly messages: readonly string[];
  readonly output?: object;
  readonly alert?: boolean;
  /** 0, 1 with a warning among the messages, -1 with an error. */
  readonly codemsg: -1 | 0 | 1;
}

interface Session {
  readonly analysis: Analysis;

  used: number;
  events: number;
}

/** Wazuh's own where `<rule_test>` does not say others; the stand-in does not read it. */
const maxSessions = 64;
const sessionTimeout = 900_000;

/**
 * Tests events with the decoders and rules that are in the manager's folder when a session is opened, as analysisd's
 * logtest does (src/analysisd/logtest.c): a session remembers its events for the rules that count.
 */
export class Logtest {
  readonly #source: ContentSource;
  readonly #manager: string;
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();

  /** @param manager host name of the manager */
  constructor(source: ContentSource, manager: string, now: () => number) {
    this.#source = source;
    this.#manager = manager;
    this.#now = now;
  }

  async test({ event, location, token }: LogtestRequest): Promise<LogtestAnswer> {
    this.#forget();
    const messages: string[] = [];
    let session = token === undefined ? undefined : this.#sessions.get(token);
    if (token !== undefined && !session) {
      const invalid = /^[0-9a-f]{8}$/.test(token)
        ? "(7003): '%s' token expires"
        : "(7309): '%s' is not a valid token";
      messages.push(`WARNING: ${invalid.replace("%s", () => token)}`);
    }
    let opened = token;
    if (!session) {
      session = await this.#open(messages);
      if (!session) {
        return { messages, codemsg: -1 };
      }
      opened = this.#register(session);
      messages.push(`INFO: (7202): Session initialized with token '${opened}'`);
    }
    session.used = this.#now();
    const message = typeof event === "string" ? event : JSON.stringify(event);
    return {
      token: opened!,
      messages,
      ...this.#process(session, location, message),
      codemsg: codeOf(messages),
    };
  }

  /** Ends a session. */
  close(token: string): LogtestAnswer {
    return this.#sessions.delete(token)
      ? { messages: [`INFO: (7206): The session '${token}' was closed successfully`], codemsg: 0 }
      : { messages: [`ERROR: (7004): No session found for token '${token}'`], codemsg: -1 };
  }

  #process(session: Session, location: string, message: string) {
    const time = this.#now();
    const { event, fired, logged, taker } = session.analysis.process(
      { queue: "1", location: toBytes(location), message: toBytes(message) },
      { time, manager: this.#manager },
    )!;
    // Unlike alerts.json, this also names a rule of level 0 that took the event.
    const firedTimes = taker ? (session.analysis.tree.byId.get(taker.id)?.firedTimes ?? 1) : 0;
    const silent = taker && { rule: taker, firedTimes, mail: false, previous: [] };
    const offset = (session.events += 1);
    const json = alertJson(event, fired ?? silent, { manager: this.#manager, offset, forceFullLog: false });
    const output = JSON.parse(toText(printJson(json))) as { rule?: { level?: number } };
    if (output.rule) {
      output.rule.level ??= 0;
    }
    return { output, alert: logged };
  }

  async #open(messages: string[]): Promise<Session | undefined> {
    const { places } = this.#source;
    try {
      const conf = readOssecConf(await readFile(inBase(places, "etc/ossec.conf"), "latin1"));
      const analysis = new Analysis(await readContent(this.#source, conf));
      messages.push(...analysis.problems.map(({ level, message }) => `${level}: ${message}`));
      return { analysis, used: this.#now(), events: 0 };
    } catch (error) {
      messages.push(...complaintsOf(error), "ERROR: (7311): Failure to initializing session");
      return undefined;
    }
  }

  /** Gives a session its token; of too many, the one that was not used for the longest time is ended. */
  #register(session: Session): string {
    const [oldest] = Array.from(this.#sessions).sort(([, one], [, other]) => one.used - other.used);
    if (oldest && this.#sessions.size >= maxSessions) {
      this.#sessions.delete(oldest[0]);
    }
    const token = randomBytes(4).toString("hex");
    this.#sessions.set(token, session);
    return token;
  }

  #forget(): void {
    for (const [token, { used }] of this.#sessions) {
      if (this.#now() - used >= sessionTimeout) {
        this.#sessions.delete(token);
      }
    }
  }
}

function complaintsOf(error: unknown): string[] {
  if (error instanceof RefusedContent) {
    return error.problems.map(({ level, message }) => `${level}: ${message}`);
  }
  if (error instanceof UnsupportedContent || error instanceof ConfigurationError) {
    return [`ERROR: ${error.message}`];
  }
  throw error;
}

function codeOf(messages: readonly string[]): 0 | 1 {
  return messages.some((message) => message.startsWith("WARNING: ")) ? 1 : 0;
}
