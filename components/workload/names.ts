/** Name in Docker of one of a lab's things: `lab-<stack>-<thing>`. */
export function dockerName(stack: string, thing: string): string {
  return `lab-${stack}-${thing}`;
}

/** The label by which everything that a stack made is found, also what its state does not know of. */
export function stackLabel(stack: string): { label: string; value: string } {
  return { label: "wazuh-misp-lab.stack", value: stack };
}
