import { availableParallelism } from "node:os";

export default {
  extensions: ["ts"],
  files: ["test/**/*.test.ts"],
  timeout: "1m",
  // Twice what there are processors: many tests wait for a socket, a file or a process.
  concurrency: 2 * availableParallelism(),
  // The add-on for datagram sockets ends the process when two threads use it.
  workerThreads: false,
};
