/**
 * What the desk is told by the program, in a file that only it can read: the contract between
 * components/ticketing.ts, which writes it, and the desk.
 */
export interface DeskSettings {
  /** Name of the lab: with it two labs tell their tickets apart in one ticket system. */
  readonly lab: string;
  /** Address of Graylog's web pages, for links; empty where there is none. */
  readonly graylog: string;
  /** Seconds after a ticket system was told of a ticket in which it is not told of repeats. */
  readonly gracePeriod: number;
  readonly adapter: AdapterSettings;
}

/** Where tickets go beside the desk's own list. */
export type AdapterSettings =
  | { readonly adapter: "list" }
  | GitHubSettings
  | GitLabSettings
  | JiraSettings
  | IrisSettings
  | WebhookSettings;

interface Server {
  /** Base address of its API, without a slash behind. */
  readonly url: string;
  readonly token: string;
}

export interface GitHubSettings extends Server {
  readonly adapter: "github";
  /** `owner/name`. */
  readonly repository: string;
  readonly labels: readonly string[];
}

export interface GitLabSettings extends Server {
  readonly adapter: "gitlab";
  /** Path of the project, such as `group/name`, or its number. */
  readonly project: string;
  readonly labels: readonly string[];
}

export interface JiraSettings extends Server {
  readonly adapter: "jira";
  /** Account that the token is of. */
  readonly email: string;
  /** Key of the project, such as `SOC`. */
  readonly project: string;
  readonly issueType: string;
  readonly labels: readonly string[];
}

export interface IrisSettings extends Server {
  readonly adapter: "iris";
  /** Number of the customer that alerts belong to. */
  readonly customer: number;
}

export interface WebhookSettings {
  readonly adapter: "webhook";
  readonly url: string;
  /** Sent as `Authorization: Bearer`, where there is one. */
  readonly token?: string;
}
