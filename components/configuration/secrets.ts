import { z } from "zod";

/** One secret of a lab: how it is made when nobody gives it, and what may be given. */
export interface SecretKind {
  readonly description: string;
  /** Number of characters that are drawn. */
  readonly length: number;
  /** Characters that are drawn from. @default - letters and digits */
  readonly alphabet?: string;
  /** Put behind what is drawn, where a rule wants kinds of characters that may not come up by chance. */
  readonly ending?: string;
  readonly allowed: RegExp;
  /** What `allowed` means, as the end of "it must be". */
  readonly must: string;
}

/**
 * Characters that pass unchanged through the images' start scripts, which put passwords unquoted into shell, sed, YAML,
 * SQL and addresses.
 */
const plain = (minimum: number, maximum: number): Pick<SecretKind, "allowed" | "must"> => ({
  allowed: new RegExp(`^[A-Za-z0-9_][A-Za-z0-9._-]{${minimum - 1},${maximum - 1}}$`),
  must: `${minimum} to ${maximum} letters, digits, points, underscores and hyphens, a hyphen not first: the image's start script changes others`,
});

const password = (description: string): SecretKind => ({ description, length: 32, ...plain(12, 64) });

/** Text that nothing but its system reads, and a person types. */
const typed = (description: string): SecretKind => ({
  description,
  length: 24,
  // eslint-disable-next-line no-control-regex
  allowed: /^[^\u0000-\u001f\u007f-][^\u0000-\u001f\u007f]{11,71}$/,
  must: "12 to 72 characters without line breaks, a hyphen not first",
});

const hexadecimal = "0123456789abcdef";

/**
 * Every secret of a lab. Each is made once, stays the same and is encrypted in the state; each can be given under
 * `lab:secrets`. Its resource has the same name with hyphens.
 */
export const secretTable = {
  wazuhManagerEnrolmentPassword: password("Password that agents enrol with"),
  wazuhApiPassword: {
    description: "Password of Wazuh's API, of the user `wazuh-wui`",
    length: 28,
    ending: "aA1.",
    allowed: /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[._-])[A-Za-z0-9_][A-Za-z0-9._-]{11,63}$/,
    must: "12 to 64 letters, digits, points, underscores and hyphens, with a small and a capital letter, a digit and one of the others, a hyphen not first: Wazuh's own rule",
  },
  wazuhIndexerAdminPassword: password(
    "Password of the indexer's user `admin`: signs in to Wazuh's dashboard",
  ),
  wazuhIndexerDashboardPassword: password("Password that the dashboard shows the indexer"),
  wazuhDashboardCookiePassword: {
    description: "Key that the dashboard encrypts its sessions with",
    length: 48,
    ...plain(32, 64),
  },
  wazuhIndexerGraylogPassword: password("Password that Graylog shows the indexer, where it stores there"),
  /** Makes the indexer's password hashes stable, and each stack's its own. */
  wazuhIndexerSalt: { description: "Salt of the indexer's password hashes", length: 32, ...plain(32, 64) },
  mispAdminPassword: typed("Password of MISP's administrator"),
  mispAdminKey: {
    description: "Key of MISP's administrator for its API",
    length: 40,
    allowed: /^[A-Za-z0-9]{40}$/,
    must: "exactly 40 letters and digits",
  },
  mispDatabasePassword: password("Password of MISP's database; it cannot be changed later"),
  mispDatabaseRootPassword: password("Password of root in MISP's database; it cannot be changed later"),
  mispCachePassword: password("Password of MISP's cache"),
  mispSupervisorPassword: password("Password of the process supervisor inside MISP's container"),
  mispEncryptionKey: {
    description: "Key that MISP encrypts other servers' keys with; it cannot be changed later",
    length: 48,
    ...plain(32, 64),
  },
  mispSalt: {
    description: "Salt of MISP's older password hashes; it cannot be changed later",
    length: 48,
    ...plain(32, 64),
  },
  mispGpgPassphrase: password("Passphrase of MISP's signing key; it cannot be changed later"),
  graylogAdminPassword: typed("Password of Graylog's user `admin`"),
  graylogPasswordSecret: {
    description: "Secret that Graylog encrypts with; it cannot be changed later",
    length: 96,
    ...plain(64, 128),
  },
  graylogDatabasePassword: password("Password of Graylog's database; it cannot be changed later"),
  ticketDeskToken: {
    description: "Token that the ticket desk wants to see",
    length: 40,
    ...plain(20, 128),
  },
  /** Not secret, but made once for a stack too. */
  mispUuid: {
    description: "UUID of this MISP among others, as 32 hexadecimal digits; it cannot be changed later",
    length: 32,
    alphabet: hexadecimal,
    allowed: /^[0-9a-f]{32}$/,
    must: "32 hexadecimal digits",
  },
} as const satisfies Readonly<Record<string, SecretKind>>;

export type SecretName = keyof typeof secretTable;

const field = ({ allowed, must, description }: SecretKind) =>
  z.string().regex(allowed, { error: must }).optional().describe(description);

/** `lab:secrets`: whatever is not given is made. */
export const secretsSchema = z
  .strictObject(
    Object.fromEntries(Object.entries(secretTable).map(([name, kind]) => [name, field(kind)])) as Record<
      SecretName,
      ReturnType<typeof field>
    >,
  )
  .prefault({})
  .describe(
    "Secrets of your own in place of the lab's; set each with `pulumi config set --secret --path lab:secrets.<name>`",
  );
