import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { Change, Diff } from "./diff.ts";

const { DiffResponse, PropertyDiff } = messages;

/** A difference as the engine reads it. */
export function toDiffResponse({ changes, deleteBeforeReplace = false }: Diff): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  const topOf = (change: Change): string => /^[^.[]+/.exec(change.path)![0];
  const replacing = changes.filter((change) => change.replaces);
  const response = new DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...new Set(changes.map(topOf))])
    .setReplacesList([...new Set(replacing.map(topOf))])
    .setDeletebeforereplace(replacing.length > 0 && deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const change of changes) {
    response.getDetaileddiffMap().set(change.path, new PropertyDiff().setKind(kindOf(change)));
  }
  return response;
}

function kindOf({ kind, replaces }: Change): messages.PropertyDiff.Kind {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;
  const [plainKind, replaceKind] = {
    add: [ADD, ADD_REPLACE] as const,
    delete: [DELETE, DELETE_REPLACE] as const,
    update: [UPDATE, UPDATE_REPLACE] as const,
  }[kind];
  return replaces ? replaceKind : plainKind;
}
