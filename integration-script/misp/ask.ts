/** What a call needs only where it asks MISP. */
export { makeClient } from "./connect.ts";
export { search } from "./search.ts";
