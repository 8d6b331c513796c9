/** Names of files. */
import { isCommonFile } from "./common-files.ts";
import type { Reading } from "./indicator.ts";

/**
 * The path of a file as Windows has it: Wazuh's event channel decoder doubles each backslash.
 */
export const singleBackslashes = (text: string): string =>
  /\\/.test(text) && !/(?<!\\)(?:\\\\)*\\(?!\\)/.test(text) ? text.replaceAll("\\\\", "\\") : text;

/** Last part of a path of Windows or Unix, without the stream that may follow (`setup.exe:Zone.Identifier`). */
export const baseName = (path: string): string => {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const stream = name.indexOf(":");
  return (stream > 0 ? name.slice(0, stream) : name).trim();
};

/** Reads the name of a file out of its path; MISP may hold the name alone or the whole path. */
export const readFileName = (text: string): Reading => {
  const path = singleBackslashes(text).trim();
  const name = baseName(path);
  if (name.length < 3 || name.length > 255) {
    return { reason: "no name of a file that could tell anything" };
  }
  if (isCommonFile(name.toLowerCase())) {
    return { reason: "a file that every system has" };
  }
  return { value: name, spellings: path === name || path.length > 1000 ? [name] : [name, path] };
};
