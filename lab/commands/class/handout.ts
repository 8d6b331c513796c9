import { resolve } from "node:path";
import { signInsOf } from "../../class/credentials.ts";
import { handoutFolder, handoutPage, writeHandout } from "../../class/handout.ts";
import { forEach } from "../../class/pool.ts";
import { readRegister } from "../../class/register.ts";
import type { HandoutOptions } from "../../cli/class.ts";
import { LabError } from "../../lab-error.ts";
import { openSession } from "../../session.ts";
import { classNameOf } from "./work.ts";

/** State files that are read at a time. */
const parallel = 4;

/** `lab class handout`: a page for each student whose lab is up. */
export async function handout(given: string, { to, format, json }: HandoutOptions): Promise<void> {
  const register = readRegister(classNameOf(given));
  const labs = register.labs.filter(({ containers }) => containers !== undefined);
  if (labs.length === 0) {
    throw new LabError(
      `No lab of the class ${register.class} is up: there is nothing to write on a page yet.`,
    );
  }
  const session = await openSession(undefined, register.common.stack);
  const folder = to === undefined ? handoutFolder(register.class) : resolve(to);
  const pages = new Map<string, string>();
  await forEach(labs, parallel, async (lab) => {
    const page = handoutPage(register, lab, await signInsOf(session, lab), format);
    pages.set(lab.id, await writeHandout(folder, lab, page, format));
  });
  const left = register.labs.filter(({ id }) => !pages.has(id)).map(({ id }) => id);
  const inOrder = Object.fromEntries(labs.map(({ id }) => [id, pages.get(id)]));
  if (json) {
    console.log(JSON.stringify({ class: register.class, pages: inOrder, left }));
  } else {
    console.log(
      [...[...pages.values()].sort(), ...left.map((id) => `${id} is not up, and has no page.`)].join("\n"),
    );
  }
}
