import test from "ava";
import { dockersProcessor } from "../../build/dockers-processor.ts";
import { dockerInfo, serveDocker } from "../engine/support/fake-docker.ts";

for (const [architecture, target] of [
  ["x86_64", "linux-x64"],
  ["aarch64", "linux-arm64"],
] as const) {
  test(`custom-misp is made for a Docker host that is ${architecture}, whatever this machine is`, async (t) => {
    const { host } = await serveDocker(t, (_, response) =>
      response.end(JSON.stringify({ ...dockerInfo, Architecture: architecture })),
    );
    t.is(await dockersProcessor({ DOCKER_HOST: host }), target);
  });
}

test("where Docker does not answer it is made for a processor like this machine's", async (t) => {
  const own = process.arch === "arm64" ? "linux-arm64" : "linux-x64";
  t.is(await dockersProcessor({ DOCKER_HOST: "unix:///nowhere/docker.sock" }), own);
});
