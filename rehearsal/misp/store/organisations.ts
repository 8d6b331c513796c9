import { randomUUID } from "node:crypto";
import type { Database } from "./database.ts";

/** An organisation; events belong to one (`org_id`) and were made by one (`orgc_id`). */
export interface Organisation {
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
  readonly local: boolean;
}

/** The organisation with an id. Throws when there is none: ids are only ever our own. */
export function organisation(database: Database, id: number): Organisation {
  const row = database.one("SELECT * FROM organisations WHERE id = ?", id);
  if (row === undefined) {
    throw new Error(`There is no organisation ${id}.`);
  }
  return { id, name: String(row["name"]), uuid: String(row["uuid"]), local: row["local"] === 1 };
}

/** Finds an organisation by its name or UUID, or makes it. */
export function organisationNamed(
  database: Database,
  name: string,
  uuid: string | undefined,
  local: boolean,
): Organisation {
  const found = database.one("SELECT id FROM organisations WHERE uuid = ? OR name = ?", uuid ?? "", name);
  const id =
    found === undefined
      ? database.add("organisations", { name, uuid: uuid ?? randomUUID(), local: local ? 1 : 0 })
      : Number(found["id"]);
  return organisation(database, id);
}

/** As answers show it. */
export function shownOrganisation({ id, name, uuid, local }: Organisation): Record<string, unknown> {
  return { id: String(id), name, uuid, local };
}
