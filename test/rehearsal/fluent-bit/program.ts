// The stand-in as a program, for tests that end it.
import { start } from "../../../rehearsal/fluent-bit/main.ts";

await start();
