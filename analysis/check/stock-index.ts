import index from "./stock-index.json" with { type: "json" };

/** What the check knows of every stock rule of Wazuh 4.14.7; of those that the lab's events meet, rules/stock.ts knows all. */
export interface StockRule {
  readonly id: number;
  readonly level: number;
  readonly file: string;
  /** Without those that name a requirement of a standard, such as `pci_dss_11.5`: alerts do not list them as groups. */
  readonly groups: readonly string[];
}

const table = index as unknown as {
  readonly files: readonly string[];
  readonly decoders: readonly string[];
  readonly groups: readonly string[];
  readonly rules: readonly (readonly [id: number, level: number, file: number, groups: number])[];
};

/** Stock rules by their ids, in the order that Wazuh reads them. */
export type StockRules = ReadonlyMap<number, StockRule>;

/** Every stock rule. */
export const stockIndex: StockRules = new Map(
  table.rules.map(([id, level, file, groups]) => [
    id,
    { id, level, file: table.files[file]!, groups: table.groups[groups]!.split(",") },
  ]),
);

/** Names of every stock decoder, and of those that analysisd has built in. */
export const stockDecoderNames: ReadonlySet<string> = new Set(table.decoders);
