import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { backendVariables } from "../../engine/backend.ts";
import type { Context } from "../../engine/context.ts";
import { findPlugin, pluginNames } from "../../engine/plugins.ts";
import { findEngine } from "../../engine/pulumi.ts";
import { describeTool } from "../../engine/tool.ts";
import { ok, problem, warning, type Finding } from "./finding.ts";

/** What this machine runs the lab's program with, as far as it is there: nothing is got for the question. */
export async function checkTools(context: Context): Promise<Finding[]> {
  return [
    ok("node", `${process.version} on ${process.platform} ${process.arch}`),
    await checkEngine(context),
    ...(await Promise.all(pluginNames.map((name) => checkPlugin(context, name)))),
    await checkState(context),
  ];
}

async function checkEngine(context: Context): Promise<Finding> {
  const engine = await findEngine(context);
  return engine
    ? ok("pulumi", `${describeTool(engine.cli)}, language host ${describeTool(engine.languageHost)}`)
    : warning(
        "pulumi",
        "is not there yet",
        "npm run lab -- up gets it; or install it: https://www.pulumi.com/docs/install/",
      );
}

async function checkPlugin(context: Context, name: (typeof pluginNames)[number]): Promise<Finding> {
  const about = `plugin ${name}`;
  const tool = await findPlugin(context, name);
  if (!tool) {
    return warning(about, "is not there yet", "npm run lab -- up gets it");
  }
  return tool.origin === "stand-in"
    ? warning(
        about,
        `${tool.version}: this project's stand-in, because the official one could not be had`,
        "Make github.com reachable, or name a mirror of Pulumi's releases in LAB_PULUMI_RELEASES: docs/plugins.md",
      )
    : ok(about, describeTool(tool));
}

/** Where the stacks' state is, and whether what it is encrypted with is kept. */
async function checkState(context: Context): Promise<Finding> {
  const variables = await backendVariables(context);
  const url = variables["PULUMI_BACKEND_URL"] ?? context.env["PULUMI_BACKEND_URL"];
  const file = variables["PULUMI_CONFIG_PASSPHRASE_FILE"];
  const where = url === undefined ? "in the backend that Pulumi is logged in to" : `in ${shown(url)}`;
  if (file === undefined) {
    return ok("state", `${where}; the passphrase is the one that you set`);
  }
  const { mode } = await stat(file);
  return mode & 0o077
    ? problem("state", `${where}; others can read its passphrase, ${file}`, `chmod 600 ${file}`)
    : ok("state", `${where}, encrypted with the passphrase in ${file}: keep a copy of both`);
}

const shown = (url: string): string =>
  url.startsWith("file://") ? fileURLToPath(url) : url.replace(/\/\/[^@/]*@/, "//");
