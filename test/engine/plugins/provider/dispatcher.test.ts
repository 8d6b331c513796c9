import test from "ava";
import { Dispatcher } from "../../../../engine/plugins/provider/dispatcher.ts";
import type { Plugin } from "../../../../engine/plugins/provider/plugin.ts";
import type { Log, Resource } from "../../../../engine/plugins/provider/resource.ts";
import { PartialFailure } from "../../../../engine/plugins/provider/resource.ts";
import type { Values } from "../../../../engine/plugins/provider/values.ts";
import { Secret, unknown } from "../../../../engine/plugins/provider/values.ts";

const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, status: () => {} };
const type = "test:index:Box";
const target = { id: "1", type, urn: `urn:pulumi:dev::p::${type}::box`, name: "box", timeout: 0 };
const seed = new Uint8Array([1, 2, 3]);

function dispatcherOf(resource: Partial<Resource<Values>>): Dispatcher {
  const box: Resource<Values> = {
    description: "A box.",
    shape: {
      name: { kind: "string", autonamed: true, replaces: true },
      password: { kind: "string" },
      token: { kind: "string", output: true, secret: true },
      size: { kind: "integer", output: true },
    },
    create: (_, inputs) => Promise.resolve({ id: "1", outputs: { ...inputs, token: "t", size: 1 } }),
    delete: () => Promise.resolve(),
    ...resource,
  };
  const plugin: Plugin<Values> = {
    name: "test",
    version: "1.2.3",
    description: "A test.",
    configuration: { host: { kind: "string" }, auth: { kind: { list: "string" } } },
    marksDefaults: true,
    configure: (args) => args,
    resources: { [type]: box },
    functions: {},
  };
  const dispatcher = new Dispatcher(plugin as unknown as Plugin<never>, () => log);
  dispatcher.configure({ host: "h", auth: '["a"]' });
  return dispatcher;
}

test("a resource sees opened inputs and the provider's arguments, and its outputs keep the secrets", async (t) => {
  let seen: unknown;
  const dispatcher = dispatcherOf({
    create: (context, inputs) => {
      seen = { context, inputs };
      return Promise.resolve({ id: "1", outputs: { ...inputs, token: "t", size: 1 } });
    },
  });
  const news: Values = { name: "n", password: new Secret("p") };
  const { outputs } = await dispatcher.create({ ...target, news, preview: false });
  t.deepEqual(seen, { context: { host: "h", auth: ["a"] }, inputs: { name: "n", password: "p" } });
  t.deepEqual(outputs, { name: "n", password: new Secret("p"), token: new Secret("t"), size: 1 });
});

test("a secret input spreads to the outputs where it may be contained in them", async (t) => {
  const dispatcher = dispatcherOf({ secretsSpread: true });
  const news: Values = { name: "n", password: new Secret("p") };
  const { outputs } = await dispatcher.create({ ...target, news, preview: false });
  t.deepEqual(outputs["size"], new Secret(1));
  t.is(outputs["name"], "n");
});

test("a preview leaves outputs unknown and makes nothing", async (t) => {
  const dispatcher = dispatcherOf({ create: () => Promise.reject(new Error("not in a preview")) });
  const { outputs } = await dispatcher.create({ ...target, news: { name: "n" }, preview: true });
  t.deepEqual(outputs, { name: "n", token: new Secret(unknown), size: unknown });
});

test("the state of a partial failure keeps its secrets", async (t) => {
  const dispatcher = dispatcherOf({
    create: (_, inputs) => Promise.reject(new PartialFailure("it does not answer", "1", inputs)),
  });
  const news: Values = { name: "n", password: new Secret("p") };
  const error = await t.throwsAsync(dispatcher.create({ ...target, news, preview: false }), {
    instanceOf: PartialFailure,
    message: "it does not answer",
  });
  t.deepEqual(error.outputs["password"], new Secret("p"));
});

test("checked inputs keep their secrets and get a name that stays", async (t) => {
  const dispatcher = dispatcherOf({});
  const news: Values = { password: new Secret("p") };
  const call = { ...target, seed, autonaming: undefined, news };
  const first = await dispatcher.check({ ...call, olds: {} });
  t.regex(first.inputs["name"] as string, /^box-[0-9a-f]{7}$/);
  t.deepEqual(first.inputs["password"], new Secret("p"));
  const second = await dispatcher.check({ ...call, seed: new Uint8Array([9]), olds: first.inputs });
  t.is(second.inputs["name"], first.inputs["name"]);
});

test("an input that is secret by its shape is secret although the program did not say so", async (t) => {
  const dispatcher = dispatcherOf({ shape: { password: { kind: "string", secret: true } } });
  const call = { ...target, seed, autonaming: undefined, news: { password: "p" }, olds: {} };
  t.deepEqual((await dispatcher.check(call)).inputs["password"], new Secret("p"));
});

test("where the provider knows secrets, parts of an object are secret by their shape", async (t) => {
  const password = { kind: "string", secret: true } as const;
  const login = { kind: { object: { user: { kind: "string" }, password } }, secret: true } as const;
  const dispatcher = dispatcherOf({ shape: { login }, knowsSecrets: true });
  const news = { login: { user: "u", password: "p" } };
  t.deepEqual(await dispatcher.check({ ...target, seed, autonaming: undefined, news, olds: {} }), {
    inputs: { __defaults: [], login: new Secret({ __defaults: [], user: "u", password: new Secret("p") }) },
    failures: [],
  });
});

test("without an update every change replaces", async (t) => {
  const call = { ...target, inputs: { password: "a" }, outputs: {}, news: { password: "b" }, ignore: [] };
  t.deepEqual((await dispatcherOf({}).diff(call)).changes, [
    { path: "password", kind: "update", replaces: true },
  ]);
});

test("ignored changes are none", async (t) => {
  const call = {
    ...target,
    inputs: { password: "a" },
    outputs: {},
    news: { password: "b" },
    ignore: ["password"],
  };
  t.deepEqual((await dispatcherOf({}).diff(call)).changes, []);
});

test("a resource or function that the plugin lacks names the official plugin", async (t) => {
  const dispatcher = dispatcherOf({});
  await t.throwsAsync(dispatcher.invoke("test:index:get", {}), {
    message:
      "The stand-in for the test plugin has no function test:index:get. Install the official plugin: pulumi plugin install resource test v1.2.3",
  });
});

test("provider arguments that are not strings stay JSON text in the inputs", (t) => {
  const checked = dispatcherOf({}).checkConfiguration({ host: "h", auth: '["a"]', version: "1.2.3" });
  t.deepEqual(checked, { inputs: { host: "h", auth: '["a"]', version: "1.2.3" }, failures: [] });
});

test("an unknown provider argument is refused", (t) => {
  const { failures } = dispatcherOf({}).checkConfiguration({ hots: "h" });
  t.is(failures[0]!.reason, "pulumi:providers:test: unknown property 'hots'; did you mean 'host'?");
});
