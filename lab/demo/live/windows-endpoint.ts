import type { WindowsRemoteConfiguration } from "../../../components/agents/configuration.ts";
import type { Undo } from "../undo.ts";
import type { LiveEndpoint } from "./live.ts";
import { runOverSsh } from "./ssh.ts";
import { windowsAction } from "./windows-actions.ts";

/** A Windows host of the lab that is reached over SSH, to act on. */
export function windowsEndpoint(
  { name, connection }: Pick<WindowsRemoteConfiguration, "name" | "connection">,
  undo: Undo,
): LiveEndpoint {
  return {
    name,
    act: async (action) => {
      const { command, line, text, cleanUp } = windowsAction(action);
      if (cleanUp !== undefined) {
        undo.add(`${line}, and it could not be removed`, () => runOverSsh(connection, cleanUp));
      }
      await runOverSsh(connection, command);
      return { line, text };
    },
  };
}
