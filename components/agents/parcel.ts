import * as pulumi from "@pulumi/pulumi";
import { readTemplate } from "../template.ts";

/** Files for a host, by their names in the folder that they are put in there. */
export type Parcel = Readonly<Record<string, pulumi.Input<string>>>;

/**
 * Packs files for a host's standard input: whatever is secret in them is in no command line, no environment and no file
 * that others read. Each line is a name and its content in base64; the last says that nothing is missing.
 */
export function packParcel(files: Parcel): pulumi.Output<string> {
  return pulumi.secret(
    pulumi
      .all(files as Record<string, pulumi.Input<string>>)
      .apply((contents) =>
        [...Object.entries(contents), ["complete", ""] as const]
          .map(([name, content]) => `${name} ${Buffer.from(content, "utf8").toString("base64")}\n`)
          .join(""),
      ),
  );
}

/**
 * The command that unpacks a parcel on a Linux host and runs one of its scripts as root.
 *
 * @param user who logs in; anybody but root needs sudo without a password
 */
export function linuxCommand(script: string, user: string): string {
  const shell = `sh -c ${shellQuoted(readTemplate("linux-agent/receive.sh"))} receive ${script}`;
  return user === "root" ? shell : `sudo -n ${shell}`;
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The command that unpacks a parcel on a Windows host and runs one of its scripts. */
export function windowsCommand(script: string): string {
  const receive = readTemplate("windows-agent/receive.ps1").replace("@SCRIPT@", script);
  const encoded = Buffer.from(receive, "utf16le").toString("base64");
  return `powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand ${encoded}`;
}
