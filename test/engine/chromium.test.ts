import test from "ava";
import { getChromium } from "../../engine/chromium.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { listener, makeMachine } from "./support/machine.ts";

const tells = (version: string): string => `echo "Chromium ${version} built on Debian"`;

test("the Chromium that CHROME_PATH names is taken, whatever is on PATH", async (t) => {
  const machine = await makeMachine(t, { LAB_INSTALL: "never" });
  await machine.executable("bin/chromium", tells("1.0.0"));
  const path = await machine.executable("mine/browser", tells("156.0.8078.108"));
  machine.env["CHROME_PATH"] = path;
  t.deepEqual(await getChromium(await machine.context(), t.fail), { path, version: "156.0.8078.108" });
});

test("a CHROME_PATH that does not run is an error that names it, and nothing else is taken", async (t) => {
  const machine = await makeMachine(t, { LAB_INSTALL: "never" });
  await machine.executable("bin/chromium", tells("1.0.0"));
  machine.env["CHROME_PATH"] = await machine.executable("mine/browser", "exit 1");
  await t.throwsAsync(getChromium(await machine.context(), t.fail), {
    instanceOf: EngineError,
    message: /^CHROME_PATH is .*mine\/browser, which does not run/,
  });
});

test("the first Chromium on PATH that runs is taken, and nothing is installed", async (t) => {
  const machine = await makeMachine(t, { LAB_INSTALL: "never" });
  await machine.executable("bin/chromium", "exit 1");
  const path = await machine.executable("bin/google-chrome", tells("155.0.1.2"));
  const { said, say } = listener();
  t.deepEqual(await getChromium(await machine.context(), say), { path, version: "155.0.1.2" });
  t.deepEqual(said, []);
});

test("where there is none and nothing may be installed, it says how to get one", async (t) => {
  const machine = await makeMachine(t, { LAB_INSTALL: "never" });
  await t.throwsAsync(getChromium(await machine.context(), t.fail), {
    instanceOf: EngineError,
    message: /apt-get install chromium.*CHROME_PATH/,
  });
});
