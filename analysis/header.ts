/** What analysisd reads off the beginning of a line (OS_CleanMSG of Wazuh 4). */
export interface Header {
  readonly time: string;
  readonly hostname: string | undefined;
  readonly programName: string | undefined;
  /** The line without its header. */
  readonly log: string;
}

/** A form of time at the beginning of a line. Wazuh looks at single characters, not at the rest. */
interface TimeForm {
  /** The characters that have to stand at these places; `0` stands for a digit. */
  readonly marks: Readonly<Record<number, string>>;
  /** Bytes that the line has to be longer than, its end counted. */
  readonly longer: number;
  /** Bytes of the time and what separates it from the rest. */
  readonly length: number;
  /** Whether a host and a program follow. */
  readonly host: boolean;
}

const isoDay = { 4: "-", 7: "-", 13: ":", 16: ":" };

/** In the order that Wazuh tries them. Those of squid and of macOS' asl it knows too; they are not here. */
const forms: readonly TimeForm[] = [
  // Dec 29 10:00:01
  { marks: { 3: " ", 6: " ", 9: ":", 12: ":", 15: " " }, longer: 17, length: 16, host: true },
  // 2015-04-16 21:51:02,805
  { marks: { ...isoDay, 10: " ", 19: "," }, longer: 24, length: 24, host: true },
  // 2007-06-14T15:48:55-04:00
  { marks: { ...isoDay, 10: "T", 22: ":", 25: " " }, longer: 33, length: 26, host: true },
  // 2022-12-19T15:02:53.288+00:00
  { marks: { ...isoDay, 10: "T", 19: ".", 26: ":" }, longer: 33, length: 30, host: true },
  // 2009-05-22T09:36:46.214994-07:00
  { marks: { ...isoDay, 10: "T", 19: ".", 29: ":" }, longer: 33, length: 33, host: true },
  { marks: { ...isoDay, 10: "T", 19: "." }, longer: 33, length: 32, host: true },
  // 2015 Dec 29 10:00:01
  {
    marks: { 0: "0", 4: " ", 8: " ", 11: " ", 14: ":", 17: ":", 20: " " },
    longer: 21,
    length: 21,
    host: true,
  },
  // 2021-04-21 10:16:09.404756-0700
  { marks: { ...isoDay, 0: "0", 10: " ", 19: ".", 26: "-", 31: " " }, longer: 33, length: 32, host: true },
  { marks: { ...isoDay, 0: "0", 10: " ", 19: ".", 26: "+", 31: " " }, longer: 33, length: 32, host: true },
  // Mon Apr 17 18:27:14 2006 1 64.160.42.130
  {
    marks: { 3: " ", 7: " ", 10: " ", 13: ":", 16: ":", 19: " ", 24: " ", 26: " " },
    longer: 28,
    length: 25,
    host: false,
  },
  // 01/28-09:13:16.240702  [**]
  { marks: { 2: "/", 5: "-", 8: ":", 11: ":", 14: ".", 21: " " }, longer: 24, length: 23, host: false },
  // 01/28/1979-09:13:16.240702  [**]
  {
    marks: { 2: "/", 5: "/", 10: "-", 13: ":", 16: ":", 19: ".", 26: " " },
    longer: 28,
    length: 28,
    host: false,
  },
  // [Fri Feb 11 18:06:35 2004] [warn]
  {
    marks: { 0: "[", 4: " ", 8: " ", 11: " ", 14: ":", 17: ":", 20: " ", 25: "]" },
    longer: 27,
    length: 27,
    host: false,
  },
];

const name = "[-()./0-9@A-Z_a-z]";
const noHostname = new RegExp(`^(${name}*): `);
const withHostname = new RegExp(`^(${name}*) `);
const program = new RegExp(`^(${name}*)(?:: ?|\\[\\d+\\](?:: ?| ))`);
const solarisId = /^\[ID [^\]]*\]./;

/** Reads the header of a line; undefined where it does not begin with a time that Wazuh knows. */
export function readHeader(line: string): Header | undefined {
  const form = forms.find((candidate) => fits(line, candidate));
  if (!form) {
    return undefined;
  }
  const time = line.slice(form.marks[0] === "[" ? 1 : 0, form.length).replace(/[ \]]+$/, "");
  const rest = line.slice(form.length);
  if (!form.host) {
    return { time, hostname: undefined, programName: undefined, log: rest };
  }
  return { time, ...hostAndProgram(rest.replace(/^ /, "")) };
}

function fits(line: string, { marks, longer }: TimeForm): boolean {
  return (
    line.length + 1 > longer &&
    Object.entries(marks).every(([at, mark]) => {
      const character = line[Number(at)] ?? "";
      return mark === "0" ? /\d/.test(character) : character === mark;
    })
  );
}

function hostAndProgram(rest: string): Omit<Header, "time"> {
  const bare = noHostname.exec(rest);
  if (bare) {
    return { hostname: undefined, programName: bare[1]!, log: withoutId(rest.slice(bare[0].length)) };
  }
  const host = withHostname.exec(rest);
  if (!host) {
    return { hostname: undefined, programName: undefined, log: rest };
  }
  const afterHost = rest.slice(host[0].length);
  const from = program.exec(afterHost);
  return {
    hostname: host[1]!,
    programName: from?.[1],
    log: from ? withoutId(afterHost.slice(from[0].length)) : afterHost,
  };
}

const withoutId = (log: string): string => log.replace(solarisId, "");
