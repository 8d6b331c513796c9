/** What an agent asks authd for. */
export interface EnrolmentRequest {
  readonly name: string;
  readonly groups: readonly string[];
}

/** An answer that begins with `ERROR:`. Its message is authd's own. */
export class EnrolmentRefused extends Error {
  override readonly name = "EnrolmentRefused";
}

/** What authd needs to know to judge a request. */
export interface EnrolmentTerms {
  /** Undefined where none is asked for. */
  readonly password: string | undefined;
  /** Release of the manager: an agent may not be newer. */
  readonly version: string;
  readonly hasGroup: (name: string) => boolean;
}

const newer = (version: string, than: string): boolean => {
  const [a, b] = [version, than].map((text) => text.replace(/^v/, "").split(".").map(Number));
  const at = [0, 1, 2].find((part) => (a![part] ?? 0) !== (b![part] ?? 0));
  return at !== undefined && (a![at] ?? 0) > (b![at] ?? 0);
};

/**
 * Reads `OSSEC PASS: <password> OSSEC A:'<name>' V:'<version>' G:'<group>,<group>' IP:'…' K:'…'`; from V on all may be
 * missing. w_auth_parse_data and w_auth_validate_groups in src/os_auth/auth.c of wazuh/wazuh 4.14.
 */
export function readEnrolmentRequest(text: string, terms: EnrolmentTerms): EnrolmentRequest {
  const asked = withoutPassword(text.replace(/[\0\r\n]+$/, ""), terms.password);
  const [, name, fields] = /^OSSEC A:'([^']*)'(.*)$/s.exec(asked) ?? refuse("Invalid request for new agent");
  if (!/^[\w.-]{2,128}$/.test(name!)) {
    return refuse(`Invalid agent name: ${name!}`);
  }
  const field = (letter: string) => new RegExp(`(?:^| )${letter}:'([^']*)'`).exec(fields!)?.[1];
  const version = field("V");
  if (version !== undefined && newer(version, terms.version)) {
    return refuse("Agent version must be lower or equal to manager version");
  }
  const groups = (field("G") ?? "").split(",").filter((group) => group !== "");
  const malformed = groups.find((group) => !/^[\w.-]+$/.test(group) || group === "." || group === "..");
  if (malformed !== undefined) {
    return refuse(`Invalid group name: ${malformed}`);
  }
  const unknown = groups.find((group) => !terms.hasGroup(group));
  return unknown === undefined ? { name: name!, groups } : refuse(`Invalid group: ${unknown}`);
}

function withoutPassword(text: string, password: string | undefined): string {
  if (password === undefined) {
    return text;
  }
  const given = `OSSEC PASS: ${password} `;
  return text.startsWith(given) ? text.slice(given.length) : refuse("Invalid password");
}

function refuse(why: string): never {
  throw new EnrolmentRefused(`ERROR: ${why}`);
}
