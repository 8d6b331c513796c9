import { Analysis } from "../../analysis/analysis.ts";
import { toBytes } from "../../analysis/bytes.ts";
import { detectionFiles } from "../../components/wazuh/detection-files.ts";

const files = detectionFiles().map(({ path, content }) => ({ name: path, text: toBytes(content) }));

/** The lab's decoders and rules as the manager is given them, together with the stock ones. */
export function labAnalysis(): Analysis {
  return new Analysis({
    decoders: files.filter(({ name }) => name.startsWith("etc/decoders/")),
    rules: files.filter(({ name }) => name.startsWith("etc/rules/")),
    logLevel: 3,
    mailLevel: 12,
  });
}
