/**
 * Says first of all what a program is and is not.
 * @param product the real one's name and version, such as "MISP 2.5.1"
 */
export function announce(product: string): void {
  console.log(
    `This is a rehearsal stand-in for ${product}, not the real product: it answers the part of its interface that the lab uses, and keeps nothing safe.`,
  );
}

/**
 * Resolves at the first SIGTERM or SIGINT, with the signal's name. To be called before anything else is started: as the
 * first process of a container, one that has not asked for a signal never gets it.
 */
export async function untilTerminated(): Promise<NodeJS.Signals> {
  return await new Promise((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
}
