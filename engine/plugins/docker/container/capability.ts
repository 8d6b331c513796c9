/** A capability's full name: Docker takes `net_admin` for `CAP_NET_ADMIN`. */
export function fullCapability(name: string): string {
  const upper = name.toUpperCase();
  return upper === "ALL" || upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
}
