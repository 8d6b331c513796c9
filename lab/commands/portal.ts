import { once } from "node:events";
import { writeFileAtomic } from "../../engine/atomic.ts";
import { LabError } from "../failure.ts";
import { kept } from "../portal/kept.ts";
import { portalUpdate, renderPortal } from "../portal/page.ts";
import { servePortal, type Portal, type Served } from "../portal/server.ts";
import { portalLab, readState } from "../portal/state.ts";
import { openLab } from "../session.ts";

/** Milliseconds for which a state is new enough; a page asks every three seconds. */
const fresh = 2_000;

/** `lab portal`: serves a page of the lab until it is interrupted, or writes it into a file. */
export async function portal(
  stack: string,
  { port, once: file }: { port: number; once?: string },
): Promise<void> {
  const { docker, outputs } = await openLab(stack);
  const lab = portalLab(stack, outputs);
  if (file !== undefined) {
    await writeFileAtomic(file, renderPortal(await readState(docker, lab), false).html);
    console.log(`The page of the lab ${stack} is in ${file}.`);
    return;
  }
  const state = kept(fresh, () => readState(docker, lab));
  await serve(stack, port, {
    page: async () => renderPortal(await state(), true),
    update: async () => portalUpdate(await state()),
  });
}

async function serve(stack: string, port: number, shown: Portal): Promise<void> {
  const served = await open(shown, port);
  console.log(`The portal of ${stack}: ${served.url}\nCtrl-C ends it.`);
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
