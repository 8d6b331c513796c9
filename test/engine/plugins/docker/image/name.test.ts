import test from "ava";
import { splitTag } from "../../../../../engine/plugins/docker/image/name.ts";
import { repoDigest } from "../../../../../engine/plugins/docker/image/remote-image.ts";

test("a tag is told from a registry's port", (t) => {
  t.deepEqual(splitTag("a"), { repo: "a", tag: "latest" });
  t.deepEqual(splitTag("a/b:1"), { repo: "a/b", tag: "1" });
  t.deepEqual(splitTag("localhost:5000/a"), { repo: "localhost:5000/a", tag: "latest" });
  t.deepEqual(splitTag("localhost:5000/a:1"), { repo: "localhost:5000/a", tag: "1" });
});

test("the digest is that of the name's own repository, or else the first", (t) => {
  const digests = ["localhost:5000/nginx@sha256:a", "nginx@sha256:b"];
  t.is(repoDigest("nginx:1.2", digests), "nginx@sha256:b");
  t.is(repoDigest("localhost:5000/nginx:1.2", digests), "localhost:5000/nginx@sha256:a");
  t.is(repoDigest("other", digests), "localhost:5000/nginx@sha256:a");
  t.is(repoDigest("other", []), "");
});
