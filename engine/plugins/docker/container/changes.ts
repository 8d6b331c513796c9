import type { Change, Diff } from "../../provider/diff.ts";
import type { State } from "../../provider/resource.ts";
import type { Values } from "../../provider/values.ts";
import { diffState } from "../state.ts";
import { shape } from "./shape.ts";

/**
 * How a container differs from its inputs. One whose creation was never finished is replaced; so is, with the
 * others, one whose name is Docker's to keep, for two cannot have it at once.
 */
export function diffContainer(state: State, inputs: Values): Diff {
  const changes = diffState(shape, state, inputs).filter(
    (change) => !isSwapDefault(change, state, inputs) && !isNeverStarted(change, inputs),
  );
  const unfinished: Change[] =
    state.outputs["networkDatas"] == null ? [{ path: "networkDatas", kind: "add", replaces: true }] : [];
  return { changes: [...changes, ...unfinished], deleteBeforeReplace: true };
}

/** Docker allows as much swap again as memory when nothing is said of it. */
function isSwapDefault({ path, kind }: Change, { outputs }: State, inputs: Values): boolean {
  return (
    path === "memorySwap" &&
    kind === "delete" &&
    inputs["memory"] != null &&
    outputs["memorySwap"] === 2 * Number(outputs["memory"])
  );
}

/** A container that is only created does not run, and need not. */
function isNeverStarted({ path }: Change, inputs: Values): boolean {
  return path === "mustRun" && inputs["start"] === false;
}
