import { CustomResource } from "@pulumi/pulumi";

class Box extends CustomResource {}

/** A container with a property that there is not; the SDK's own class would leave it out. */
export default function mistyped(): () => Promise<void> {
  return () => {
    new Box("docker:index/container:Container", "mistyped", { image: "x", memroy: 64 });
    return Promise.resolve();
  };
}
