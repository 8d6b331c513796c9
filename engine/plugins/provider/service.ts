import grpc from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { Failure } from "./check.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { toDiffResponse } from "./diff-response.ts";
import { toServiceError } from "./failure.ts";
import { decode, encode } from "./values.ts";

/** What goes on around the calls of a service. */
export interface Surroundings {
  /** Each answer waits for it, so that the engine has a call's messages before the call ends. */
  readonly flush: () => Promise<void>;
  /** Holds the work on every call until it is done, whether or not anybody still waits for its answer. */
  readonly running: Set<Promise<void>>;
}

/** The gRPC service of a plugin: it only translates messages; the dispatcher does the work. */
export function providerService(
  dispatcher: Dispatcher,
  surroundings: Surroundings,
): grpc.UntypedServiceImplementation {
  const unary = <Request, Response>(handle: Handle<Request, Response>) => answer(handle, surroundings);
  const service: Partial<IResourceProviderServer> = {
    handshake: unary(() => new messages.ProviderHandshakeResponse().setAcceptSecrets(true)),
    getPluginInfo: unary(() => new pluginMessages.PluginInfo().setVersion(dispatcher.version)),
    getSchema: unary(() => new messages.GetSchemaResponse().setSchema(JSON.stringify(dispatcher.schema()))),
    attach: unary(() => new empty.Empty()),
    cancel: unary(() => {
      dispatcher.cancel(new Error("The update was interrupted."));
      return new empty.Empty();
    }),
    checkConfig: unary((request) => {
      const checked = dispatcher.checkConfiguration(decode(request.getNews()));
      return new messages.CheckResponse()
        .setInputs(encode(checked.inputs))
        .setFailuresList(checked.failures.map(toFailure));
    }),
    diffConfig: unary((request) =>
      toDiffResponse(dispatcher.diffConfiguration(decode(request.getOldInputs()), decode(request.getNews()))),
    ),
    configure: unary((request) => {
      dispatcher.configure(decode(request.getArgs()));
      return new messages.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    }),
    check: unary(async (request) => {
      const checked = await dispatcher.check({
        type: typeOf(request.getUrn()),
        name: nameOf(request.getUrn()),
        olds: decode(request.getOlds()),
        news: decode(request.getNews()),
        seed: request.getRandomseed_asU8(),
        autonaming: autonamingOf(request),
      });
      return new messages.CheckResponse()
        .setInputs(encode(checked.inputs))
        .setFailuresList(checked.failures.map(toFailure));
    }),
    diff: unary(async (request) => {
      const diff = await dispatcher.diff({
        ...target(request),
        inputs: decode(request.getOldInputs()),
        outputs: decode(request.getOlds()),
        news: decode(request.getNews()),
        ignore: request.getIgnorechangesList(),
      });
      return toDiffResponse(diff);
    }),
    create: unary(async (request) => {
      const made = await dispatcher.create({
        ...target(request),
        id: "",
        news: decode(request.getProperties()),
        timeout: request.getTimeout(),
        preview: request.getPreview(),
      });
      return new messages.CreateResponse().setId(made.id).setProperties(encode(made.outputs));
    }),
    read: unary(async (request) => {
      const state = await dispatcher.read({
        ...target(request),
        inputs: decode(request.getInputs()),
        outputs: decode(request.getProperties()),
        timeout: request.getTimeout(),
      });
      const response = new messages.ReadResponse();
      return state === undefined
        ? response
        : response.setId(state.id).setInputs(encode(state.inputs)).setProperties(encode(state.outputs));
    }),
    update: unary(async (request) => {
      const outputs = await dispatcher.update({
        ...target(request),
        inputs: decode(request.getOldInputs()),
        outputs: decode(request.getOlds()),
        news: decode(request.getNews()),
        timeout: request.getTimeout(),
        preview: request.getPreview(),
      });
      return new messages.UpdateResponse().setProperties(encode(outputs));
    }),
    delete: unary(async (request) => {
      await dispatcher.delete({
        ...target(request),
        inputs: decode(request.getOldInputs()),
        outputs: decode(request.getProperties()),
        timeout: request.getTimeout(),
      });
      return new empty.Empty();
    }),
    invoke: unary(async (request) => {
      const result = await dispatcher.invoke(request.getTok(), decode(request.getArgs()));
      return new messages.InvokeResponse()
        .setReturn(encode(result.outputs))
        .setFailuresList(result.failures.map(toFailure));
    }),
  };
  return service as grpc.UntypedServiceImplementation;
}

type Handle<Request, Response> = (request: Request) => Response | Promise<Response>;

function answer<Request, Response>(
  handle: Handle<Request, Response>,
  { flush, running }: Surroundings,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const handled = Promise.try(handle, call.request).finally(flush);
    const work = handled
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(toServiceError(error)),
      )
      .finally(() => running.delete(work));
    running.add(work);
  };
}

function target(request: { getId?: () => string; getUrn(): string }): {
  id: string;
  urn: string;
  type: string;
  name: string;
} {
  const urn = request.getUrn();
  return { id: request.getId?.() ?? "", urn, type: typeOf(urn), name: nameOf(urn) };
}

/** The last type of a URN's chain of types: `urn:pulumi:stack::project::parent$type::name`. */
function typeOf(urn: string): string {
  return urn.split("::")[2]!.split("$").at(-1)!;
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function autonamingOf(
  request: messages.CheckRequest,
): { proposed: string; mode: "propose" | "enforce" | "disable" } | undefined {
  const options = request.getAutonaming();
  if (options === undefined) {
    return undefined;
  }
  const { PROPOSE, ENFORCE } = messages.CheckRequest.AutonamingOptions.Mode;
  const mode = options.getMode();
  return {
    proposed: options.getProposedName(),
    mode: mode === PROPOSE ? "propose" : mode === ENFORCE ? "enforce" : "disable",
  };
}

function toFailure(failure: Failure): messages.CheckFailure {
  return new messages.CheckFailure().setProperty(failure.property).setReason(failure.reason);
}
