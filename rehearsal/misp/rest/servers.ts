import { version } from "../misp.ts";
import type { Actions } from "./action.ts";
import { json } from "./action.ts";

/** `/servers/…`. */
export const serverActions: Actions = {
  "servers/getversion": ({ misp, caller }) =>
    json({
      version,
      pymisp_recommended_version: version,
      perm_sync: caller.role.siteAdmin || caller.role.name === "Sync user",
      perm_sighting: caller.role.sighting && !caller.readOnly,
      perm_galaxy_editor: caller.role.siteAdmin,
      perm_analyst_data: caller.role.write,
      uuid: misp.database.setting("uuid"),
      request_encoding: ["gzip"],
      filter_sightings: true,
    }),
};
