/** Tells the time, in milliseconds since 1970; a test gives its own. */
export type Clock = () => number;
