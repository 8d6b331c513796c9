import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { foldersOf } from "../../engine/folders.ts";
import { LabError } from "../lab-error.ts";

/**
 * Keeps a second command that changes the same class out, for as long as the process lives or until it is let go. What a
 * process that is gone has left is taken over.
 *
 * @returns what lets it go
 * @throws {LabError} while another process changes the class
 */
export function lockClass(className: string): () => void {
  const folder = join(foldersOf(process.env).data, "classes");
  const file = join(folder, `${className}.lock`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!take(file)) {
    const holder = Number(read(file));
    if (isAlive(holder)) {
      throw new LabError(
        `Process ${holder} changes the class ${className} at this moment. Wait until it has ended, and try again.`,
      );
    }
    rmSync(file, { force: true });
    if (!take(file)) {
      throw new LabError(`Another process has just begun to change the class ${className}. Try again.`);
    }
  }
  return () => rmSync(file, { force: true });
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
