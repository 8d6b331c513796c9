import type { Shape } from "./shape.ts";
import { withoutMarks } from "./shape.ts";
import type { Values } from "./values.ts";
import { unknown } from "./values.ts";

/** The outputs of a resource that is to be made: its inputs, and unknown for what its provider chooses. */
export function planned(shape: Shape, inputs: Values): Values {
  const open = Object.entries(shape).filter(
    ([name, { output, computed }]) => inputs[name] === undefined && (output === true || computed === true),
  );
  const given = withoutMarks(inputs) as Values;
  return { ...given, ...Object.fromEntries(open.map(([name]) => [name, unknown])) };
}
