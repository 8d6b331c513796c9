import { readdir, stat } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import type { SFTPWrapper } from "ssh2";
import { interruption } from "../failure.ts";
import type { Login } from "./dial.ts";

/** What is found at a path: a folder, anything else, or nothing. */
type Found = "folder" | "file" | undefined;

/** How many files of a folder are sent at a time. */
const filesAtOnce = 8;

/** SFTP's answer to a path at which there is nothing. */
const noSuchFile = 2;

/** Sends files to another machine over SFTP. Throws a sentence that names the remote path and the reason. */
export class RemoteFiles {
  readonly #sftp: SFTPWrapper;
  readonly #lost: Promise<never>;

  private constructor(sftp: SFTPWrapper, lost: Promise<never>) {
    this.#sftp = sftp;
    this.#lost = lost;
  }

  /** Opens SFTP at a server. An aborted signal closes the login. */
  static async open(login: Login, signal: AbortSignal): Promise<RemoteFiles> {
    const cancel = (): void => void login.client.destroy();
    signal.addEventListener("abort", cancel);
    const lost = new Promise<never>((_, reject) => {
      login.client.once("close", () => {
        signal.removeEventListener("abort", cancel);
        reject(new Error(lossOf(login, signal)));
      });
    });
    lost.catch(() => undefined); // whoever waits for an answer sees it
    const sftp = new Promise<SFTPWrapper>((resolve, reject) => {
      login.client.sftp((error, opened) =>
        error === undefined
          ? resolve(opened)
          : reject(new Error(`The server offers no SFTP: ${error.message}`)),
      );
    });
    return new RemoteFiles(await Promise.race([sftp, lost]), lost);
  }

  /** Writes a text into a file, making the folders above it. */
  async writeText(text: string, path: string): Promise<void> {
    if ((await this.#find(path)) === "folder") {
      throw new Error(`The remote path ${path} is a folder; a text needs the path of a file.`);
    }
    await this.#makeFolder(posix.dirname(path));
    await this.#write(text, path);
  }

  /**
   * Copies a file or a folder. A file goes into the remote path if that is a folder, and else becomes it. A folder
   * goes into the remote path; of one whose path ends in `/`, what it holds goes there.
   */
  async copy(source: string, path: string): Promise<void> {
    if ((await stat(source)).isDirectory()) {
      await this.#copyFolder(source, source.endsWith("/") ? path : posix.join(path, basename(source)));
    } else if ((await this.#find(path)) === "folder") {
      await this.copyFile(source, posix.join(path, basename(source)));
    } else {
      await this.#makeFolder(posix.dirname(path));
      await this.copyFile(source, path);
    }
  }

  /** Copies a file to a path whose folder exists. */
  async copyFile(source: string, path: string): Promise<void> {
    await this.#call(`The file ${path} could not be written`, (done) =>
      this.#sftp.fastPut(source, path, done),
    );
  }

  async #copyFolder(source: string, path: string): Promise<void> {
    await this.#makeFolder(path);
    const entries = await readdir(source, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    const sendNext = async (): Promise<void> => {
      for (let name = files.shift(); name !== undefined; name = files.shift()) {
        await this.copyFile(join(source, name), posix.join(path, name));
      }
    };
    await Promise.all(Array.from({ length: filesAtOnce }, sendNext));
    for (const { name } of entries.filter((entry) => entry.isDirectory())) {
      await this.#copyFolder(join(source, name), posix.join(path, name));
    }
  }

  async #makeFolder(path: string): Promise<void> {
    const found = await this.#find(path);
    if (found === "file") {
      throw new Error(`The remote path ${path} exists and is not a folder.`);
    }
    if (found === undefined) {
      await this.#makeFolder(posix.dirname(path));
      await this.#call(`The folder ${path} could not be made`, (done) => this.#sftp.mkdir(path, done)).catch(
        async (error: unknown) => {
          if ((await this.#find(path)) !== "folder") {
            throw error; // and else another copy made it meanwhile
          }
        },
      );
    }
  }

  async #find(path: string): Promise<Found> {
    const asked = new Promise<Found>((resolve, reject) => {
      this.#sftp.stat(path, (error, stats) => {
        if (error === undefined) {
          resolve(stats.isDirectory() ? "folder" : "file");
        } else if ((error as { code?: unknown }).code === noSuchFile) {
          resolve(undefined);
        } else {
          reject(new Error(`The remote path ${path} could not be looked up: ${error.message}.`));
        }
      });
    });
    return Promise.race([asked, this.#lost]);
  }

  async #write(text: string, path: string): Promise<void> {
    await this.#call(`The file ${path} could not be written`, (done) =>
      this.#sftp.writeFile(path, text, done),
    );
  }

  #call(failure: string, call: (done: (error?: Error | null) => void) => void): Promise<void> {
    const answered = new Promise<void>((resolve, reject) => {
      call((error) => (error ? reject(new Error(`${failure}: ${error.message}.`)) : resolve()));
    });
    return Promise.race([answered, this.#lost]);
  }
}

function lossOf(login: Login, signal: AbortSignal): string {
  const cause = interruption(signal) ?? login.broken();
  return `The connection ended before the copy did${cause === undefined ? "" : ` (${cause})`}.`;
}
