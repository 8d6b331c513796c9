import type { Operation, Resource } from "../../provider/resource.ts";
import type { Value, Values } from "../../provider/values.ts";
import { isArchive, isAsset } from "../../provider/values.ts";
import type { Context } from "../context.ts";
import { uniqueId, withTimeout } from "../context.ts";
import { diffInputs } from "../diff.ts";
import { triggers } from "../lifecycle.ts";
import type { Connection } from "./connection.ts";
import { dial } from "./dial.ts";
import { RemoteFiles } from "./sftp.ts";
import { connectionProperty } from "./shape.ts";

interface Inputs {
  readonly connection: Connection;
  readonly source: { readonly path?: string; readonly text?: string; readonly hash?: string };
  readonly remotePath: string;
}

/** `command:remote:CopyToRemote`: a file, a text or a folder that is copied to another machine. */
export const copyToRemote: Resource<Context> = {
  shape: {
    connection: connectionProperty,
    source: {
      kind: "any",
      required: true,
      validate: refuseSource,
      description: "A FileAsset, a StringAsset, or a FileArchive, which is copied as it is and not unpacked.",
    },
    remotePath: { kind: "string", required: true, description: "Where it goes; folders above it are made." },
    triggers,
  },
  description: "Copies a file, a text or a folder to another machine.",
  knowsSecrets: true,
  diff: (state, inputs) => diffInputs(state.inputs, inputs),
  preview: (inputs) => inputs,

  async create(_context, inputs, operation) {
    await copy(inputs, operation);
    return { id: uniqueId(""), outputs: inputs };
  },

  async update(_context, { outputs }, inputs, operation) {
    const old = outputs as unknown as Inputs;
    const { source, remotePath } = inputs as unknown as Inputs;
    if (old.source.hash !== source.hash || old.remotePath !== remotePath) {
      await copy(inputs, operation);
    }
    return inputs;
  },

  delete: () => Promise.resolve(), // what was copied stays, as with the official plugin
};

function refuseSource(source: Value): string | undefined {
  const { path, text } = source as Values;
  if (isAsset(source) && (path !== undefined || text !== undefined)) {
    return undefined;
  }
  if (isArchive(source) && path !== undefined) {
    return undefined;
  }
  return "must be a FileAsset, a StringAsset or a FileArchive";
}

async function copy(values: Values, operation: Operation): Promise<void> {
  const { connection, source, remotePath } = values as unknown as Inputs;
  const signal = withTimeout(operation);
  const login = await dial(connection, (line) => operation.log.status(line), signal);
  try {
    const files = await RemoteFiles.open(login, signal);
    if (source.path !== undefined) {
      await files.copy(source.path, remotePath);
    } else {
      await files.writeText(source.text ?? "", remotePath);
    }
  } finally {
    login.close();
  }
}
