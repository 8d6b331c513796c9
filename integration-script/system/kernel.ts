/**
 * System calls of Linux by their number, through one function of libc: making a function callable takes Bun 70
 * microseconds, and a call of custom-misp needs ten of them.
 *
 * @see https://man7.org/linux/man-pages/man2/syscall.2.html
 */
import { dlopen, ptr, read as peek } from "bun:ffi";

const word = "i64_fast";

const { symbols: libc } = dlopen("libc.so.6", {
  syscall: { args: [word, word, word, word, word, word, word], returns: word },
  __errno_location: { args: [], returns: "ptr" },
});

/** Numbers of the calls on each processor. */
const numbers = {
  x64: {
    read: 0,
    write: 1,
    close: 3,
    socket: 41,
    connect: 42,
    sendto: 44,
    exit_group: 231,
    openat: 257,
    faccessat: 269,
    ppoll: 271,
    statx: 332,
  },
  arm64: {
    read: 63,
    write: 64,
    close: 57,
    socket: 198,
    connect: 203,
    sendto: 206,
    exit_group: 94,
    openat: 56,
    faccessat: 48,
    ppoll: 73,
    statx: 291,
  },
};

const ours = process.arch === "arm64" ? numbers.arm64 : numbers.x64;

/** A number, or bytes whose address is meant: they must not be empty. */
type Argument = number | Uint8Array;

const wordOf = (argument: Argument): number => (typeof argument === "number" ? argument : ptr(argument));

/** Makes a system call; a result below 0 means that it failed, and {@link lastError} why. */
export const call = (name: keyof typeof ours, ...args: readonly Argument[]): number => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args.map(wordOf);
  return libc.syscall(ours[name], a, b, c, d, e, f);
};

/** Number of the error of the call before. */
export const lastError = (): number => peek.i32(libc.__errno_location());
