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
  close(): void;
}

/** Connects to the engine at `address` (host:port) when it is first needed. */
export function connectEngine(address: string): Engine {
  const client = new engineServices.EngineClient(address, grpc.credentials.createInsecure());
  let delivered = Promise.resolve();
  let closed = false;
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
    watch: (gone) => watchChannel(client, () => closed || gone()),
    close: () => {
      closed = true;
      client.close();
    },
  };
}

function watchChannel(client: grpc.Client, gone: () => void): void {
  const channel = client.getChannel();
  let connected = false;
  const next = (): void => {
    const state = channel.getConnectivityState(true);
    if (state === grpc.connectivityState.SHUTDOWN || (connected && state !== grpc.connectivityState.READY)) {
      gone();
      return;
    }
    connected ||= state === grpc.connectivityState.READY;
    channel.watchConnectivityState(state, Infinity, next);
  };
  next();
}
