import test from "ava";
import { credentialsFor, registryOf } from "../../../../../engine/plugins/docker/connection/registries.ts";

test("an image belongs to the registry that its name begins with, or to Docker Hub", (t) => {
  t.is(registryOf("debian"), "docker.io");
  t.is(registryOf("user/image:1"), "docker.io");
  t.is(registryOf("localhost/image"), "localhost");
  t.is(registryOf("registry.example:5000/a/b"), "registry.example:5000");
});

test("credentials are those of the image's registry", async (t) => {
  const configured = [
    { address: "https://index.docker.io/v1/", username: "hub", password: "p" },
    { address: "registry.example:5000", username: "own", password: "q" },
  ];
  t.like(await credentialsFor("debian", configured), { username: "hub", password: "p" });
  t.like(await credentialsFor("registry.example:5000/a", configured), { username: "own", password: "q" });
  t.is(await credentialsFor("other.example/a", configured), undefined);
});

test("credentials may come from Docker's configuration file", async (t) => {
  const auth = Buffer.from("me:pass:word").toString("base64");
  const configFileContent = JSON.stringify({ auths: { "https://r.example": { auth } } });
  t.like(await credentialsFor("r.example/a", [{ address: "r.example", configFileContent }]), {
    username: "me",
    password: "pass:word",
  });
  await t.throwsAsync(credentialsFor("s.example/a", [{ address: "s.example", configFileContent }]), {
    message: /holds no credentials for the registry s\.example\. Run `docker login s\.example`/,
  });
});
