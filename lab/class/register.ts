import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { blockSize } from "../../components/ports.ts";
import type { LabContainers } from "../../components/readiness/status.ts";
import { writeFileAtomic } from "../../engine/atomic.ts";
import { foldersOf } from "../../engine/folders.ts";
import { LabError } from "../failure.ts";
import { millisecondsOf } from "./roster/duration.ts";
import type { ClassRoster, RosterLab } from "./roster/read.ts";
import { sharedId, stackOf } from "./roster/names.ts";

/** What is known of one lab of a class, over changes of the roster; no secret is in it. */
export interface ClassLab extends RosterLab {
  /** First port of its block: the same for as long as the lab is in the class. */
  readonly portBase: number;
  /** A number that no other lab of the class has, from 1 on: the same for as long as the lab is in the class. */
  readonly number: number;
  /** When it was first brought up, ISO 8601; undefined while it never was. */
  readonly created?: string;
  /** Why the last `up` failed; undefined when it did not. */
  failure?: string;
  /** Names of its containers by system, and its addresses, since it was up. */
  readonly containers?: LabContainers;
  readonly urls?: Readonly<Record<string, string>>;
}

/** What is known of a class: what the roster said at the last `up`, and its labs. */
export interface ClassRegister extends Pick<
  ClassRoster,
  "class" | "title" | "shared" | "bindAddress" | "host"
> {
  /** The class's own stack, with what its labs share. */
  readonly common: ClassLab;
  readonly labs: readonly ClassLab[];
}

const folder = (): string => join(foldersOf(process.env).data, "classes");
const fileOf = (className: string): string => join(folder(), `${className}.json`);

/** Names of all classes that there are, sorted. */
export function classNames(): string[] {
  return existsSync(folder())
    ? readdirSync(folder())
        .filter((file) => file.endsWith(".json"))
        .map((file) => basename(file, ".json"))
        .sort()
    : [];
}

/** The register of a class, or undefined where there is no such class. */
export function findRegister(className: string): ClassRegister | undefined {
  return classNames().includes(className)
    ? (JSON.parse(readFileSync(fileOf(className), "utf8")) as ClassRegister)
    : undefined;
}

/** @throws {LabError} with the classes that there are */
export function readRegister(className: string): ClassRegister {
  const register = findRegister(className);
  if (!register) {
    const names = classNames();
    throw new LabError(
      `There is no class "${className}". ${
        names.length > 0
          ? `There are: ${names.join(", ")}.`
          : "`npm run lab -- class up <roster>` makes one; docs/classroom.md tells how."
      }`,
    );
  }
  return register;
}

/** Keeps a class's register, for this user alone. */
export async function writeRegister(register: ClassRegister): Promise<void> {
  await writeFileAtomic(fileOf(register.class), `${JSON.stringify(register, undefined, 2)}\n`);
}

/** Forgets a class of which nothing is left. */
export function removeRegister(className: string): void {
  rmSync(fileOf(className), { force: true });
}

/** When a lab's time is over, ISO 8601; undefined for one that stands until it is taken down, or never stood. */
export function expiryOf({ created, ttl }: Pick<ClassLab, "created" | "ttl">): string | undefined {
  return created === undefined || ttl === undefined
    ? undefined
    : new Date(Date.parse(created) + millisecondsOf(ttl)).toISOString();
}

/**
 * Brings a class's register to its roster. A lab that there was keeps its block of ports; one that is new gets the first
 * that no lab of this user's classes has.
 *
 * @returns the register, in which those that left the roster still are, and these by themselves
 * @throws {LabError} when there are no ports left, or something is not shared any more that the labs use
 */
export function enrol(roster: ClassRoster): {
  readonly register: ClassRegister;
  readonly left: readonly ClassLab[];
} {
  const before = findRegister(roster.class);
  const dropped = before?.shared.filter((system) => !roster.shared.includes(system)) ?? [];
  if (dropped.length > 0) {
    throw new LabError(
      `The labs of the class ${roster.class} use its ${dropped.join(" and ")}, which the roster does not share any more. ` +
        `Take the class down first: npm run lab -- class down ${roster.class}`,
    );
  }
  const known = new Map(before?.labs.map((lab) => [lab.id, lab]));
  const wanted = new Set(roster.labs.map(({ id }) => id));
  const left = before?.labs.filter(({ id }) => !wanted.has(id)) ?? [];
  const blocks = new Blocks(roster.firstPort);
  const common = before
    ? { ...before.common, settings: roster.commonSettings }
    : {
        id: sharedId,
        stack: stackOf(roster.class, sharedId),
        name: roster.title ?? roster.class,
        scenarios: [],
        settings: roster.commonSettings,
        portBase: blocks.next(),
        number: 0,
      };
  const numbers = new Set(before?.labs.map(({ number }) => number));
  const labs = roster.labs.map((lab): ClassLab => {
    const was = known.get(lab.id);
    const number = was?.number ?? firstFree(numbers);
    numbers.add(number);
    // What holds over a change of the roster; the rest is as it says now.
    return { ...was, ...lab, portBase: was?.portBase ?? blocks.next(), number };
  });
  const { class: name, title, shared, bindAddress, host } = roster;
  return {
    register: { class: name, title, shared, bindAddress, host, common, labs: [...labs, ...left] },
    left,
  };
}

function firstFree(taken: ReadonlySet<number>): number {
  let number = 1;
  while (taken.has(number)) {
    number += 1;
  }
  return number;
}

/** Blocks of ports that no lab of this user's classes has. */
class Blocks {
  readonly #taken: Set<number>;
  #next: number;

  constructor(first: number) {
    const labs = classNames().flatMap((name) => {
      const { common, labs } = readRegister(name);
      return [common, ...labs];
    });
    this.#taken = new Set(labs.map(({ portBase }) => portBase));
    this.#next = first;
  }

  next(): number {
    while ([...this.#taken].some((taken) => Math.abs(taken - this.#next) < blockSize)) {
      this.#next += blockSize;
    }
    if (this.#next + blockSize > 65_536) {
      throw new LabError(
        "There are no ports left for all labs of the class: begin with a smaller firstPort in the roster.",
      );
    }
    this.#taken.add(this.#next);
    return this.#next;
  }
}
