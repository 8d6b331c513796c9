import { StartProblem } from "../process/stand-in.ts";

/** What the stand-in starts with. */
export interface Settings {
  /** What answers and links begin with, such as `https://misp.lab`. */
  readonly baseUrl: string;
  readonly adminEmail: string;
  readonly adminOrganisation: string;
  /** The site admin's key; without one the real one makes its own, which nobody outside learns. */
  readonly adminKey: string | undefined;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly redirectToHttps: boolean;
  /** `cert.pem` and `key.pem` are read from here. */
  readonly certificates: string;
  /** The state lies here. */
  readonly files: string;
  /** How long only the heartbeat answers, in seconds. */
  readonly startSeconds: number;
  /** Added to every answer to a request with a good key, in milliseconds. */
  readonly delay: number;
}

/**
 * Reads misp-docker's environment: https://github.com/MISP/misp-docker (template.env).
 * @throws {StartProblem} with a full sentence for a value that misp-docker would fail on
 */
export function settingsFrom(environment: Readonly<Record<string, string | undefined>>): Settings {
  const text = (name: string): string | undefined => environment[name] || undefined;
  const key = text("ADMIN_KEY");
  if (key !== undefined && !/^[A-Za-z0-9]{40}$/.test(key)) {
    throw new StartProblem(
      `ADMIN_KEY has ${key.length} characters, but an authentication key of MISP has exactly 40 letters and digits: set one that has.`,
    );
  }
  return {
    baseUrl: text("BASE_URL") ?? "https://localhost",
    adminEmail: text("ADMIN_EMAIL") ?? "admin@admin.test",
    adminOrganisation: text("ADMIN_ORG") ?? "ORGNAME",
    adminKey: key,
    httpPort: Number(text("CORE_HTTP_CONTAINER_PORT") ?? 80),
    httpsPort: Number(text("CORE_HTTPS_CONTAINER_PORT") ?? 443),
    redirectToHttps: text("DISABLE_SSL_REDIRECT") !== "true",
    certificates: "/etc/nginx/certs",
    files: "/var/www/MISP/app/files",
    startSeconds: Number(text("REHEARSAL_MISP_START_SECONDS") ?? 1),
    delay: Number(text("REHEARSAL_MISP_DELAY_MILLISECONDS") ?? 0),
  };
}
