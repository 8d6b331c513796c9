import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import type { StepReport } from "../engine/report.ts";

/** What an update did: how many resources it changed, by operation. */
export type Changes = Readonly<Record<string, number>>;

/** Words for the kinds of resources that a user knows; those of other kinds are not shown. */
const kinds: Readonly<Record<string, string>> = {
  "docker:index/container:Container": "container",
  "docker:index/network:Network": "network",
  "docker:index/remoteImage:RemoteImage": "image",
  "docker:index/volume:Volume": "volume",
  "command:local:Command": "command",
  "command:remote:Command": "command",
  "command:remote:CopyToRemote": "files",
};

const words: Readonly<Record<string, string>> = {
  create: "create",
  "create-replacement": "replace",
  update: "update",
  delete: "remove",
  "delete-replaced": "remove",
};

const labType = "wazuh-misp-lab:index:Lab";

/** A component that is worked on. */
interface Work {
  readonly began: number;
  /** Resources of it that the engine works on now. */
  readonly pending: Set<string>;
  /** Whether it has not proven that it is ready. */
  waiting: boolean;
}

/**
 * Turns the engine's events into steps, one for each component of the lab: from the first of its resources that is made,
 * changed or removed, over what its systems wait for, to its own proof that it is ready.
 */
export class UpdateProgress {
  readonly #report: (report: StepReport) => void;
  readonly #work = new Map<string, Work>();
  readonly #errors: string[] = [];
  #changes: Changes = {};

  constructor(report: (report: StepReport) => void) {
    this.#report = report;
  }

  /** What was changed, once the update has ended. */
  get changes(): Changes {
    return this.#changes;
  }

  /** What the engine, the plugins and the program called errors, each once. */
  get errors(): readonly string[] {
    return [...new Set(this.#errors)];
  }

  readonly handle = (event: EngineEvent): void => {
    if (event.resourcePreEvent) {
      this.#begin(event.resourcePreEvent.metadata);
    } else if (event.resOutputsEvent) {
      this.#end(event.resOutputsEvent.metadata, false);
    } else if (event.resOpFailedEvent) {
      this.#end(event.resOpFailedEvent.metadata, true);
    } else if (event.diagnosticEvent) {
      this.#listen(event.diagnosticEvent);
    } else if (event.summaryEvent) {
      this.#changes = event.summaryEvent.resourceChanges;
    }
  };

  /** The update has ended: no step goes on. What had not proven itself by then has failed where the update has. */
  finish(failed: boolean): void {
    for (const [step, { waiting }] of this.#work) {
      this.#close(step, failed && waiting ? "failed" : "done");
    }
  }

  #begin(resource: StepEventMetadata): void {
    const what = describeStep(resource);
    if (what === undefined || isReadiness(resource.urn)) {
      return;
    }
    const step = componentOf(resource) ?? what;
    this.#workOn(step).pending.add(resource.urn + resource.op);
    this.#report({ step, state: "started", ...(step !== what && { detail: what }) });
  }

  #end(resource: StepEventMetadata, failed: boolean): void {
    const step = componentOf(resource) ?? describeStep(resource);
    const work = step === undefined ? undefined : this.#work.get(step);
    if (step === undefined || !work?.pending.delete(resource.urn + resource.op)) {
      return;
    }
    // What is the lab's own, such as its network, has ended; a component may have more to come.
    if (failed || componentOf(resource) === undefined) {
      this.#close(step, failed ? "failed" : "done");
    }
  }

  #listen({ severity, message, urn }: { severity: string; message: string; urn?: string }): void {
    const text = stripMarkup(message);
    if (severity === "error") {
      this.#errors.push(withoutProgress(text));
    } else if (urn !== undefined && isReadiness(urn)) {
      text.split("\n").forEach((line) => this.#hear(line));
    }
  }

  /** One line of what the lab's readiness says: a system, its state and what it waits for. */
  #hear(line: string): void {
    const [, step, state, detail] = /^(.+?) is (waiting|failed|ready): (.*)$/.exec(line) ?? [];
    if (step === undefined) {
      return;
    }
    if (state === "ready") {
      this.#close(step, "done", detail);
    } else {
      this.#workOn(step).waiting = true;
      this.#report({ step, state: "started", detail: state === "failed" ? `failed: ${detail}` : detail });
    }
  }

  #workOn(step: string): Work {
    const work = this.#work.get(step) ?? { began: Date.now(), pending: new Set<string>(), waiting: false };
    this.#work.set(step, work);
    return work;
  }

  #close(step: string, state: "done" | "failed", detail?: string): void {
    const work = this.#work.get(step);
    if (work) {
      this.#work.delete(step);
      this.#report({ step, state, milliseconds: Date.now() - work.began, detail });
    }
  }
}

/** What the engine does to a resource, in words; undefined for what a user need not know, or for nothing. */
export function describeStep({ op, type, urn }: StepEventMetadata): string | undefined {
  const kind = kinds[type];
  const word = words[op];
  return kind === undefined || word === undefined ? undefined : `${word} ${kind} ${nameOf(urn)}`;
}

/** The component of the lab that a resource is in; undefined for what is the lab's own. */
function componentOf({ old, new: fresh }: StepEventMetadata): string | undefined {
  const parent = fresh?.parent ?? old?.parent ?? "";
  const type = parent.split("::")[2] ?? "";
  return type.includes(`${labType}$`) ? nameOf(parent) : undefined;
}

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

/** Whether a resource is the proof that every system is ready. */
export const isReadiness = (urn: string): boolean => urn.endsWith("$command:local:Command::ready");

/** A command that fails is told with all that it said: of the readiness only the end, the rest was shown as progress. */
function withoutProgress(text: string): string {
  const end = text.lastIndexOf("The lab is not ready:");
  return end < 0 ? text : text.slice(end);
}

/** The engine marks colours in its messages as `<{%red%}>`. */
const stripMarkup = (message: string): string => message.replace(/<\{%.*?%\}>/g, "").trim();
