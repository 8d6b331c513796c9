// `npm run build`: makes what the program needs beside its sources, in `dist/`; a name builds that part alone.
import { getBaseRootfs } from "../engine/base-rootfs.ts";
import { buildCustomMisp } from "./custom-misp.ts";
import { buildServicesContext } from "./services-image.ts";
import { buildWazuhManagerContext } from "./wazuh-manager-image.ts";

const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  "custom-misp": async () => console.log((await buildCustomMisp()).path),
  services: async () => buildServicesContext(await getBaseRootfs()),
  "wazuh-manager": buildWazuhManagerContext,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no part "${unknown.join('", "')}". There are: ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}
for (const [name, build] of Object.entries(parts)) {
  if (names.length === 0 || names.includes(name)) {
    await build();
  }
}
