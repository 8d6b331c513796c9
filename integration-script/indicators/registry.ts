/** Keys of Windows' registry. */
import type { Reading } from "./indicator.ts";

const hives: readonly (readonly [short: string, long: string])[] = [
  ["HKLM", "HKEY_LOCAL_MACHINE"],
  ["HKCU", "HKEY_CURRENT_USER"],
  ["HKU", "HKEY_USERS"],
  ["HKCR", "HKEY_CLASSES_ROOT"],
  ["HKCC", "HKEY_CURRENT_CONFIG"],
];

const hiveOf = (name: string) => hives.find((names) => names.includes(name.toUpperCase()));

/** A key below a user's own hive is the current user's: `HKU\S-1-5-21-…\Software` is `HKCU\Software`. */
const ofCurrentUser = (path: string): string | undefined =>
  /^S-1-5-[\d-]+(?:_Classes)?\\(.+)$/i.exec(path)?.[1];

/** Reads a key; MISP may hold it with the long or the short name of its hive. */
export const readRegistryKey = (text: string): Reading => {
  const key = text
    .trim()
    .replace(/^\\?REGISTRY\\MACHINE\\/i, "HKLM\\")
    .replace(/^\\?REGISTRY\\USER\\/i, "HKU\\")
    .replace(/\\+$/, "");
  const [first = ""] = key.split("\\", 1);
  const names = hiveOf(first);
  const path = key.slice(first.length + 1);
  if (names === undefined || path.length < 3 || key.length > 1000) {
    return { reason: "not a key of the registry" };
  }
  const user = names[0] === "HKU" ? ofCurrentUser(path) : undefined;
  const spellings = user === undefined ? [] : [`HKCU\\${user}`, `HKEY_CURRENT_USER\\${user}`];
  return {
    value: `${names[0]}\\${path}`,
    spellings: [...names.map((name) => `${name}\\${path}`), ...spellings],
  };
};
