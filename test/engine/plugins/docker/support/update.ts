// Updates a stack in a process of its own, for updates that fail or are killed: what the SDK leaves behind then
// would fail the test that waits. Takes the stack and the module of its program as JSON; prints why it failed.
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";

const { projectName, workDir, envVars, module, settings } = JSON.parse(process.argv[2]!) as {
  readonly projectName: string;
  readonly workDir: string;
  readonly envVars: Record<string, string>;
  readonly module: string;
  readonly settings: unknown;
};
process.on("unhandledRejection", () => {});
const { default: programOf } = (await import(module)) as { default: (settings: unknown) => PulumiFn };
const program = programOf(settings);
const stack = await LocalWorkspace.selectStack(
  { projectName, stackName: "test", program },
  { envVars, workDir },
);
try {
  await stack.up({ continueOnError: true });
  process.exit(0);
} catch (error) {
  process.stdout.write(String(error), () => process.exit(1));
}
