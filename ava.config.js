import { availableParallelism } from "node:os";

const someAreNamed = process.argv.length > 2;

export default {
  extensions: ["ts"],
  // Of all tests, those of a folder run in one process, so that what they share is loaded once: test/<folder>.test.ts. Where
  // the command line names some, each file has a process of its own.
  files: someAreNamed ? ["test/*/**/*.test.ts"] : ["test/*.test.ts", "test/*/**/*.alone.test.ts"],
  timeout: "2m",
  // Twice what there are processors: many tests wait for a socket, a file or a process.
  concurrency: 2 * availableParallelism(),
  // The add-on for datagram sockets ends the process when two threads use it.
  workerThreads: false,
};
