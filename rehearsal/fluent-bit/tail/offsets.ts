import { DatabaseSync } from "node:sqlite";

/** How far a file was read. `offset` is in bytes, behind the last whole line. */
export interface Offset {
  readonly id: number;
  readonly offset: number;
}

/** The offsets that `tail` keeps in its `DB`, in the real one's table `in_tail_files`, by inode. */
export class Offsets {
  readonly #database: DatabaseSync;
  readonly #compareFileName: boolean;

  /** Opens the database, or makes it. Throws when the path cannot be written. */
  constructor(path: string, options: { readonly compareFileName: boolean; readonly lock: boolean }) {
    this.#compareFileName = options.compareFileName;
    this.#database = new DatabaseSync(path);
    this.#database.exec(
      `${options.lock ? "PRAGMA locking_mode = EXCLUSIVE;" : ""}
       PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
       CREATE TABLE IF NOT EXISTS in_tail_files (
         id INTEGER PRIMARY KEY, name TEXT NOT NULL, offset INTEGER, inode INTEGER, created INTEGER,
         rotated INTEGER DEFAULT 0);`,
    );
  }

  find(inode: number, name: string): Offset | undefined {
    const byName = this.#compareFileName ? "AND name = ?" : "";
    const row = this.#database
      .prepare(`SELECT id, offset FROM in_tail_files WHERE inode = ? ${byName} ORDER BY id DESC`)
      .get(...(this.#compareFileName ? [inode, name] : [inode]));
    return row === undefined ? undefined : { id: Number(row["id"]), offset: Number(row["offset"]) };
  }

  /** Adds a file and gives its id. */
  add(inode: number, name: string, offset: number): number {
    const created = Math.floor(Date.now() / 1000);
    const added = this.#database
      .prepare("INSERT INTO in_tail_files (name, offset, inode, created) VALUES (?, ?, ?, ?)")
      .run(name, offset, inode, created);
    return Number(added.lastInsertRowid);
  }

  move(id: number, offset: number): void {
    this.#database.prepare("UPDATE in_tail_files SET offset = ? WHERE id = ?").run(offset, id);
  }

  markRotated(id: number, name: string): void {
    this.#database.prepare("UPDATE in_tail_files SET rotated = 1, name = ? WHERE id = ?").run(name, id);
  }

  remove(id: number): void {
    this.#database.prepare("DELETE FROM in_tail_files WHERE id = ?").run(id);
  }

  /** Forgets every file but those given; gives how many were forgotten. */
  keepOnly(ids: readonly number[]): number {
    const places = ids.map(() => "?").join(",");
    return Number(
      this.#database.prepare(`DELETE FROM in_tail_files WHERE id NOT IN (${places})`).run(...ids).changes,
    );
  }

  close(): void {
    this.#database.close();
  }
}
