import { StartProblem } from "../process/stand-in.ts";

/** What the stand-in starts with. */
export interface Settings {
  readonly address: string;
  readonly port: number;
  /** Where a browser reaches it, with a slash behind. */
  readonly externalUri: string;
  readonly rootUser: string;
  /** SHA-256 of the root user's password, in hexadecimal digits. */
  readonly rootPasswordSha2: string;
  /** The state lies here. */
  readonly data: string;
  /** How long messages are gathered before they are indexed, in milliseconds. */
  readonly flushInterval: number;
  /** How often due event definitions are looked for, in milliseconds. */
  readonly schedulerInterval: number;
  /** How soon a window is tried again for which nothing has arrived yet, in milliseconds. */
  readonly schedulerRetry: number;
  readonly allowLeadingWildcards: boolean;
}

/**
 * Reads Graylog's environment: https://go2docs.graylog.org/current/setting_up_graylog/server.conf.html
 * @throws {StartProblem} with the real one's reason for what it does not start with
 */
export function settingsFrom(environment: Readonly<Record<string, string | undefined>>): Settings {
  const text = (name: string): string | undefined => environment[`GRAYLOG_${name}`] || undefined;
  const secret = text("PASSWORD_SECRET");
  const password = text("ROOT_PASSWORD_SHA2");
  if (secret === undefined || secret.length < 16) {
    throw new StartProblem(
      'Invalid configuration: The minimum length for "password_secret" is 16 characters. Set GRAYLOG_PASSWORD_SECRET.',
    );
  }
  if (password === undefined || !/^[0-9a-f]{64}$/i.test(password)) {
    throw new StartProblem(
      'Invalid configuration: "root_password_sha2" is required and has 64 hexadecimal digits. Set GRAYLOG_ROOT_PASSWORD_SHA2.',
    );
  }
  const bind = text("HTTP_BIND_ADDRESS") ?? "0.0.0.0:9000";
  const colon = bind.lastIndexOf(":");
  const [address, port] = /:\d+$/.test(bind) ? [bind.slice(0, colon), bind.slice(colon + 1)] : [bind, "9000"];
  return {
    address: address.replace(/^\[(.*)\]$/, "$1"),
    port: Number(port),
    externalUri: text("HTTP_EXTERNAL_URI") ?? `http://${bind}/`,
    rootUser: text("ROOT_USERNAME") ?? "admin",
    rootPasswordSha2: password.toLowerCase(),
    data: "/usr/share/graylog/data",
    flushInterval: Number(text("OUTPUT_FLUSH_INTERVAL") ?? 1) * 1000,
    schedulerInterval: 1000,
    schedulerRetry: 5000,
    allowLeadingWildcards: text("ALLOW_LEADING_WILDCARD_SEARCHES") === "true",
  };
}
