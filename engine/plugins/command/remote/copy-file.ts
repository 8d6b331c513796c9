import { stat } from "node:fs/promises";
import type { Resource } from "../../provider/resource.ts";
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
  readonly localPath: string;
  readonly remotePath: string;
}

/** `command:remote:CopyFile`: one file, copied to another machine; every change replaces. Deprecated. */
export const copyFile: Resource<Context> = {
  shape: {
    connection: connectionProperty,
    localPath: { kind: "string", required: true, description: "The file to copy." },
    remotePath: { kind: "string", required: true, description: "Where it goes; its folder must exist." },
    triggers,
  },
  description: "Copies one file to another machine. Deprecated: use CopyToRemote.",
  knowsSecrets: true,
  diff: (state, inputs) => diffInputs(state.inputs, inputs),
  preview: (inputs) => inputs,

  async create(_context, inputs, operation) {
    const { connection, localPath, remotePath } = inputs as unknown as Inputs;
    if (!(await stat(localPath)).isFile()) {
      throw new Error(`${localPath} is not a file; use CopyToRemote to copy a folder.`);
    }
    const signal = withTimeout(operation);
    const login = await dial(connection, (line) => operation.log.status(line), signal);
    try {
      await (await RemoteFiles.open(login, signal)).copyFile(localPath, remotePath);
    } finally {
      login.close();
    }
    return { id: uniqueId(""), outputs: inputs };
  },

  delete: () => Promise.resolve(), // what was copied stays, as with the official plugin
};
