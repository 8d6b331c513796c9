import { hops } from "../../evidence/hop.ts";
import type { FollowedAlert, Run, RunCheck, RunStep } from "./run.ts";

/** What a run came to, from its parts: failed where a step, a hop or a check did. */
export function summarise({
  steps,
  followed,
  checks,
}: {
  readonly steps: readonly RunStep[];
  readonly followed: readonly FollowedAlert[];
  readonly checks: readonly RunCheck[];
}): Pick<Run, "verdict" | "summary"> {
  const problems = [
    ...steps.flatMap(({ what, error }) => (error === undefined ? [] : [`A step failed: ${what} ${error}`])),
    ...followed.flatMap(lossOf),
    ...checks.filter(({ passed }) => !passed).map(({ title, detail }) => `Not true: ${title} (${detail}).`),
  ];
  if (problems.length > 0) {
    return { verdict: "failed", summary: problems.join(" ") };
  }
  const alerts = followed.filter(({ hops: passed }) => passed.every(({ state }) => state === "passed"));
  const said = [
    ...(alerts.length > 0
      ? [
          alerts.length === 1
            ? `All ${hops.length} hops passed: the alert ${alerts[0]!.alertId ?? ""} ended as a ticket.`
            : `All ${hops.length} hops passed by ${alerts.length} alerts: each ended as a ticket.`,
        ]
      : []),
    ...(checks.length > 0 ? [`${checks.length} of ${checks.length} checks passed.`] : []),
  ];
  return { verdict: "passed", summary: said.join(" ") || "Every step was done." };
}

function lossOf({ title, hops: passed }: FollowedAlert): string[] {
  const unexpected = passed.filter(({ state }) => state === "unexpected").map(({ hop }) => hop);
  const missing = passed.find(({ state }) => state === "missing")?.hop;
  const last = passed.filter(({ state }) => state === "passed").at(-1)?.hop;
  return [
    ...(missing === undefined
      ? []
      : [
          `The alert of ${title} was lost ${last ? `after the hop \`${last}\`` : "before the first hop"}: ` +
            `there is no evidence of \`${missing}\`.`,
        ]),
    ...(unexpected.length > 0
      ? [`The alert of ${title} should not have passed \`${unexpected.join("`, `")}\`.`]
      : []),
  ];
}
