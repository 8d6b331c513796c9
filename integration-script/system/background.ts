/** Runs custom-misp once more, on its own: integratord waits for all that holds its output, so it holds nothing. */
export const runInBackground = (args: readonly string[]): void => {
  Bun.spawn([process.execPath, ...args], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    detached: true,
  }).unref();
};
