import { z } from "zod";

/**
 * A regular expression of Fluent Bit's, which are Onigmo's: `x` or `/x/i`. Its own check does not notice a broken one, and
 * then it does not start; what JavaScript cannot read either is refused here.
 */
export const expression = () =>
  z.string().refine(isExpression, {
    error: "a regular expression on one line, such as `critical` or `/critical/i`",
  });

function isExpression(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (text.trim() !== text || text === "" || /[\u0000-\u001f\u007f]|\$\{/.test(text)) {
    return false;
  }
  const [, body = text, options = ""] = /^\/(.*)\/([a-z]*)$/.exec(text) ?? [];
  if (!/^[imxo]*$/.test(options)) {
    return false;
  }
  try {
    new RegExp(body.replace(/^\(\?[imx]+\)/, ""));
    return true;
  } catch {
    return false;
  }
}
