import test from "ava";
import type { Inputs } from "../../../../../engine/plugins/docker/container/inputs.ts";
import { createOptions } from "../../../../../engine/plugins/docker/container/options.ts";

const options = (inputs: Partial<Inputs>): ReturnType<typeof createOptions> =>
  createOptions({ name: "c", image: "i", ...inputs });

test("nothing is asked of Docker that was not asked for", (t) => {
  t.deepEqual(options({}), {
    name: "c",
    Image: "i",
    HostConfig: {
      NetworkMode: "bridge",
      RestartPolicy: { Name: "no", MaximumRetryCount: 0 },
      LogConfig: { Type: "", Config: {} },
    },
  });
});

test("memory is given in megabytes, and swap may be without limit", (t) => {
  const { HostConfig: host } = options({ memory: 64, memorySwap: -1, memoryReservation: 32, shmSize: 8 });
  t.like(host, { Memory: 67108864, MemorySwap: -1, MemoryReservation: 33554432, ShmSize: 8388608 });
});

test("a share of processors excludes a quota", (t) => {
  const { HostConfig: host } = options({ cpus: "1.5", cpuQuota: 5, cpuPeriod: 6 });
  t.is(host?.NanoCpus, 1.5e9);
  t.is(host?.CpuQuota, undefined);
  t.throws(() => options({ cpus: "many" }), {
    message: "The argument cpus must be a number such as 1.5, but it is 'many'.",
  });
});

test("ports are exposed and bound, two of them to the same port of the container too", (t) => {
  const { ExposedPorts, HostConfig: host } = options({
    ports: [
      { internal: 53, external: 53, ip: "127.0.0.1", protocol: "udp" },
      { internal: 80, external: 8080, ip: "127.0.0.1" },
      { internal: 80 },
    ],
  });
  t.deepEqual(ExposedPorts, { "53/udp": {}, "80/tcp": {} });
  t.deepEqual(host?.PortBindings, {
    "53/udp": [{ HostIp: "127.0.0.1", HostPort: "53" }],
    "80/tcp": [
      { HostIp: "127.0.0.1", HostPort: "8080" },
      { HostIp: "0.0.0.0", HostPort: "0" },
    ],
  });
});

test("volumes are bound by name or path, anonymous, or taken from another container", (t) => {
  const { Volumes, HostConfig: host } = options({
    volumes: [
      { volumeName: "v", containerPath: "/v", readOnly: true },
      { hostPath: "/h", containerPath: "/p", selinuxRelabel: "z" },
      { containerPath: "/anonymous" },
      { fromContainer: "other" },
    ],
  });
  t.deepEqual(Volumes, { "/v": {}, "/p": {}, "/anonymous": {} });
  t.deepEqual(host?.Binds, ["v:/v:ro", "/h:/p:rw,z"]);
  t.deepEqual(host?.VolumesFrom, ["other"]);
});

test("a health check is given in nanoseconds", (t) => {
  const { Healthcheck } = options({ healthcheck: { tests: ["CMD", "true"], interval: "2s", retries: 3 } });
  t.deepEqual(Healthcheck, { Test: ["CMD", "true"], Interval: 2e9, Timeout: 0, StartPeriod: 0, Retries: 3 });
});

test("systempaths=unconfined is carried out here, for the daemon does not know it", (t) => {
  const { HostConfig: host } = options({ securityOpts: ["systempaths=unconfined", "no-new-privileges"] });
  t.like(host, { SecurityOpt: ["no-new-privileges"], MaskedPaths: [], ReadonlyPaths: [] });
});

test("graphics processors are asked for as docker run --gpus does", (t) => {
  const requests = (gpus: string): unknown => options({ gpus }).HostConfig?.DeviceRequests;
  t.like(requests("all"), [{ Count: -1, Capabilities: [["gpu"]] }]);
  t.like(requests('"device=0,2"'), [{ Count: 0, DeviceIDs: ["0", "2"] }]);
  t.throws(() => requests("some"), { message: /must be all, a number or device=/ });
});

test("mounts carry the options of their type alone", (t) => {
  const { HostConfig: host } = options({
    mounts: [
      { type: "tmpfs", target: "/t", tmpfsOptions: { sizeBytes: 1 }, volumeOptions: { noCopy: true } },
      { type: "volume", target: "/v", source: "v", readOnly: true, volumeOptions: { noCopy: true } },
      { type: "bind", target: "/b", source: "/b", bindOptions: { propagation: "rslave" } },
    ],
  });
  t.deepEqual(host?.Mounts as unknown, [
    { Type: "tmpfs", Target: "/t", Source: "", TmpfsOptions: { SizeBytes: 1, Mode: 0 } },
    {
      Type: "volume",
      Target: "/v",
      Source: "v",
      ReadOnly: true,
      VolumeOptions: { NoCopy: true, Labels: {} },
    },
    { Type: "bind", Target: "/b", Source: "/b", BindOptions: { Propagation: "rslave" } },
  ]);
});
