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
      command: ["sh", "-c", "sleep 0.5; exit 3"],
      healthcheck: { tests: ["CMD", "cat", "/tmp/ready"], interval: "200ms", timeout: "1s", retries: 1 },
      wait: true,
      waitTimeout: 300,
    });
    return Promise.resolve();
  };
}
