import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { StepReport } from "../engine/report.ts";

/** What an update did: how many resources it changed, by operation. */
export type Changes = Readonly<Record<string, number>>;

/** Words for the kinds of resources that a user knows; those of other kinds are not shown. */
const kinds: Readonly<Record<string, string>> = {
  "docker:index/container:Container": "container",
  "docker:index/network:Network": "network",
  "docker:index/remoteImage:RemoteImage": "image",
  "docker:index/volume:Volume": "volume",
  "command:local:Command": "check",
};

const words: Readonly<Record<string, string>> = {
  create: "create",
  "create-replacement": "replace",
  update: "update",
  delete: "remove",
  "delete-replaced": "remove",
};

/** Turns the engine's events into steps: one for each thing that is made, changed or removed. */
export class UpdateProgress {
  readonly #report: (report: StepReport) => void;
  readonly #began = new Map<string, number>();
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
      this.#end(event.resOutputsEvent.metadata, "done");
    } else if (event.resOpFailedEvent) {
      this.#end(event.resOpFailedEvent.metadata, "failed");
    } else if (event.diagnosticEvent) {
      this.#listen(event.diagnosticEvent);
    } else if (event.summaryEvent) {
      this.#changes = event.summaryEvent.resourceChanges;
    }
  };

  #begin(resource: { readonly op: string; readonly type: string; readonly urn: string }): void {
    const step = stepOf(resource);
    if (step) {
      this.#began.set(resource.urn + resource.op, Date.now());
      this.#report({ step, state: "started" });
    }
  }

  #end(
    resource: { readonly op: string; readonly type: string; readonly urn: string },
    state: "done" | "failed",
  ): void {
    const step = stepOf(resource);
    const began = this.#began.get(resource.urn + resource.op);
    if (step && began !== undefined) {
      this.#report({ step, state, milliseconds: Date.now() - began });
    }
  }

  #listen({ severity, message, urn }: { severity: string; message: string; urn?: string }): void {
    const text = stripMarkup(message);
    if (severity === "error") {
      this.#errors.push(text);
    } else if (urn?.endsWith("::ready") && text !== "") {
      this.#report({ step: "check that every system is ready", state: "started", detail: text });
    }
  }
}

function stepOf({
  op,
  type,
  urn,
}: {
  readonly op: string;
  readonly type: string;
  readonly urn: string;
}): string | undefined {
  const kind = kinds[type];
  const word = words[op];
  if (kind === undefined || word === undefined) {
    return undefined;
  }
  const name = urn.slice(urn.lastIndexOf("::") + 2);
  return kind === "check" ? "check that every system is ready" : `${word} ${kind} ${name}`;
}

/** The engine marks colours in its messages as `<{%red%}>`. */
const stripMarkup = (message: string): string => message.replace(/<\{%.*?%\}>/g, "").trim();
