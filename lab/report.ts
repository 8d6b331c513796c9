import { openReport, type Report } from "../engine/report.ts";
import { isQuiet } from "./terminal.ts";

const nothing = (): void => undefined;

/** The report of a command of the lab: on standard error, or none at all where the user wants quiet. */
export const openLabReport = (): Report => (isQuiet() ? { step: nothing, notice: nothing } : openReport());
