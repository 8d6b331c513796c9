import { dockerAddress } from "../engine/docker-host.ts";
import { connectDocker } from "../engine/docker.ts";
import { stacksUp } from "./expected.ts";
import { UsageError } from "./lab-error.ts";

/** The lab that is meant where none is named and none is up: what follows tells that it is not, and how to bring it up. */
const usual = "full";

/** How many names of labs are told. */
const most = 5;

/**
 * The lab that a command is about: the one that was named, or else the only one that is up on the user's Docker Engine.
 *
 * @param env tells where that is
 * @throws {UsageError} when several are up: none of them is guessed
 */
export async function chosenStack(named: string | undefined, env = process.env): Promise<string> {
  if (named !== undefined) {
    return named;
  }
  const up = await labsHere(env);
  if (up.length > 1) {
    const more = up.length > most ? ` and ${up.length - most} more` : "";
    throw new UsageError(
      `Several labs are up: ${up.slice(0, most).join(", ")}${more}. Say which one is meant.`,
    );
  }
  return up[0] ?? usual;
}

/** None where Docker does not answer: the command itself says so then, or starts it. */
async function labsHere(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  try {
    return await stacksUp(await connectDocker(await dockerAddress(env)));
  } catch {
    return [];
  }
}
