import { getBase } from "../engine/base-rootfs.ts";
import type { Context } from "../engine/context.ts";
import { runStep } from "../engine/environment.ts";
import type { StepReport } from "../engine/report.ts";
import { buildLinuxAgentContext } from "./linux-agent-image.ts";
import { buildServicesContext } from "./services-image.ts";
import { dockersProcessor } from "./dockers-processor.ts";
import { buildWazuhManagerContext } from "./wazuh-manager-image.ts";

/** Makes everything that the program needs beside its sources, in `dist/`; what has not changed is not made again. */
export async function buildAll(context: Context, report: (report: StepReport) => void): Promise<void> {
  const services = async () => {
    const base = await runStep(
      report,
      "base of the lab's image",
      (say) => getBase(context, say),
      (got) => (got.kind === "pull" ? "pulled" : "made of Debian's packages"),
    );
    await runStep(report, "the lab's programs", () => buildServicesContext(base));
  };
  const manager = runStep(report, "custom-misp", async () =>
    buildWazuhManagerContext(await dockersProcessor(context.env)),
  );
  const agent = runStep(report, "the agents' image", () => buildLinuxAgentContext());
  await Promise.allSettled([services(), manager, agent]).then((results) => {
    const failed = results.find((result) => result.status === "rejected");
    if (failed) {
      throw failed.reason;
    }
  });
}
