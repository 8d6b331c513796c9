import type { ExecutionContext } from "ava";

/** What ends with a test, or with all of a file. */
export type Ending = Pick<ExecutionContext, "teardown">;
