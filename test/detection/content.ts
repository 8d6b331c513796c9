import { Analysis } from "../../analysis/analysis.ts";
import { toBytes } from "../../analysis/bytes.ts";
import { detectionFiles } from "../../components/wazuh/detection-files.ts";

/** The lab's decoders and rules as the manager is given them, together with the stock ones. */
export function labAnalysis(): Analysis {
  const files = (folder: string) =>
    detectionFiles()
      .filter(({ path }) => path.startsWith(folder))
      .map(({ path, content }) => ({ name: path, text: toBytes(content) }));
  return new Analysis({
    decoders: files("etc/decoders/"),
    rules: files("etc/rules/"),
    logLevel: 3,
    mailLevel: 12,
  });
}
