import grpc from "@grpc/grpc-js";
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import type { Log } from "./resource.ts";

/** The engine that started the plugin: takes messages for the user, and is watched for its end. */
export interface Engine {
  /** Messages that belong to a resource, or to none with an empty URN. */
  logFor(urn: string): Log;
  /** Resolves once every message that was logged so far has arrived. */
  flush(): Promise<void>;
  /** Calls `gone` once when the engine has ended without stopping the plugin. */
  watch(gone: () => void): void;
}

/** Connects to the engine at `address` (host:port) when it is first needed. */
export function connectEngine(address: string): Engine {
  const client = new engineServices.EngineClient(address, grpc.credentials.createInsecure());
  let delivered = Promise.resolve();
  const send = (
    urn: string,
    severity: engineMessages.LogSeverity,
    message: string,
    ephemeral = false,
  ): void => {
    const request = new engineMessages.LogRequest()
      .setUrn(urn)
      .setSeverity(severity)
      .setMessage(message)
      .setEphemeral(ephemeral);
    // One after the other, for two that are under way may overtake each other. A message that cannot be
    // delivered has nowhere else to go: the engine is the only reader.
    const deliver = (): Promise<void> => new Promise((resolve) => client.log(request, () => resolve()));
    delivered = delivered.then(deliver);
  };
  const { DEBUG, INFO, WARNING, ERROR } = engineMessages.LogSeverity;
  return {
    logFor: (urn) => ({
      debug: (message) => send(urn, DEBUG, message),
      info: (message) => send(urn, INFO, message),
      warn: (message) => send(urn, WARNING, message),
      error: (message) => send(urn, ERROR, message),
      status: (message) => send(urn, INFO, message, true),
    }),
    flush: () => delivered,
    watch: (gone) => watchChannel(client.getChannel(), gone),
  };
}

/** A channel that has been idle for long connects anew; one that cannot has lost its engine. */
function watchChannel(channel: ReturnType<grpc.Client["getChannel"]>, gone: () => void): void {
  const { READY, TRANSIENT_FAILURE } = grpc.connectivityState;
  let connected = false;
  const next = (): void => {
    const state = channel.getConnectivityState(true);
    connected ||= state === READY;
    if (connected && state === TRANSIENT_FAILURE) {
      gone();
    } else {
      channel.watchConnectivityState(state, Infinity, next);
    }
  };
  next();
}
