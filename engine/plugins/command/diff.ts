import type { Change, Diff } from "../provider/diff.ts";
import type { Value, Values } from "../provider/values.ts";
import { isArchive, isAsset, isObject } from "../provider/values.ts";

/**
 * Compares earlier with present inputs value by value, as the official plugin's framework does: an empty value is
 * not an absent one, and files are the same when their contents are. A change of `triggers` replaces.
 */
export function diffInputs(old: Values, now: Values): Diff {
  return { changes: diffObjects(old, now, "") };
}

function diffObjects(old: Values, now: Values, path: string): Change[] {
  const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...keys].flatMap((key) => diffValues(old[key], now[key], join(path, key)));
}

function diffLists(old: Value[], now: Value[], path: string): Change[] {
  const length = Math.max(old.length, now.length);
  return Array.from({ length }, (_, index) => diffValues(old[index], now[index], `${path}[${index}]`)).flat();
}

function diffValues(old: Value | undefined, now: Value | undefined, path: string): Change[] {
  if (Array.isArray(old) && Array.isArray(now)) {
    return diffLists(old, now, path);
  }
  if (isObject(old) && isObject(now)) {
    return isFile(old) || isFile(now) ? diffFiles(old, now, path) : diffObjects(old, now, path);
  }
  return old === now || (old == null && now == null) ? [] : [change(old, now, path)];
}

function diffFiles(old: Values, now: Values, path: string): Change[] {
  const sameKind = isAsset(old) === isAsset(now) && isArchive(old) === isArchive(now);
  return sameKind && old["hash"] !== undefined && old["hash"] === now["hash"] ? [] : [change(old, now, path)];
}

function isFile(value: Values): boolean {
  return isAsset(value) || isArchive(value);
}

function change(old: Value | undefined, now: Value | undefined, path: string): Change {
  const kind = old == null ? "add" : now == null ? "delete" : "update";
  return { path, kind, replaces: /^triggers(?:$|\[)/.test(path) };
}

function join(path: string, key: string): string {
  const plain = /^[A-Za-z_$][\w$]*$/.test(key);
  if (path === "") {
    return plain ? key : `[${JSON.stringify(key)}]`;
  }
  return plain ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
