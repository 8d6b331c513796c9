import { access } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

/** Version of requests that the peer is measured with. */
const requestsVersion = "2.32.5";

const folder = fileURLToPath(new URL("../../node_modules/.cache/bench-python/", import.meta.url));

/** Python with the package requests, in an environment of its own; made on first use. */
export const pythonWithRequests = async (): Promise<string> => {
  const python = `${folder}bin/python3`;
  try {
    await access(python);
    await execa(python, ["-c", "import requests"]);
  } catch {
    await execa("python3", ["-m", "venv", folder]);
    await execa(python, ["-m", "pip", "install", "--quiet", `requests==${requestsVersion}`]);
  }
  return python;
};
