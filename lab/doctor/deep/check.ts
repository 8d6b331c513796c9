import { ok, problem, warning, type Finding } from "../finding.ts";
import type { Inside, Question } from "./inside.ts";

/** One thing that is looked at inside a running lab. */
export interface DeepCheck {
  readonly about: string;
  /** Systems that it is about; a lab without one of them is not looked at. */
  readonly needs: readonly string[];
  /** The only profile in which there is something to see. @default - both */
  readonly profile?: "full" | "rehearsal";
  /** The only way of Graylog's store in which there is something to see. @default - both */
  readonly store?: "data-node" | "wazuh-indexer";
  readonly run: (inside: Inside) => Promise<Finding[]>;
}

/** Whether a system refuses the users that its image comes with. */
export async function refused(
  inside: Inside,
  about: string,
  users: readonly { readonly user: string; readonly password: string }[],
  question: Question,
): Promise<Finding> {
  const admitted: string[] = [];
  for (const as of users) {
    const { status } = await inside.ask({ ...question, as });
    if (status < 300) {
      admitted.push(as.user);
    } else if (status !== 401) {
      return warning(
        about,
        `${question.url} answered ${status} to ${as.user}, and neither let in nor refused`,
      );
    }
  }
  const asked = `asked ${question.url} as ${users.map(({ user }) => user).join(" and ")} with the image's own password`;
  return admitted.length === 0
    ? ok(about, `${asked}: refused`)
    : problem(
        about,
        `${asked}: ${admitted.join(" and ")} may sign in`,
        "Take the lab off the network, and report it: this project means to leave no default password",
      );
}
