import type { Client, ClientChannel } from "ssh2";

/**
 * What is used of ssh2 beyond its types. Its own `exec` sends variables without asking whether the server took
 * them, and cannot signal a command once its input has ended.
 */
interface Internals {
  readonly _chanMgr: { add(opened: Opened): number };
  readonly _protocol: {
    session(channel: number, window: number, packetSize: number): void;
    env(channel: number, name: string, value: string, wantReply: boolean): void;
    exec(channel: number, command: string, wantReply: boolean): void;
    signal(channel: number, name: string): void;
  };
}

interface Opened {
  (error: Error | undefined, channel: SessionChannel): void;
  type?: string;
}

interface SessionChannel extends ClientChannel {
  readonly incoming: { readonly state: string };
  readonly outgoing: { readonly id: number };
  readonly _callbacks: ((failure: boolean | Error) => void)[];
}

const window = 2 * 1024 * 1024;
const packetSize = 32 * 1024;

/** One session at an SSH server, in which one command can run. RFC 4254, section 6. */
export class Session {
  /** Carries the command's input and output. */
  readonly channel: ClientChannel;
  readonly #channel: SessionChannel;
  readonly #protocol: Internals["_protocol"];

  private constructor(channel: SessionChannel, protocol: Internals["_protocol"]) {
    this.channel = channel;
    this.#channel = channel;
    this.#protocol = protocol;
  }

  /** Opens a session. Throws when the server refuses it or the connection breaks. */
  static async open(client: Client): Promise<Session> {
    const { _chanMgr, _protocol } = client as unknown as Internals;
    const channel = await new Promise<SessionChannel>((resolve, reject) => {
      const opened: Opened = (error, channel) => (error === undefined ? resolve(channel) : reject(error));
      opened.type = "session";
      _protocol.session(_chanMgr.add(opened), window, packetSize);
    });
    return new Session(channel, _protocol);
  }

  /** Sets a variable for the command; false when the server does not accept it. */
  setVariable(name: string, value: string): Promise<boolean> {
    return this.#request((id) => this.#protocol.env(id, name, value, true));
  }

  /** Starts the command; false when the server refuses it. */
  start(command: string): Promise<boolean> {
    return this.#request((id) => this.#protocol.exec(id, command, true));
  }

  /** Sends a signal, such as `KILL`, to the command and what it started. */
  signal(name: string): void {
    this.#protocol.signal(this.#channel.outgoing.id, name);
  }

  #request(send: (id: number) => void): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#channel._callbacks.push((failure) => {
        if (failure !== false && this.#channel.incoming.state === "closed") {
          reject(new Error("the SSH server closed the session"));
        } else {
          resolve(failure === false);
        }
      });
      send(this.#channel.outgoing.id);
    });
  }
}
