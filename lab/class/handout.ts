import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { render } from "../../components/template.ts";
import { writeFileAtomic } from "../../engine/atomic.ts";
import { foldersOf } from "../../engine/folders.ts";
import { readScenario } from "../../scenarios/scenario.ts";
import type { SignIn } from "./credentials.ts";
import { expiryOf, type ClassLab, type ClassRegister } from "./register.ts";

export type HandoutFormat = "html" | "md";

/** Where the pages lie when nobody says where: with the lab's state, and not in the clone. */
export const handoutFolder = (className: string): string =>
  join(foldersOf(process.env).data, "handouts", className);

/** One student's page: where the lab is, what signs in, and what there is to do. */
export function handoutPage(
  { class: className, title, host }: Pick<ClassRegister, "class" | "title" | "host">,
  lab: ClassLab,
  signIns: readonly SignIn[],
  format: HandoutFormat,
): string {
  const expires = expiryOf(lab);
  return render(`handout/page.${format}`, {
    course: title ?? className,
    name: lab.name,
    stack: lab.stack,
    expires: expires === undefined ? "" : new Date(expires).toUTCString(),
    signIns: signIns.map(({ system, url = "", fields }) => ({
      system,
      url: reachedBy(host, url),
      fields: Object.entries(fields)
        .sort(([a], [b]) => Number(isName(b)) - Number(isName(a)))
        .map(([field, value]) => ({ field, value })),
    })),
    scenarios: lab.scenarios.map((scenario) => {
      const { title: what, story } = readScenario(scenario);
      return { title: what, story: storyOf(story) };
    }),
  });
}

/** Writes a page that its owner alone can read. @returns its path */
export async function writeHandout(
  folder: string,
  { stack }: ClassLab,
  page: string,
  format: HandoutFormat,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${stack}.${format}`);
  await writeFileAtomic(path, page);
  await chmod(path, 0o600);
  return path;
}

/** Whether it is who signs in, which is asked for first. */
const isName = (field: string): boolean => field === "username" || field === "email";

/** A scenario's story as one line, of endpoints that have no names yet. */
const storyOf = (story: string): string =>
  story
    .trim()
    .replaceAll("\n", " ")
    .replaceAll("{windows}", "the Windows endpoint")
    .replaceAll("{linux}", "the Linux endpoint");

/** An address of a lab's, by the name that the students reach its Docker host by. */
export function reachedBy(host: string, url: string): string {
  return url.replace(/^(https?:\/\/)localhost(?=[:/]|$)/, (_, scheme: string) => scheme + host);
}
