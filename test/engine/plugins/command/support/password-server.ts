import type { AddressInfo } from "node:net";
import type { AuthContext } from "ssh2";
import ssh2 from "ssh2";
import type { Connection } from "../../../../../engine/plugins/command/remote/connection.ts";

/** The password that {@link startPasswordServer} accepts. */
export const password = "correct horse battery staple";

/** An SSH server that runs nothing: every command writes its own text and succeeds, and `hang` never ends. */
export interface PasswordServer {
  readonly connection: Connection & { readonly hostKey: string };
  /** The login methods that were tried, in order. */
  readonly tried: string[];
  /** The signals that commands were sent. */
  readonly signals: string[];
  readonly stop: () => Promise<void>;
}

/** Starts a server on a free port of the loopback that accepts one password, asked for in one of two ways. */
export async function startPasswordServer(
  method: "password" | "keyboard-interactive",
): Promise<PasswordServer> {
  // Not ed25519: of those that ssh2 makes, four in a thousand cannot be read again.
  const key = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
  const tried: string[] = [];
  const signals: string[] = [];
  const server = new ssh2.Server({ hostKeys: [key.private] }, (client) => {
    client.on("error", () => undefined);
    client.on("authentication", (login) => {
      tried.push(login.method);
      answer(login, method);
    });
    client.on("session", (accept) => {
      const session = accept();
      session.on("signal", (_accept, _reject, { name }) => signals.push(name));
      session.on("exec", (accepted, _reject, { command }) => {
        const stream = accepted();
        stream.write(`${command}\n`);
        if (command !== "hang") {
          stream.exit(0);
          stream.end();
        }
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    connection: {
      host: "127.0.0.1",
      port,
      user: "student",
      password,
      hostKey: key.public,
      dialErrorLimit: 0,
      perDialTimeout: 15,
    },
    tried,
    signals,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answer(login: AuthContext, method: string): void {
  if (login.method !== method) {
    login.reject([method as "password"]);
  } else if (login.method === "password") {
    accept(login, login.password === password);
  } else if (login.method === "keyboard-interactive") {
    login.prompt("Password: ", ([given]) => accept(login, given === password));
  }
}

function accept(login: AuthContext, right: boolean): void {
  if (right) {
    login.accept();
  } else {
    login.reject();
  }
}
