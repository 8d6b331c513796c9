import { once } from "node:events";
import { writeFileAtomic } from "../../engine/atomic.ts";
import { readRegister } from "../class/register.ts";
import { classStatus } from "../class/status.ts";
import { chosenStack } from "../chosen-stack.ts";
import { dockerOf } from "../docker-of.ts";
import { LabError } from "../lab-error.ts";
import type { RenderedPage } from "../pages/page.ts";
import { classUpdate, renderClassPortal, type ClassState } from "../portal/class-page.ts";
import { kept } from "../portal/kept.ts";
import { portalUpdate, renderPortal } from "../portal/page.ts";
import { servePortal, type Portal, type Served } from "../portal/server.ts";
import { portalLab, readState } from "../portal/state.ts";
import { openLab } from "../session.ts";
import { classNameOf } from "./class/work.ts";

/** Milliseconds for which a state is new enough; a page asks every three seconds. */
const fresh = 2_000;

interface PortalOptions {
  readonly port: number;
  /** File that the page of this moment is written into. */
  readonly once?: string;
  /** A class, by its name or its roster, in place of a lab. */
  readonly class?: string;
}

/** `lab portal`: serves a page of a lab or a class until it is interrupted, or writes it into a file. */
export async function portal(named: string | undefined, options: PortalOptions): Promise<void> {
  const shown =
    options.class === undefined
      ? await labPages(await chosenStack(named))
      : await classPages(classNameOf(options.class));
  if (options.once === undefined) {
    await serve(shown, options.port);
  } else {
    await writeFileAtomic(options.once, (await shown.still()).html);
    console.log(`The page of ${shown.what} is in ${options.once}.`);
  }
}

/** What is served or written, and what it is a page of. */
interface Pages extends Portal {
  readonly what: string;
  /** The page of this moment, which asks for nothing. */
  readonly still: () => Promise<RenderedPage>;
}

async function labPages(stack: string): Promise<Pages> {
  const { docker, outputs } = await openLab(stack);
  const lab = portalLab(stack, outputs);
  const state = kept(fresh, () => readState(docker, lab));
  return {
    what: `the lab ${stack}`,
    page: async () => renderPortal(await state(), true),
    still: async () => renderPortal(await state(), false),
    update: async () => portalUpdate(await state()),
  };
}

async function classPages(name: string): Promise<Pages> {
  const docker = await dockerOf(readRegister(name).common.stack);
  const state = kept(fresh, async (): Promise<ClassState> => {
    // Read anew each time: labs come and go while the page is open.
    const register = readRegister(name);
    const labs = await classStatus(docker, register);
    return { name, title: register.title, readAt: new Date().toISOString(), labs };
  });
  return {
    what: `the class ${name}`,
    page: async () => renderClassPortal(await state(), true),
    still: async () => renderClassPortal(await state(), false),
    update: async () => classUpdate(await state()),
  };
}

async function serve(shown: Pages, port: number): Promise<void> {
  const served = await open(shown, port);
  console.log(`The portal of ${shown.what}: ${served.url}\nCtrl-C ends it.`);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await served.close();
}

async function open(shown: Portal, port: number): Promise<Served> {
  try {
    return await servePortal(shown, port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") {
      throw new LabError(
        `Port ${port} is taken. Choose another one with --port; --port 0 takes any that is free.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}
