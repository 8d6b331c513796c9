import test from "ava";
import { dial } from "../../../../../engine/plugins/command/remote/dial.ts";
import { runRemotely } from "../../../../../engine/plugins/command/remote/run.ts";
import { CommandOutput } from "../../../../../engine/plugins/command/output.ts";
import { startPasswordServer } from "../support/password-server.ts";

test("an interrupted command is sent KILL, and the connection is closed", async (t) => {
  const server = await startPasswordServer("password");
  const interrupt = new AbortController();
  const login = await dial(server.connection, () => undefined, interrupt.signal);
  const output = new CommandOutput(() => interrupt.abort(new Error("the update was interrupted")));
  const running = runRemotely(login, { command: "hang" }, output, {
    signal: interrupt.signal,
    warn: () => undefined,
  });
  await t.throwsAsync(running, {
    message:
      'the connection ended before the command did (the update was interrupted): running "hang":\nhang\n',
  });
  await server.stop(); // waits until the connection is closed
  t.deepEqual(server.signals, ["KILL"]);
});
