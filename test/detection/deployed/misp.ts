import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { DesiredMisp } from "../../../configurator/desired.ts";
import { misp } from "../../../configurator/misp/misp.ts";
import { settingsFrom } from "../../../rehearsal/misp/settings.ts";
import { misp as startMisp } from "../../rehearsal/misp/support.ts";
import { temporaryFolder } from "../../rehearsal/support/folder.ts";
import { deployed } from "./deployed.ts";
import type { Ending } from "./ending.ts";

/** Addresses of MISP's stand-in here: without TLS, and with it under the name that its certificate has. */
export interface MispAddresses {
  readonly plain: string;
  readonly tls: string;
}

/** Starts MISP's stand-in with its container's environment and certificate. */
export async function runMisp(t: Ending): Promise<MispAddresses> {
  const certificates = temporaryFolder(t);
  for (const { file, content } of deployed.uploads("misp").filter(({ file }) => file.endsWith(".pem"))) {
    writeFileSync(join(certificates, basename(file)), content);
  }
  const { httpPort, httpsPort } = await startMisp(t, {
    ...settingsFrom(deployed.environment("misp")),
    httpPort: 0,
    httpsPort: 0,
    redirectToHttps: false,
    startSeconds: 0,
    certificates,
    files: temporaryFolder(t),
  });
  return { plain: `http://127.0.0.1:${httpPort}`, tls: `https://localhost:${httpsPort!}` };
}

/** Brings MISP to its state as the configurator does, which also has the key for look-ups made. */
export async function convergeMisp(desired: DesiredMisp): Promise<void> {
  await misp(desired).converge();
}
