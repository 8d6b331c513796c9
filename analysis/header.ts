/** What analysisd reads off the beginning of a syslog line (OS_CleanMSG of Wazuh 4). */
export interface Header {
  readonly time: string;
  readonly hostname: string | undefined;
  readonly programName: string | undefined;
  /** The line without its header. */
  readonly log: string;
}

/** The forms of time that a line may begin with; each ends before what follows it. */
const times = [
  /^(... .. ..:..:..) /, // Dec 29 10:00:01
  /^(\d... ... .. ..:..:..) /, // 2015 Dec 29 10:00:01
  /^(....-..-..T..:..:..[^.]..:..) /, // 2007-06-14T15:48:55-04:00
  /^(....-..-..T..:..:..\....[+-Z]?.{0,3}:..) /, // 2022-12-19T15:02:53.288+00:00
  /^(....-..-..T..:..:..\.......[+-]..:..) /, // 2009-05-22T09:36:46.214994-07:00
  /^(....-..-..T..:..:..\..{11}) /,
  /^(....-..-.. ..:..:..,...) /, // 2015-04-16 21:51:02,805
  /^(\d...-..-.. ..:..:..\.......[+-]....) /, // 2021-04-21 10:16:09.404756-0700
];

const name = "[-()./0-9@A-Z_a-z]";
const noHostname = new RegExp(`^(${name}*): `);
const withHostname = new RegExp(`^(${name}*) `);
const program = new RegExp(`^(${name}*)(?:: ?|\\[\\d+\\](?:: ?| ))`);
const solarisId = /^\[ID [^\]]*\]./;

/** Reads the header of a line; undefined where it does not begin with a time that Wazuh knows. */
export function readHeader(line: string): Header | undefined {
  const match = firstMatch(line);
  if (!match) {
    return undefined;
  }
  const time = match[1]!;
  const rest = line.slice(match[0].length).replace(/^ /, "");
  const bare = noHostname.exec(rest);
  if (bare) {
    return { time, hostname: undefined, programName: bare[1]!, log: withoutId(rest.slice(bare[0].length)) };
  }
  const host = withHostname.exec(rest);
  if (!host) {
    return { time, hostname: undefined, programName: undefined, log: rest };
  }
  const afterHost = rest.slice(host[0].length);
  const from = program.exec(afterHost);
  return {
    time,
    hostname: host[1]!,
    programName: from?.[1],
    log: from ? withoutId(afterHost.slice(from[0].length)) : afterHost,
  };
}

const withoutId = (log: string): string => log.replace(solarisId, "");

function firstMatch(line: string): RegExpExecArray | undefined {
  for (const time of times) {
    const match = time.exec(line);
    if (match) {
      return match;
    }
  }
  return undefined;
}
