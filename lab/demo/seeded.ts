import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { templatesFolder } from "../../components/template.ts";
import type { MispEvent } from "../../configurator/desired.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { LabError } from "../lab-error.ts";
import type { Run } from "./run.ts";

/**
 * What MISP holds for a scenario, with the event that it is in.
 *
 * @throws {LabError} for an indicator that templates/misp/events.yaml does not have
 */
export function seededOf({ name, indicators }: Pick<Scenario, "name" | "indicators">): Run["seeded"] {
  const events = parse(readFileSync(new URL("misp/events.yaml", templatesFolder), "utf8")) as MispEvent[];
  return indicators.map(({ type, value }) => {
    const event = events.find(({ Attribute }) =>
      Attribute.some((attribute) => attribute.type === type && attribute.value === value),
    );
    if (!event) {
      throw new LabError(
        `scenarios/${name}.yaml wants MISP to hold the ${type} ${value}, which templates/misp/events.yaml does not have.`,
      );
    }
    return { event: event.info, type, value };
  });
}
