import type { DeviceRequest } from "dockerode";
import type { Values } from "../../provider/values.ts";
import type { Inputs } from "./inputs.ts";

/** The devices that a container asks for by capability, such as graphics processors. */
export function deviceRequests(inputs: Inputs): DeviceRequest[] | undefined {
  if (inputs.gpus) {
    return [gpuRequest(inputs.gpus)];
  }
  return inputs.deviceRequests?.map((request) => ({
    Driver: request.driver ?? "cdi",
    Count: request.count ?? 0,
    DeviceIDs: request.deviceIds ?? [],
    Capabilities: [request.capabilities ?? []],
    Options: request.options ?? {},
  }));
}

/** `all`, a number, or `device=0,2`, as `docker run --gpus` takes them. */
function gpuRequest(gpus: string): DeviceRequest {
  const value = gpus.replace(/^["'\s]+|["'\s]+$/g, "");
  const [, devices] = /^device=(.+)$/.exec(value) ?? [];
  const count = value === "all" ? -1 : Number(value);
  if (devices === undefined && !Number.isInteger(count)) {
    throw new Error(`The argument gpus must be all, a number or device=<id[,id...]>, but it is '${gpus}'.`);
  }
  return {
    Driver: "",
    Capabilities: [["gpu"]],
    Options: {},
    ...(devices === undefined ? { Count: count } : { Count: 0, DeviceIDs: devices.split(",") }),
  };
}

/** Device requests as the official plugin keeps them in state. */
export function fromDeviceRequests(requests: readonly DeviceRequest[]): Values[] {
  return requests.map((request) => ({
    driver: request.Driver ?? "",
    count: request.Count ?? 0,
    deviceIds: request.DeviceIDs ?? [],
    capabilities: request.Capabilities?.[0] ?? [],
    options: request.Options ?? null,
  }));
}
