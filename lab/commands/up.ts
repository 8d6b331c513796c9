import { openSession } from "../session.ts";
import { bringUp } from "../bring-up.ts";
import { urlLines } from "../output.ts";

/** `lab up`: brings a lab up, and ends with where it is. */
export async function up(name: string): Promise<void> {
  const session = await openSession();
  const stack = await bringUp(session, name);
  console.log(urlLines(await stack.outputs()).join("\n"));
}
