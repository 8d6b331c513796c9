/**
 * The text of a container's output as Docker's API multiplexes it: frames of an eight-byte header, whose last
 * four bytes are the length, and the data. https://docs.docker.com/reference/api/engine/#tag/Container/operation/ContainerAttach
 */
export function demultiplex(frames: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= frames.length;) {
    const length = frames.readUInt32BE(at + 4);
    parts.push(frames.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString();
}
