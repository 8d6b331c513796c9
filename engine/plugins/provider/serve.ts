import grpc from "@grpc/grpc-js";
import providerServices from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { Dispatcher } from "./dispatcher.ts";
import { connectEngine } from "./engine.ts";
import type { Plugin } from "./plugin.ts";
import type { Log } from "./resource.ts";
import { EngineGone } from "./resource.ts";
import { providerService } from "./service.ts";

/** How long operations may take to wind up after they were asked to give up, in milliseconds. */
const windUp = 10_000;

/**
 * Serves a plugin to the engine that started this process: listens on a free port of the loopback and prints
 * it as the one line of standard output. Ends when the engine asks for it or is gone, after the operations
 * under way have given up. `args` are the process's arguments: the engine's address, unless flags alone are given.
 */
export async function serve<Context>(plugin: Plugin<Context>, args: readonly string[]): Promise<void> {
  const address = engineAddress(args);
  const engine = address === undefined ? undefined : connectEngine(address);
  const dispatcher = new Dispatcher(
    plugin as unknown as Plugin<never>,
    (urn) => engine?.logFor(urn) ?? standardError,
  );
  const flush = async (): Promise<void> => engine?.flush();
  const running = new Set<Promise<void>>();
  const server = new grpc.Server({
    // The engine sends whole states; gRPC's own limit is 4 MB.
    "grpc.max_receive_message_length": 400 * 1024 * 1024,
    "grpc.max_send_message_length": 400 * 1024 * 1024,
  });
  server.addService(
    providerServices.ResourceProviderService,
    providerService(dispatcher, { flush, running }),
  );
  const port = await listen(server);
  const end = once((reason: Error) => {
    dispatcher.cancel(reason);
    setTimeout(() => process.exit(0), windUp).unref();
    // To a server whose engine is gone a call is over at once, though the work on it is not.
    void Promise.all(running).then(() => server.tryShutdown(() => process.exit(0)));
  });
  const interrupted = (): void => end(new Error("The plugin was stopped."));
  process.on("SIGINT", interrupted);
  process.on("SIGTERM", interrupted);
  engine?.watch(() => end(new EngineGone()));
  process.stdout.write(`${port}\n`);
}

function engineAddress(args: readonly string[]): string | undefined {
  const positional = args.filter((arg, index) => !arg.startsWith("-") && args[index - 1] !== "--tracing");
  return positional[0];
}

function listen(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) {
        reject(error);
      } else {
        resolve(port);
      }
    });
  });
}

function once<Argument>(act: (argument: Argument) => void): (argument: Argument) => void {
  let done = false;
  return (argument) => {
    if (!done) {
      done = true;
      act(argument);
    }
  };
}

const write = (message: string): void => void process.stderr.write(`${message}\n`);
const standardError: Log = { debug: () => {}, info: write, warn: write, error: write, status: () => {} };
