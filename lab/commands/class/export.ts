import { stringify } from "csv-stringify/sync";
import { reachedBy } from "../../class/handout.ts";
import { expiryOf, readRegister } from "../../class/register.ts";
import { classNameOf } from "./work.ts";

/** `lab class export`: the class as CSV on standard output. What a table would take for a formula is told from it. */
export function exportClass(given: string): void {
  const { host, labs } = readRegister(classNameOf(given));
  const rows = labs.map((lab) => ({
    id: lab.id,
    name: lab.name,
    email: lab.email ?? "",
    stack: lab.stack,
    state: lab.failure !== undefined ? "failed" : lab.containers ? "up" : "not up",
    created: lab.created ?? "",
    expires: expiryOf(lab) ?? "",
    tickets: reachedBy(host, lab.urls?.["tickets"] ?? ""),
    graylog: reachedBy(host, lab.urls?.["graylog"] ?? ""),
    misp: reachedBy(host, lab.urls?.["misp"] ?? ""),
    wazuh: reachedBy(host, lab.urls?.["wazuh"] ?? ""),
  }));
  process.stdout.write(stringify(rows, { header: true, escape_formulas: true }));
}
