import type { Clock } from "../clock.ts";
import { Message } from "../messages/message.ts";
import type { Processor } from "../messages/processor.ts";
import { elasticTime } from "../messages/times.ts";
import type { Document } from "../store/database.ts";
import type { State } from "../store/state.ts";
import type { RawMessage } from "./raw-tcp.ts";
import { RawTcpInput } from "./raw-tcp.ts";

/** How an input is doing. */
export interface InputState {
  readonly state: "RUNNING" | "FAILED" | "STOPPED";
  readonly startedAt: string;
  readonly failedAt: string | null;
  readonly detail: string | null;
}

/** The one type of input that is rehearsed. */
export const rawTcpType = "org.graylog2.inputs.raw.tcp.RawTCPInput";

/** Runs the configured inputs. */
export class Inputs {
  readonly #state: State;
  readonly #processor: Processor;
  readonly #clock: Clock;
  readonly #warn: (message: string) => void;
  readonly #running = new Map<string, RawTcpInput>();
  readonly #states = new Map<string, InputState>();

  constructor(state: State, processor: Processor, clock: Clock, warn: (message: string) => void) {
    this.#state = state;
    this.#processor = processor;
    this.#clock = clock;
    this.#warn = warn;
  }

  /** Starts every input that is configured. */
  async startAll(): Promise<void> {
    await Promise.all(
      this.#state.inputs
        .all()
        .filter((input) => input["desired_state"] !== "STOPPED")
        .map((input) => this.start(input)),
    );
  }

  /** Starts an input, again where it runs already. It is FAILED, and says why, when its port cannot be had. */
  async start(input: Document): Promise<void> {
    await this.stop(input.id);
    const configuration = (input["attributes"] ?? {}) as Record<string, unknown>;
    const startedAt = new Date(this.#clock()).toISOString();
    try {
      const running = await RawTcpInput.listen(
        {
          address:
            typeof configuration["bind_address"] === "string" ? configuration["bind_address"] : "0.0.0.0",
          port: Number(configuration["port"] ?? 5555),
          maxMessageSize: Number(configuration["max_message_size"] ?? 2_097_152),
          nullDelimiter: configuration["use_null_delimiter"] === true,
        },
        (message) => this.#take(input, configuration, message),
        this.#warn,
      );
      this.#running.set(input.id, running);
      this.#states.set(input.id, { state: "RUNNING", startedAt, failedAt: null, detail: null });
    } catch (error) {
      const detail = `bind(..) failed: ${(error as Error).message}`;
      this.#states.set(input.id, { state: "FAILED", startedAt, failedAt: startedAt, detail });
    }
  }

  async stop(id: string): Promise<void> {
    const running = this.#running.get(id);
    this.#running.delete(id);
    this.#states.delete(id);
    await running?.close();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.stop(id)));
  }

  state(id: string): InputState | undefined {
    return this.#states.get(id);
  }

  /** The port that a running input listens on. */
  port(id: string): number | undefined {
    return this.#running.get(id)?.port;
  }

  #take(input: Document, configuration: Record<string, unknown>, raw: RawMessage): void {
    const now = this.#clock();
    const override = configuration["override_source"];
    const source = typeof override === "string" && override !== "" ? override : raw.remoteAddress;
    const message = new Message(raw.text, source, now);
    message.fields.set("gl2_source_input", input.id);
    message.fields.set("gl2_source_node", this.#state.node.nodeId);
    message.fields.set("gl2_remote_ip", raw.remoteAddress);
    message.fields.set("gl2_remote_port", raw.remotePort);
    message.fields.set("gl2_receive_timestamp", elasticTime(now));
    message.fields.set("gl2_input_message_size", raw.bytes);
    try {
      this.#processor.take(message);
    } catch (error) {
      this.#warn(`Unable to process message <${message.id}>: ${(error as Error).message}`);
    }
  }
}
