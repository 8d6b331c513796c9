import { Container } from "@pulumi/docker";

/** A container that is waited for until there is a file, which `command` may make. */
export default function slow(settings: {
  name: string;
  image: string;
  command: string;
}): () => Promise<void> {
  const { name, image, command } = settings;
  return () => {
    new Container("slow", {
      name,
      image,
      command: ["sh", "-c", `${command}; exec sleep 1000`],
      healthcheck: { tests: ["CMD", "cat", "/tmp/ready"], interval: "200ms" },
      wait: true,
      waitTimeout: 300,
    });
    return Promise.resolve();
  };
}
