export default {
  extensions: ["ts"],
  files: ["test/**/*.test.ts"],
  timeout: "1m",
  // The add-on for datagram sockets ends the process when two threads use it.
  workerThreads: false,
};
