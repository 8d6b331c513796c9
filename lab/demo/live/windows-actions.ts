import { win32 } from "node:path";
import type { Action } from "../../../scenarios/telemetry.ts";
import { encodeCommand } from "../../telemetry/events.ts";

/** What is run on a Windows host over SSH. */
export interface WindowsAction {
  /** One command line; whatever a scenario says is in it encoded. */
  readonly command: string;
  /** What was done, in one line. */
  readonly line: string;
  /** Text that the event has in it that the endpoint's sensors report. */
  readonly text: string;
  /** What takes away what is left of it. */
  readonly cleanUp?: string;
}

const powershell = (script: string): string =>
  `powershell.exe -NoProfile -NonInteractive -EncodedCommand ${encodeCommand(script)}`;

/** A text as PowerShell has it between single quotes, in which nothing but a quote means anything. */
const quoted = (text: string): string => `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;

/**
 * How an action is done on Windows. Only what stays on the host: the lab's sinkhole cannot be reached from there.
 *
 * @throws for an action of the network
 */
export function windowsAction({ drop, powershell: script }: Action): WindowsAction {
  if (script !== undefined) {
    return {
      command: powershell(script),
      line: `gave PowerShell an encoded command: ${script}`,
      text: encodeCommand(script),
    };
  }
  if (drop !== undefined) {
    const path = quoted(drop.path);
    const content = quoted(Buffer.from(drop.content).toString("base64"));
    return {
      command: powershell(
        `$ErrorActionPreference = 'Stop'; [IO.File]::WriteAllBytes(${path}, [Convert]::FromBase64String(${content}))`,
      ),
      line: `wrote the harmless file ${drop.path}`,
      // Wazuh doubles backslashes, so the name alone is looked for.
      text: win32.basename(drop.path),
      cleanUp: powershell(`Remove-Item -LiteralPath ${path} -Force -ErrorAction SilentlyContinue`),
    };
  }
  throw new Error(
    "On Windows a scenario can drop a file or start PowerShell: the sinkhole is not to be reached.",
  );
}
