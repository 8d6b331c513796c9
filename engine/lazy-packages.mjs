/**
 * Two packages that @pulumi/pulumi loads at once and uses only where a function of the program becomes code in a cloud: the
 * TypeScript compiler and npm's tree of packages. Here they are loaded at their first use, which for a lab never comes: they
 * take half of the time and of the memory of a process that loads @pulumi/pulumi.
 *
 * To be loaded before @pulumi/pulumi is: by `--import`, or as the first import. Plain JavaScript, because it runs in every
 * Node below the engine, and the user's own may be an old one.
 */
import { createRequire, Module } from "node:module";

const own = createRequire(import.meta.url);
const compiler = own.resolve("@pulumi/pulumi/typescript-shim");
const packageTree = createRequire(compiler).resolve("@npmcli/arborist");
[compiler, packageTree].forEach(loadAtFirstUse);

/** Puts something in the place of a CommonJS module that becomes the module when one of its exports is asked for. */
function loadAtFirstUse(path) {
  let exported;
  const load = () => {
    if (own.cache[path] === placeholder) {
      Reflect.deleteProperty(own.cache, path);
    }
    return (exported ??= own(path));
  };
  const placeholder = new Module(path);
  placeholder.filename = path;
  placeholder.loaded = true;
  // Who asks for __esModule wants to know how to import the module, and nothing of what is in it.
  placeholder.exports = new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : load()[name]) });
  own.cache[path] ??= placeholder;
}
