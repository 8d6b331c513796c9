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

/** Why a stand-in does not start: something that it was given is not as it must be. */
export class StartProblem extends Error {
  override readonly name = "StartProblem";
}

/**
 * Runs a server until SIGTERM.
 * @param start makes it; a {@link StartProblem} is printed as its sentence alone, and the exit code is 1
 */
export async function runUntilTerminated(
  product: string,
  start: () => Promise<{ stop(): Promise<void> }>,
): Promise<void> {
  announce(product);
  const terminated = untilTerminated();
  try {
    const server = await start();
    await terminated;
    await server.stop();
  } catch (error) {
    if (!(error instanceof StartProblem)) {
      throw error;
    }
    console.error(error.message);
    process.exitCode = 1;
  }
}
