import type { Values } from "../provider/values.ts";

/** Labels as Docker's API takes them. */
export function toLabelMap(
  labels: readonly { readonly label: string; readonly value: string }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((labels ?? []).map(({ label, value }) => [label, value]));
}

/** Labels as the official plugin keeps them in state. */
export function toLabelList(labels: Record<string, string> | null | undefined): Values[] {
  return Object.entries(labels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => ({ label, value }));
}
