import * as docker from "@pulumi/docker";
import { Secrets } from "../../components/secrets.ts";
import { sizes } from "../../components/sizes.ts";
import type { Site } from "../../components/workload/container.ts";

/** Where the containers of a test's components are placed. Call it when the engine is mocked. */
export function testSite(): Site {
  return {
    stack: "test",
    network: new docker.Network("network", { name: "lab-test-network" }),
    profile: "full",
    size: sizes.small,
    secrets: new Secrets({}),
    bindAddress: "127.0.0.1",
    portBase: 20_000,
    checkInterval: 10,
  };
}
