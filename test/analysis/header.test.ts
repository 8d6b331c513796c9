import test from "ava";
import { readHeader } from "../../analysis/header.ts";

const read: readonly (readonly [
  line: string,
  time: string,
  hostname: string | undefined,
  program: string | undefined,
  log: string,
])[] = [
  ["Dec 29 10:00:01 host sshd: hello", "Dec 29 10:00:01", "host", "sshd", "hello"],
  ["Dec  9 10:00:01 host sshd[123]: hello", "Dec  9 10:00:01", "host", "sshd", "hello"],
  ["Dec 29 10:00:01 host sshd[123] hello", "Dec 29 10:00:01", "host", "sshd", "hello"],
  ["Dec 29 10:00:01 host sshd:hello", "Dec 29 10:00:01", "host", "sshd", "hello"],
  ["Dec 29 10:00:01 host no program here", "Dec 29 10:00:01", "host", undefined, "no program here"],
  ["Dec 29 10:00:01 sshd: hello", "Dec 29 10:00:01", undefined, "sshd", "hello"],
  ["Dec 29 10:00:01 host su: [ID 366847 auth.notice] hello", "Dec 29 10:00:01", "host", "su", "hello"],
  ["2015 Dec 29 10:00:01 host sshd: hello", "2015 Dec 29 10:00:01", "host", "sshd", "hello"],
  ["2007-06-14T15:48:55-04:00 host sshd: hello", "2007-06-14T15:48:55-04:00", "host", "sshd", "hello"],
  [
    "2022-12-19T15:02:53.288+00:00 host sshd: hello",
    "2022-12-19T15:02:53.288+00:00",
    "host",
    "sshd",
    "hello",
  ],
  [
    "2009-05-22T09:36:46.214994-07:00 host sshd: hello",
    "2009-05-22T09:36:46.214994-07:00",
    "host",
    "sshd",
    "hello",
  ],
  ["2015-04-16 21:51:02,805 host proftpd[1]: hello", "2015-04-16 21:51:02,805", "host", "proftpd", "hello"],
  [
    "2021-04-21 10:16:09.404756-0700 localhost sh[1]: hello",
    "2021-04-21 10:16:09.404756-0700",
    "localhost",
    "sh",
    "hello",
  ],
  [
    "[Fri Feb 11 18:06:35 2004] [warn] hello",
    "Fri Feb 11 18:06:35 2004",
    undefined,
    undefined,
    "[warn] hello",
  ],
];

for (const [line, time, hostname, programName, log] of read) {
  test(`the header of "${line}" is read`, (t) => {
    t.deepEqual(readHeader(line), { time, hostname, programName, log });
  });
}

for (const line of ['{"a":"b"}', "hello", "", "Dec 29 10:00", "type=SYSCALL msg=audit(1.2:3): x"]) {
  test(`"${line}" has no header`, (t) => {
    t.is(readHeader(line), undefined);
  });
}
