import { readFile, rm, writeFile } from "node:fs/promises";
import { isScalar, parseDocument, visit, type Document } from "yaml";

/**
 * Leaves a stack's file as it was before the stack was: the engine writes the salt of the stack's passphrase into it, which
 * is worth nothing once the stack is gone, and would refuse another passphrase later. The salt stays where the file holds
 * values that were encrypted with it; a file that held nothing else goes.
 * @param file such as stacks/Pulumi.rehearsal.yaml; need not be there
 */
export async function forgetSalt(file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) {
    return;
  }
  const settings = parseDocument(text);
  if (holdsSecrets(settings) || !settings.delete("encryptionsalt")) {
    return;
  }
  const left = settings.toJS() as object;
  await (Object.keys(left).length > 0 ? writeFile(file, settings.toString({ lineWidth: 0 })) : rm(file));
}

function holdsSecrets(settings: Document): boolean {
  const found: unknown[] = [];
  visit(settings, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === "secure") {
        found.push(key);
      }
    },
  });
  return found.length > 0;
}
