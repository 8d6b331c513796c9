import { Container } from "@pulumi/docker";

/** A container whose name is taken, one that cannot start, and one that ends before it is healthy. */
export default function unfinished({
  prefix,
  image,
}: {
  prefix: string;
  image: string;
}): () => Promise<void> {
  return () => {
    new Container("taken", { name: `${prefix}-taken`, image, command: ["sleep", "1000"] });
    new Container("broken", { name: `${prefix}-broken`, image, command: ["/no/such/program"] });
    new Container("sick", {
      name: `${prefix}-sick`,
      image,
      // It ends well after its first check and well before the second, which its end would cut off.
      command: ["sh", "-c", "until [ -e /tmp/checked ]; do sleep 0.1; done; sleep 1; exit 3"],
      healthcheck: {
        tests: ["CMD", "sh", "-c", ": > /tmp/checked; cat /tmp/ready"],
        interval: "3s",
        timeout: "3s",
        retries: 2,
      },
      wait: true,
      waitTimeout: 300,
    });
    return Promise.resolve();
  };
}
