import Table from "cli-table3";
import { readRegister } from "../../class/register.ts";
import { classStatus, type LabStatus } from "../../class/status.ts";
import { dockerOf } from "../../docker-of.ts";
import { paint, printable } from "../../terminal.ts";
import { classesOf } from "./work.ts";

/** `lab class status`. Exit code 1 when a lab is not ready. */
export async function status(given: string | undefined, { json }: { json?: true }): Promise<void> {
  const classes = await Promise.all(
    classesOf(given).map(async (name) => {
      const register = readRegister(name);
      return { class: name, labs: await classStatus(await dockerOf(register.common.stack), register) };
    }),
  );
  if (json) {
    console.log(JSON.stringify({ classes }));
  } else if (classes.length === 0) {
    console.log(
      "There is no class. `npm run lab -- class up <roster>` makes one; docs/classroom.md tells how.",
    );
  } else {
    console.log(classes.map((one) => tableOf(one.class, one.labs)).join("\n\n"));
  }
  process.exitCode = classes.every(({ labs }) => labs.every(({ state }) => state === "ready")) ? 0 : 1;
}

const colours = { ready: "green", waiting: "yellow", failed: "red", down: "dim" } as const;

function tableOf(className: string, labs: readonly LabStatus[]): string {
  const students = labs.slice(1);
  const ready = students.filter(({ state }) => state === "ready").length;
  const table = new Table({
    head: ["lab", "student", "state", "until", "address", ""],
    style: { head: [], border: [], compact: true },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  for (const { id, name, state, expires, expired, urls = {}, detail } of labs) {
    const until =
      expires === undefined ? "" : `${expires.slice(0, 16).replace("T", " ")}${expired ? ", over" : ""}`;
    const [address = ""] = [urls["tickets"], urls["misp"], urls["graylog"]].filter(
      (url) => url !== undefined,
    );
    const said = printable(state === "ready" ? "" : (detail.split("\n")[0] ?? "")).slice(0, 60);
    table.push([id, printable(name), paint(colours[state], state), until, address, said]);
  }
  return `The class ${className}: ${ready} of ${students.length} labs are ready.\n${table.toString()}`;
}
