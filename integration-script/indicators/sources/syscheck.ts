/**
 * Wazuh's own file integrity monitoring, files and registry.
 *
 * @see https://documentation.wazuh.com/current/user-manual/capabilities/file-integrity/
 */
import { isObject, objectAt } from "../../alert/alert.ts";
import { textsAtPath } from "../fields.ts";
import type { Source } from "./source.ts";
import { collectTable, type Table } from "./table.ts";

const hashes: Table = { sha256_after: "anyHash", sha1_after: "anyHash", md5_after: "anyHash" };

export const syscheck: Source = {
  name: "syscheck",
  collect: (alert, collector) => {
    if (!isObject(alert["syscheck"])) {
      return false;
    }
    const change = objectAt(alert, "syscheck");
    collectTable(hashes, change, "syscheck", collector);
    for (const { path, text } of textsAtPath(change, "path", "syscheck")) {
      if (/^HKEY_/i.test(text)) {
        collector.registryKey(text, path);
      } else {
        collector.fileName(text, path);
      }
    }
    return true;
  },
};
