import type { Narrator } from "./narrator.ts";

/** Tells several narrators the same; the first one alone may wait for the viewer. */
export function tee(first: Narrator, ...others: readonly Narrator[]): Narrator {
  const all = [first, ...others];
  return {
    scenario: (...said) => all.forEach((one) => one.scenario(...said)),
    step: (...said) => all.forEach((one) => one.step(...said)),
    detail: (...said) => all.forEach((one) => one.detail(...said)),
    following: (...said) => all.forEach((one) => one.following(...said)),
    hop: (...said) => all.forEach((one) => one.hop(...said)),
    check: (...said) => all.forEach((one) => one.check(...said)),
    verdict: (...said) => all.forEach((one) => one.verdict(...said)),
    pause: () => first.pause(),
  };
}
