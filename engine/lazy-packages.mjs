/**
 * Keeps from a process that loads @pulumi/pulumi what no lab needs of it, and what takes half of its time and memory: the
 * TypeScript compiler and npm's tree of packages, which turn functions into code in a cloud, are loaded at their first use;
 * source maps of @pulumi/pulumi, which the stack trace of each of its thousands of promises is written by, are not.
 *
 * To be loaded before @pulumi/pulumi is: by `--import`, or as the first import. Plain JavaScript, because it runs in every
 * Node below the engine, and the user's own may be an old one.
 */
import { createRequire, Module } from "node:module";

// The language host that can be built from Go modules does not read `typescript: false` in Pulumi.yaml, and has the compiler
// put before a program that Node runs as it is.
delete process.env.PULUMI_NODEJS_TYPESCRIPT;

const own = createRequire(import.meta.url);
const compiler = own.resolve("@pulumi/pulumi/typescript-shim");
const { resolve } = createRequire(compiler);
[compiler, resolve("@npmcli/arborist")].forEach(loadAtFirstUse);
put({}, resolve("source-map-support/register"));

/** Puts something in the place of a CommonJS module that becomes the module when one of its exports is asked for. */
function loadAtFirstUse(path) {
  let exported;
  const load = () => {
    if (own.cache[path] === placeholder) {
      Reflect.deleteProperty(own.cache, path);
    }
    return (exported ??= own(path));
  };
  // Who asks for __esModule wants to know how to import the module, and nothing of what is in it.
  const get = (_, name) => (name === "__esModule" ? true : load()[name]);
  const placeholder = put(new Proxy({}, { get }), path);
}

/** Puts something in the place of a CommonJS module that is not loaded yet. */
function put(exports, path) {
  const module = Object.assign(new Module(path), { filename: path, loaded: true, exports });
  own.cache[path] ??= module;
  return module;
}
