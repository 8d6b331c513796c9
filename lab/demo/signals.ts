import type { Undo } from "./undo.ts";

/** After Ctrl-C too the lab is put back: MISP runs, and what was added is gone. */
export function putBackOnSignals(undo: Undo): Undo {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(signal, () => {
      console.error("Interrupted: putting the lab back as it was.");
      void undo.all().then((failures) => {
        failures.forEach((failure) => console.error(failure));
        process.exit(code);
      });
    });
  }
  return undo;
}
