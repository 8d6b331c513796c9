import { BlockList, isIP } from "node:net";

/** The address test of `<srcip>` and `<dstip>`: addresses or networks, any of which matches. Undefined where one is neither. */
export function ipExpression(values: readonly string[], negate: boolean) {
  const list = new BlockList();
  for (const value of values) {
    const [address, prefix] = (value.startsWith("!") ? value.slice(1) : value).split("/") as [
      string,
      string?,
    ];
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (address === "any") {
      list.addSubnet("0.0.0.0", 0, "ipv4");
      list.addSubnet("::", 0, "ipv6");
    } else if (isIP(address) === 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) {
      return undefined;
    } else {
      list.addSubnet(address, prefix === undefined ? (family === "ipv6" ? 128 : 32) : Number(prefix), family);
    }
  }
  const inverted = values.some((value) => value.startsWith("!")) !== negate;
  return {
    pattern: values.join(","),
    negate: inverted,
    test: (text: string) => {
      const family = isIP(text);
      return (family !== 0 && list.check(text, family === 6 ? "ipv6" : "ipv4")) !== inverted;
    },
  };
}
