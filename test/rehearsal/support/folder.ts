import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";

/** A new temporary folder that is removed when the test is over. */
export function temporaryFolder(t: Pick<ExecutionContext, "teardown">): string {
  const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
