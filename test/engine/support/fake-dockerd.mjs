// Behaves as dockerd does, as far as the one who starts it can tell.
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";

process.title = "dockerd";
const option = (name) => process.argv[process.argv.indexOf(name) + 1];
console.log("Starting up");
setTimeout(() => {
  if (process.env.FAKE_DOCKER_FAILS) {
    console.log("failed to mount overlay");
    process.exit(1);
  }
  writeFileSync(option("--pidfile"), String(process.pid));
  createServer((_, response) => response.end("{}")).listen(option("--host").slice("unix://".length));
}, 200);
