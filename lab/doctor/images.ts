import type Docker from "dockerode";
import { ok, problem, warning, type Finding } from "./finding.ts";
import type { Machine } from "./machine.ts";

/** Milliseconds after which a registry that says nothing is given up. */
const patience = 15_000;

/** The part of Docker's answer on an image in its registry: https://docs.docker.com/reference/api/engine/, `DistributionInspect`. */
interface Distribution {
  readonly Descriptor: { readonly digest: string };
  readonly Platforms?: readonly { readonly architecture: string; readonly os: string }[];
}

/** Words for one processor: what Docker calls it, and what a registry does. */
const processors: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64" };

/** What became of the question for one image. */
type Outcome = "here" | "pullable" | { readonly emulated: string } | { readonly error: string };

/** Whether the images that a lab runs are there, or can be pulled for the Docker host's processor. */
export async function checkImages(
  machine: Pick<Machine, "docker" | "architecture">,
  images: Readonly<Record<string, string>>,
): Promise<Finding[]> {
  const references = [...new Set(Object.values(images))];
  const outcomes = await Promise.all(
    references.map(async (reference) => [reference, await outcomeOf(machine, reference)] as const),
  );
  const well = outcomes.filter(([, outcome]) => typeof outcome === "string");
  const here = well.filter(([, outcome]) => outcome === "here").length;
  return [
    ...(well.length > 0 ? [ok("images", `${here} are here, ${well.length - here} more can be pulled`)] : []),
    ...outcomes.flatMap(([reference, outcome]) =>
      typeof outcome === "object" && "emulated" in outcome
        ? [warning("images", `${reference} is made for ${outcome.emulated}: it runs emulated, if at all`)]
        : [],
    ),
    ...notPullable(outcomes),
  ];
}

/** One finding for each reason, because a registry that cannot be reached is the same one for many images. */
function notPullable(outcomes: readonly (readonly [string, Outcome])[]): Finding[] {
  const byReason = new Map<string, string[]>();
  for (const [reference, outcome] of outcomes) {
    if (typeof outcome === "object" && "error" in outcome) {
      byReason.set(outcome.error, [...(byReason.get(outcome.error) ?? []), reference]);
    }
  }
  return [...byReason].map(([reason, references]) =>
    problem(
      "images",
      `cannot be pulled: ${reason}\n${references.join(", ")}`,
      `docker pull ${references[0]!} shows it; lab:images takes them from a mirror, and the profile rehearsal needs none`,
    ),
  );
}

async function outcomeOf(
  { docker, architecture }: Pick<Machine, "docker" | "architecture">,
  reference: string,
): Promise<Outcome> {
  if (await isHere(docker, reference)) {
    return "here";
  }
  try {
    const { Platforms = [] } = await askRegistry(docker, reference);
    const wanted = processors[architecture] ?? architecture;
    const offered = [...new Set(Platforms.map((platform) => platform.architecture))];
    return offered.length === 0 || offered.includes(wanted) ? "pullable" : { emulated: offered.join(", ") };
  } catch (error) {
    return { error: wordsOf(error) };
  }
}

/** What the Docker Engine said, without what its client puts before it. */
export function wordsOf(error: unknown): string {
  const { json, message } = error as Error & { json?: { message?: string } };
  return (json?.message ?? message).trim();
}

async function isHere(docker: Docker, reference: string): Promise<boolean> {
  return await docker
    .getImage(reference)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}

/** What a registry says of an image: asked by the Docker Engine, so with its proxies and mirrors. @throws when it does not */
export async function askRegistry(docker: Docker, reference: string): Promise<Distribution> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`its registry did not answer in ${patience / 1_000} s`)),
      patience,
    );
  });
  try {
    return await Promise.race([docker.getImage(reference).distribution() as Promise<Distribution>, late]);
  } finally {
    clearTimeout(timer);
  }
}
