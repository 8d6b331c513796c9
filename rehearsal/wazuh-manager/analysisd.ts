import { alertJson } from "../../analysis/alert.ts";
import { Analysis, type Content, type Outcome } from "../../analysis/analysis.ts";
import { printJson } from "../../analysis/json-printer.ts";
import { readMessage } from "../../analysis/message.ts";
import { RefusedContent } from "../../analysis/problems.ts";
import type { OssecConf } from "./configuration/ossec-conf.ts";
import { DailyFile } from "./daily-file.ts";
import type { OssecLog } from "./ossec-log.ts";
import type { Owner } from "./owner.ts";
import { inBase, type Places } from "./places.ts";
import { openQueueSocket, type QueueSocket } from "./queue-socket.ts";
import { StartRefused } from "./refusal.ts";

const name = "wazuh-analysisd";

/** Milliseconds between two looks at the day. */
const rotationInterval = 1000;

export interface AnalysisdOptions {
  readonly places: Places;
  readonly conf: OssecConf;
  readonly content: Content;
  readonly log: OssecLog;
  readonly account: Owner | undefined;
  /** Host name of the manager. */
  readonly manager: string;
  readonly now: () => number;
}

/** Loads decoders and rules, and writes to ossec.log what Wazuh says about them. Throws StartRefused. */
export function loadAnalysis(content: Content, log: OssecLog): Analysis {
  try {
    const analysis = new Analysis(content);
    for (const { level, message } of analysis.problems) {
      log.write(name, level, message);
    }
    for (const id of analysis.unknownTechniques) {
      log.write(name, "WARNING", `Mitre Technique ID '${id}' not found in database.`);
    }
    log.write(name, "INFO", `Total rules enabled: '${analysis.ruleCount}'`);
    return analysis;
  } catch (error) {
    if (!(error instanceof RefusedContent)) {
      throw error;
    }
    for (const { level, message } of error.problems) {
      log.write(name, level, message);
    }
    const file = error.problems.at(-1)?.file ?? "";
    const code = file.includes("decoders/")
      ? "(1202): Configuration error at"
      : "(1220): Error loading the rules:";
    log.write(name, "CRITICAL", `${code} '${file}'.`);
    throw new StartRefused(`analysisd does not start with ${file}: ${error.message} Correct that file.`);
  }
}

/** Takes events from the queue socket, decodes them, asks the rules, and writes alerts and archives. */
export class Analysisd {
  readonly #options: AnalysisdOptions;
  readonly #analysis: Analysis;
  readonly #alerts: DailyFile | undefined;
  readonly #archives: DailyFile | undefined;
  readonly #rotation: NodeJS.Timeout;
  #socket: QueueSocket | undefined;
  #offset = 0;
  #unwritten = { alerts: "", archives: "" };
  #flushing: NodeJS.Immediate | undefined;
  #badXmlTold = false;
  readonly #partialTold = new Set<number>();

  constructor(options: AnalysisdOptions) {
    this.#options = options;
    const { content, log, conf, now } = options;
    this.#analysis = loadAnalysis(content, log);
    this.#alerts = conf.jsonOutput ? this.#dailyFile("alerts", "alerts", "alerts.json") : undefined;
    this.#archives = conf.archiveJson ? this.#dailyFile("archives", "archive", "archives.json") : undefined;
    this.#rotation = setInterval(() => {
      this.rotate(now());
    }, rotationInterval);
  }

  #dailyFile(folder: string, tag: string, link: string): DailyFile {
    const { places, account, conf, now } = this.#options;
    const options = {
      folder: inBase(places, `logs/${folder}`),
      tag,
      link,
      maxSize: conf.maxOutputSize,
      owner: account,
    };
    return new DailyFile(options, now());
  }

  /** Begins to take events. */
  async listen(): Promise<void> {
    const { places, account, log } = this.#options;
    this.#socket = await openQueueSocket(inBase(places, "queue/sockets/queue"), account, (datagram) => {
      this.receive(datagram.toString("latin1"));
    });
    log.write(name, "INFO", `Started (pid: ${process.pid}).`);
  }

  /** Takes one datagram of the queue. */
  receive(datagram: string): void {
    const { log, manager, now } = this.#options;
    const message = readMessage(datagram);
    if (!message) {
      log.write(name, "ERROR", "(1106): String not correctly formatted.");
      log.write(name, "ERROR", `(1222): Invalid msg: ${datagram.slice(0, 256)}`);
      return;
    }
    const outcome = this.#analysis.process(message, { time: now(), manager });
    if (outcome) {
      this.#tell(outcome);
      this.#write(outcome);
    }
  }

  #tell({ problem, event, taker }: Outcome): void {
    const { log } = this.#options;
    if (problem === "malformed") {
      log.write(name, "ERROR", "Malformed EventChannel JSON event.");
    } else if (problem === "bad-xml" && !this.#badXmlTold) {
      this.#badXmlTold = true;
      log.write(name, "WARNING", `Could not read XML string: '${event.fullLog}'`);
    }
    for (let dropped = 0; dropped < event.droppedFields; dropped++) {
      log.write(name, "ERROR", "Too many fields for JSON decoder.");
    }
    if (taker?.partial && !this.#partialTold.has(taker.id)) {
      this.#partialTold.add(taker.id);
      const what = `Stock rule ${taker.id} took an event, and this stand-in leaves out rules that stand below it`;
      log.write(name, "WARNING", `${what}: a real manager may raise one of those.`);
    }
  }

  #write({ event, fired, logged, problem }: Outcome): void {
    if (problem === "malformed" || problem === "no-event") {
      return;
    }
    const { manager } = this.#options;
    const alert = (offset: number, forceFullLog: boolean) =>
      `${printJson(alertJson(event, fired, { manager, offset, forceFullLog }))}\n`;
    if (logged && this.#alerts) {
      this.#offset = this.#alerts.size + this.#unwritten.alerts.length;
      this.#unwritten.alerts += alert(this.#offset, false);
    }
    if (this.#archives) {
      this.#unwritten.archives += alert(this.#offset, true);
    }
    this.#flushing ??= setImmediate(() => {
      this.flush();
    });
  }

  /** Writes what has come since the last time. */
  flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    this.#alerts?.append(this.#unwritten.alerts);
    this.#archives?.append(this.#unwritten.archives);
    this.#unwritten = { alerts: "", archives: "" };
  }

  /** Takes the files of another day, where it has come. */
  rotate(time: number): void {
    this.flush();
    this.#alerts?.rotate(time);
    this.#archives?.rotate(time);
  }

  async close(): Promise<void> {
    clearInterval(this.#rotation);
    await this.#socket?.close();
    this.flush();
    this.#alerts?.close();
    this.#archives?.close();
  }
}
