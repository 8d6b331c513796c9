import test from "ava";
import { Readable } from "node:stream";
import { followProgress } from "../../../../../engine/plugins/docker/image/progress.ts";
import type { Log } from "../../../../../engine/plugins/provider/resource.ts";

function logTo(lines: string[]): Log {
  const ignore = (): void => {};
  return { debug: ignore, info: ignore, warn: ignore, error: ignore, status: (line) => lines.push(line) };
}

const messages = (...lines: object[]): Readable =>
  Readable.from(lines.map((line) => `${JSON.stringify(line)}\r\n`));

test("a build shows its steps and ends with the image", async (t) => {
  const shown: string[] = [];
  const stream = messages(
    { stream: "Step 1/2 : FROM a\n" },
    { stream: " ---> 123\n" },
    { aux: { ID: "sha256:1" } },
    { stream: "Successfully tagged a\n" },
  );
  t.deepEqual(await followProgress(stream, logTo(shown)), { ID: "sha256:1" });
  t.deepEqual(shown, ["Step 1/2 : FROM a"]);
});

test("a failed build throws the daemon's message with the last lines", async (t) => {
  const stream = messages(
    { stream: "Step 1/1 : RUN make\n" },
    { stream: "make: no rule\n" },
    { errorDetail: { code: 2, message: "The command returned a non-zero code: 2" }, error: "x" },
  );
  await t.throwsAsync(followProgress(stream, logTo([])), {
    message: "The command returned a non-zero code: 2\nStep 1/1 : RUN make\nmake: no rule",
  });
});
