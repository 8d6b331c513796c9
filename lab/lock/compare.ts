import type { Lock } from "../../components/lock.ts";
import type { Facts } from "./facts.ts";

/**
 * How what a lab would be made with now differs from its lock, one sentence each; none where it is the same lab.
 *
 * @param references images as the configuration names them now, by system
 */
export function differences(lock: Lock, now: Facts, references: Readonly<Record<string, string>>): string[] {
  const locked = Object.fromEntries(
    Object.entries(lock.images).map(([name, { reference }]) => [name, reference]),
  );
  return [
    ...differ("the", { profile: lock.profile }, { profile: now.profile }),
    ...differ("the Docker host's", { processor: lock.architecture }, { processor: now.architecture }),
    ...differ("the tool", lock.tools, now.tools),
    ...differ("the image of", locked, references),
    ...differ("the image", shortened(withoutKind(lock.byTag)), shortened(withoutKind(now.byTag))),
    ...differ("the content of the lab's own image", shortened(lock.built), shortened(now.built)),
  ];
}

function differ(
  what: string,
  locked: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(locked), ...Object.keys(now)])].sort();
  return names
    .filter((name) => locked[name] !== now[name])
    .map(
      (name) =>
        `${what} ${name} is ${now[name] ?? "left out"}, and ${locked[name] ?? "left out"} in the lock`,
    );
}

const withoutKind = (digests: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(digests).map(([name, digest]) => [name, digest.replace("sha256:", "")]));

/** Digests as long as a person compares them; two that differ do so in their beginning. */
const shortened = (digests: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(digests).map(([name, digest]) => [name, digest.slice(0, 12)]));
