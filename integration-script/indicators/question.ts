/** Longer values are no indicators, and the columns that MISP compares with hold no more. */
const longest = 2000;

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const control = /[\u0000-\u001f\u007f]/;

/**
 * Whether MISP takes a value for what it is. One that begins with `!`, or begins or ends with `%`, is an operator to it
 * and makes it answer with its whole database; so does an empty one.
 */
export const isAskable = (value: string): boolean =>
  value !== "" &&
  value.length <= longest &&
  value === value.trim() &&
  !value.startsWith("!") &&
  !value.startsWith("%") &&
  !value.endsWith("%") &&
  value.isWellFormed() &&
  !control.test(value);

/**
 * The form in which values are compared with what was asked. MISP ignores case, accents, widths and trailing blanks;
 * here only the case of ASCII letters is ignored.
 */
export const comparable = (value: string): string =>
  value.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
