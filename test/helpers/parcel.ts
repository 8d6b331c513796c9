/** The files of a parcel, by their names. */
export function unpackParcel(parcel: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parcel
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ") as [string, string?])
      .map(([name, content = ""]) => [name, Buffer.from(content, "base64").toString("utf8")]),
  );
}
