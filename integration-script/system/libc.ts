/**
 * The few things that custom-misp has the kernel do itself: neither Node nor Bun opens a datagram socket of AF_UNIX, and
 * going without `node:fs` on the way of an alert saves more than a millisecond a call.
 */
import { call, lastError } from "./kernel.ts";

/** Error numbers of Linux that decisions are made on, the same on x64 and arm64. */
export const errno = {
  ENOENT: 2,
  EAGAIN: 11,
  EACCES: 13,
  EMSGSIZE: 90,
  ENOBUFS: 105,
  ECONNREFUSED: 111,
} as const;

const nameOf = (number: number): string => {
  for (const [name, each] of Object.entries(errno)) {
    if (each === number) {
      return name;
    }
  }
  return `errno ${number}`;
};

/** A system call that failed; `number` is one of {@link errno} or another of Linux's. */
export class SystemError extends Error {
  readonly number: number;
  constructor(call: string, subject: string, number: number) {
    super(`${call} ${subject}: ${nameOf(number)}`);
    this.number = number;
  }
}

/** Paths that do not begin at the root begin at the working folder. */
const AT_FDCWD = -100;

const flags = { writeOnly: 0o1, create: 0o100, append: 0o2000, closeOnExec: 0o2000000 };
const encoder = new TextEncoder();

/** Bytes of a path with the zero byte that ends it for C. */
const cString = (text: string): Uint8Array => encoder.encode(`${text}\0`);

const check = (result: number, call: string, subject: string): number => {
  if (result < 0) {
    throw new SystemError(call, subject, lastError());
  }
  return result;
};

const open = (path: string, how: number): number =>
  check(call("openat", AT_FDCWD, cString(path), how, 0o640), "open", path);

/** Whether something of that path exists. */
export const exists = (path: string): boolean => call("faccessat", AT_FDCWD, cString(path), 0) === 0;

/** Who a file belongs to, by their numbers. */
export interface Owner {
  readonly user: number;
  readonly group: number;
}

/** What is asked of `statx`: owner, group and size. */
const statxMask = 0x8 | 0x10 | 0x200;

/** Where `struct statx` has them, and how long it is. */
const statxLayout = { user: 20, group: 24, size: 40, length: 256 };

/** What the kernel knows of a file; nothing where there is none, or none that may be seen. */
const statusOf = (path: string): DataView | undefined => {
  const status = new Uint8Array(statxLayout.length);
  const result = call("statx", AT_FDCWD, cString(path), 0, statxMask, status);
  return result < 0 ? undefined : new DataView(status.buffer);
};

export const ownerOf = (path: string): Owner | undefined => {
  const status = statusOf(path);
  return (
    status && {
      user: status.getUint32(statxLayout.user, true),
      group: status.getUint32(statxLayout.group, true),
    }
  );
};

/** Bytes of a file; none where there is no file. */
export const sizeOf = (path: string): number =>
  Number(statusOf(path)?.getBigUint64(statxLayout.size, true) ?? 0);

/** What is read in place of a file: the standard input may be a socket, which has no path to open. */
export const standardInput = "-";

/** Reads a file in pieces of up to `size` bytes; each piece is only good until the next one is asked for. */
export function* readPieces(path: string, size = 16_384): Generator<Uint8Array> {
  const file = path === standardInput ? 0 : open(path, flags.closeOnExec);
  try {
    const piece = new Uint8Array(size);
    for (;;) {
      const length = check(call("read", file, piece, size), "read", path);
      if (length === 0) {
        return;
      }
      yield piece.subarray(0, length);
    }
  } finally {
    call("close", file);
  }
}

/** The whole of a small file as text; bytes that are not UTF-8 become U+FFFD. */
export const readText = (path: string): string => {
  const decoder = new TextDecoder();
  let text = "";
  for (const piece of readPieces(path)) {
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
};

/** Appends text to a file in one write, and makes the file (mode 0640) where it is missing. */
export const appendText = (path: string, text: string): void => {
  const file = open(path, flags.writeOnly | flags.create | flags.append | flags.closeOnExec);
  try {
    const bytes = encoder.encode(text);
    check(call("write", file, bytes, bytes.length), "write", path);
  } finally {
    call("close", file);
  }
};

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const MSG_DONTWAIT = 0x40;
const POLLOUT = 4;
const addressLimit = 107;

/** Opens a datagram socket that sends to the socket of that path. */
export const connectDatagram = (path: string): number => {
  const name = encoder.encode(path);
  if (name.length > addressLimit) {
    throw new Error(`The socket's path is longer than the ${addressLimit} bytes that Linux allows: ${path}`);
  }
  const address = new Uint8Array(2 + addressLimit + 1);
  address[0] = AF_UNIX;
  address.set(name, 2);
  const socket = check(call("socket", AF_UNIX, SOCK_DGRAM | flags.closeOnExec, 0), "socket", path);
  if (call("connect", socket, address, address.length) < 0) {
    const number = lastError();
    call("close", socket);
    throw new SystemError("connect", path, number);
  }
  return socket;
};

/** Sends one datagram without waiting; returns 0 or the number of the error. */
export const sendDatagram = (socket: number, bytes: Uint8Array): number =>
  call("sendto", socket, bytes, bytes.length, MSG_DONTWAIT) < 0 ? lastError() : 0;

/** Waits up to that many milliseconds for the receiver's queue to have room. */
export const waitForRoom = (socket: number, milliseconds: number): void => {
  const request = new Uint8Array(8);
  new DataView(request.buffer).setInt32(0, socket, true);
  request[4] = POLLOUT;
  const timeout = new Uint8Array(16);
  const view = new DataView(timeout.buffer);
  view.setBigInt64(0, BigInt(Math.floor(milliseconds / 1000)), true);
  view.setBigInt64(8, BigInt(Math.ceil((milliseconds % 1000) * 1e6)), true);
  call("ppoll", request, 1, timeout);
};

export const closeFile = (file: number): void => void call("close", file);

/** Ends the process at once: what Bun would still tidy up takes longer than some calls. */
export const exit = (code: number): never => {
  call("exit_group", code);
  throw new Error("The process was asked to end and did not.");
};
