// Tests on the real Pulumi engine, Docker Engine, SSH server and executable: few, and one file after the other, because
// they share the machine's Docker host.
export default {
  extensions: ["ts"],
  files: ["test/**/*.e2e.ts"],
  concurrency: 1,
  serial: true,
  timeout: "10m",
  // Tests that mock the engine go into a folder of their own, which a thread cannot.
  workerThreads: false,
};
