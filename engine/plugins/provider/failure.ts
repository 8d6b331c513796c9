import grpc from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import { PartialFailure } from "./resource.ts";
import { encode } from "./values.ts";

/** A thrown value as the engine reads it; a {@link PartialFailure} carries the resource's state along. */
export function toServiceError(error: unknown): Partial<grpc.ServiceError> {
  const message = error instanceof Error ? error.message : String(error);
  const code = grpc.status.UNKNOWN;
  if (!(error instanceof PartialFailure)) {
    return { code, details: message };
  }
  const detail = new messages.ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(encode(error.outputs))
    .setReasonsList([message]);
  const packed = new any.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusMessages.Status().setCode(code).setMessage(message).setDetailsList([packed]);
  const metadata = new grpc.Metadata();
  // The place where gRPC implementations look for a structured error.
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code, details: message, metadata };
}
