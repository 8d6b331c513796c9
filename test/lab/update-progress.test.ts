import test from "ava";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { StepReport } from "../../engine/report.ts";
import { UpdateProgress } from "../../lab/update-progress.ts";

const prefix = "urn:pulumi:mine::wazuh-misp-lab::wazuh-misp-lab:index:Lab";
const misp = `${prefix}$wazuh-misp-lab:index:Misp::misp`;
const lab = `${prefix}::lab`;
const ready = `${prefix}$wazuh-misp-lab:index:Readiness$command:local:Command::ready`;

const resource = (op: string, type: string, name: string, parent: string) => ({
  op,
  type,
  urn: `${parent.slice(0, parent.lastIndexOf("::"))}$${type}::${name}`,
  new: { parent },
});
const container = resource("create", "docker:index/container:Container", "misp", misp);
const volume = resource("create", "docker:index/volume:Volume", "misp-files", misp);
const network = resource("create", "docker:index/network:Network", "network", lab);

const begins = (metadata: object) => ({ resourcePreEvent: { metadata } }) as EngineEvent;
const ends = (metadata: object) => ({ resOutputsEvent: { metadata } }) as EngineEvent;
const fails = (metadata: object) => ({ resOpFailedEvent: { metadata } }) as EngineEvent;
const says = (message: string, urn = ready) =>
  ({ diagnosticEvent: { severity: "info#err", message, urn } }) as unknown as EngineEvent;

/** What is told of some events, as lines without times. */
function told(events: readonly EngineEvent[], failed = false): string[] {
  const lines: string[] = [];
  const progress = new UpdateProgress(({ step, state, detail }: StepReport) => {
    lines.push(`${state} ${step}${detail === undefined ? "" : `: ${detail}`}`);
  });
  events.forEach(progress.handle);
  progress.finish(failed);
  return lines;
}

test("a component is one step, from its first resource to its own proof that it is ready", (t) => {
  const events = [
    begins(volume),
    ends(volume),
    begins(container),
    ends(container),
    says("misp is waiting: GET /servers/getVersion answered 500"),
    says("misp is ready: version 2.5 answers with the key"),
  ];
  t.deepEqual(told(events), [
    "started misp: create volume misp-files",
    "started misp: create container misp",
    "started misp: GET /servers/getVersion answered 500",
    "done misp: version 2.5 answers with the key",
  ]);
});

test("what is the lab's own is a step of its own, and over when it is made", (t) => {
  t.deepEqual(told([begins(network), ends(network)]), [
    "started create network network",
    "done create network network",
  ]);
});

test("a resource that cannot be made fails its component", (t) => {
  t.deepEqual(told([begins(container), fails(container)], true), [
    "started misp: create container misp",
    "failed misp",
  ]);
});

test("when the update fails, a system that has not proven itself has failed, and one that waits for nothing has not", (t) => {
  const events = [begins(volume), ends(volume), says("graylog is failed: starts over and over")];
  t.deepEqual(told(events, true).slice(-2), ["done misp", "failed graylog"]);
});

test("what is the same as before is not told", (t) => {
  t.deepEqual(told([begins({ ...container, op: "same" }), ends({ ...container, op: "same" })]), []);
});

test("errors are told once, without colours, and of the readiness only the end", (t) => {
  const progress = new UpdateProgress(() => undefined);
  const error = (message: string) =>
    ({ diagnosticEvent: { severity: "error", message } }) as unknown as EngineEvent;
  progress.handle(error("<{%reset%}>port is taken<{%reset%}>"));
  progress.handle(error("port is taken"));
  progress.handle(
    error("exit status 1: running\nmisp is waiting: x\nThe lab is not ready:\nmisp is failed: y"),
  );
  t.deepEqual(progress.errors, ["port is taken", "The lab is not ready:\nmisp is failed: y"]);
});
