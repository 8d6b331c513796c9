import type { Message } from "../messages/message.ts";
import type { CompiledRule } from "./compiled.ts";
import type { RuleWorld } from "./function.ts";
import type { PipelineSyntax, StageSyntax } from "./syntax.ts";

/** A pipeline at work. */
export interface Pipeline {
  readonly id: string;
  readonly syntax: PipelineSyntax;
}

/** Everything that the pipelines consist of at a moment. */
export interface PipelineState {
  /** Rules by their name. */
  readonly rules: ReadonlyMap<string, CompiledRule>;
  /** Pipelines by the id of the stream that they are connected to. */
  readonly connected: ReadonlyMap<string, readonly Pipeline[]>;
}

/**
 * Runs a message through the pipelines of its streams, and then of the streams that they brought it into, until
 * there are no new ones.
 */
export function runPipelines(message: Message, state: PipelineState, world: RuleWorld): void {
  const seen = new Set<string>();
  for (;;) {
    const streams = [...message.streams].filter((stream) => !seen.has(stream));
    if (streams.length === 0 || message.dropped) {
      return;
    }
    streams.forEach((stream) => seen.add(stream));
    runStages(new Set(streams.flatMap((stream) => state.connected.get(stream) ?? [])), message, state, world);
  }
}

/** The stages of all pipelines together, in the order of their numbers. */
function runStages(
  pipelines: ReadonlySet<Pipeline>,
  message: Message,
  state: PipelineState,
  world: RuleWorld,
): void {
  const slices = [...pipelines]
    .flatMap((pipeline) => pipeline.syntax.stages.map((stage) => ({ pipeline, stage })))
    .sort((left, right) => left.stage.stage - right.stage.stage);
  const stopped = new Set<Pipeline>();
  for (const { pipeline, stage } of slices) {
    if (!message.dropped && !stopped.has(pipeline) && !runStage(pipeline, stage, message, state, world)) {
      stopped.add(pipeline);
    }
  }
}

/** Tests every rule of a stage, then runs those that matched; whether the pipeline goes on to its next stage. */
function runStage(
  pipeline: Pipeline,
  stage: StageSyntax,
  message: Message,
  state: PipelineState,
  world: RuleWorld,
): boolean {
  const rules = stage.rules.flatMap((name) => state.rules.get(name) ?? []);
  const complain = (what: string, rule: CompiledRule, error: unknown): void => {
    const text = `Error evaluating ${what} for rule <${rule.name}> (pipeline <${pipeline.syntax.name}/${pipeline.id}>)`;
    message.errors.push(`${text} - ${(error as Error).message}`);
    world.warn(`${text}: ${(error as Error).message}`);
  };
  const matching: CompiledRule[] = [];
  for (const rule of rules) {
    try {
      if (rule.when({ message, world })) {
        matching.push(rule);
      }
    } catch (error) {
      complain("condition", rule, error);
      break;
    }
  }
  for (const rule of matching) {
    try {
      rule.then({ message, world });
    } catch (error) {
      complain("action", rule, error);
      break;
    }
  }
  switch (stage.match) {
    case "ALL":
      return matching.length === rules.length;
    case "EITHER":
      return rules.length === 0 || matching.length > 0;
    case "PASS":
      return true;
  }
}
