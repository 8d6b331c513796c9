/**
 * What the configurator is told to bring the lab's systems to: the contract between the program, which writes it into the
 * container, and the configurator, which reads it there. A system that is absent is not looked after.
 */
export interface DesiredState {
  readonly misp?: DesiredMisp;
  readonly sharedMisp?: DesiredSharedMisp;
  readonly graylog?: DesiredGraylog;
  readonly tickets?: DesiredTickets;
  readonly fluentBit?: DesiredFluentBit;
  readonly wazuhIndexer?: DesiredWazuhIndexer;
  readonly wazuhDashboard?: DesiredWazuhDashboard;
  readonly agents?: DesiredAgents;
}

interface Desired {
  /** Seconds from the configurator's start after which a system that is not ready counts as failed. */
  readonly deadline: number;
}

export interface DesiredMisp extends Desired {
  /** Address of MISP inside the lab, such as `https://misp`. */
  readonly url: string;
  /** Key of a user who may add events, and of an administrator where there are feeds or a key to make. */
  readonly key: string;
  /** The lab's own indicators, as MISP events that are found again by their UUID. */
  readonly events: readonly MispEvent[];
  /** Feeds that are fetched, found again by their address. */
  readonly feeds: readonly MispFeed[];
  /** A key that may only read, which the configurator has MISP make. */
  readonly lookupKey?: LookupKey;
  /**
   * Keys that may only read for the labs that this MISP is shared with; one whose comment begins with `prefix` and that is
   * not among them is removed.
   */
  readonly labKeys?: { readonly prefix: string; readonly keys: readonly LookupKey[] };
}

/** MISP of another lab, which is only asked. */
export interface DesiredSharedMisp extends Desired {
  /** Address inside this lab, such as `https://misp.teacher.lab`. */
  readonly url: string;
  /** File with this lab's key, which the other lab's configurator has MISP make. */
  readonly keyPath: string;
}

/** A feed in MISP's own format. */
export interface MispFeed {
  readonly name: string;
  readonly provider: string;
  readonly url: string;
}

export interface LookupKey {
  /** File that holds it. */
  readonly path: string;
  /** Numeric group that may read the file. @default - the process' own */
  readonly group?: number;
  /** What it is found again by in MISP. */
  readonly comment: string;
}

/** The part of a MISP event that the lab writes: https://www.misp-project.org/openapi/, `Event`. */
export interface MispEvent {
  readonly uuid: string;
  readonly info: string;
  /** `1` high, `2` medium, `3` low, `4` undefined. */
  readonly threat_level_id: string;
  /** Day, such as `2026-11-24`. @default - the day on which it is added */
  readonly date?: string;
  readonly Tag?: readonly { readonly name: string }[];
  readonly Attribute: readonly MispAttribute[];
}

export interface MispAttribute {
  readonly uuid: string;
  readonly type: string;
  /** @default - the type's own */
  readonly category?: string;
  readonly value: string;
  readonly to_ids: boolean;
  readonly comment?: string;
}

export interface DesiredFluentBit extends Desired {
  /** Address of its HTTP server inside the lab, such as `http://fluent-bit:2020`. */
  readonly url: string;
}

export interface DesiredGraylog extends Desired {
  /** Address of the REST API, such as `http://graylog:9000/api`. */
  readonly api: string;
  readonly username: string;
  readonly password: string;
  /** @default - Graylog is only asked, and nothing in it is changed */
  readonly content?: GraylogContent;
}

/** What proves that every match has its ticket. */
export interface DesiredTickets extends Desired, Pick<DesiredGraylog, "api" | "username" | "password"> {
  /** Stream that the matches are in. */
  readonly stream: string;
  /** Which of the stream's messages are matches. @default - all of them */
  readonly query?: string;
  /**
   * Milliseconds after which matches are looked for again, where the desk is told of them by nobody else: the Graylog is
   * another lab's, which does not reach it. @default - Graylog tells of each, and this only proves it
   */
  readonly interval?: number;
  /** Address of the ticket desk inside the lab, such as `http://ticket-desk:8080`, and what it wants to see. */
  readonly desk: string;
  readonly token: string;
  /** Milliseconds after which Graylog itself should have told of a match. */
  readonly settled: number;
  readonly priorities: readonly MatchPriority[];
}

/** Graylog's priority of the matches of one of MISP's threat levels. */
export interface MatchPriority {
  /** Title of the event definition. */
  readonly title: string;
  /** @default - every level that has no priority of its own */
  readonly threatLevel?: string;
  readonly priority: number;
}

export interface DesiredWazuhIndexer extends Desired {
  /** Address inside the lab, such as `https://wazuh.indexer:9200`. */
  readonly url: string;
  readonly users: readonly DesiredIndexerUser[];
  /** What proves the administrator: with it a user's password can be set without knowing any. PEM. */
  readonly administrator: { readonly certificate: string; readonly privateKey: string };
}

export interface DesiredIndexerUser {
  readonly name: string;
  readonly description: string;
  readonly password: string;
  /** bcrypt of the password. */
  readonly hash: string;
  readonly backendRoles: readonly string[];
}

export interface DesiredWazuhDashboard extends Desired {
  /** Address inside the lab, such as `https://wazuh.dashboard:5601`. */
  readonly url: string;
  /** Who may ask for its state and write its saved objects: a user of the indexer. */
  readonly username: string;
  readonly password: string;
  /** Its saved objects as an export has them: a line of JSON for each. */
  readonly savedObjects: string;
}

/** Graylog's content as templates/graylog/content.yaml has it; parts refer to each other by title. */
export interface GraylogContent {
  readonly indexSets: readonly Titled[];
  readonly mappings: readonly {
    readonly indexSet: string;
    readonly type: string;
    readonly fields: readonly string[];
  }[];
  readonly inputs: readonly (Titled & { readonly staticFields: Readonly<Record<string, string>> })[];
  readonly streams: readonly (Titled & {
    readonly indexSet: string;
    readonly rules: readonly Readonly<Record<string, unknown>>[];
  })[];
  /** Source of each pipeline rule by the name that pipelines call it by. */
  readonly rules: Readonly<Record<string, string>>;
  readonly pipelines: readonly {
    readonly title: string;
    readonly streams: readonly string[];
    readonly stages: readonly {
      readonly stage: number;
      readonly match: string;
      readonly rules: readonly string[];
    }[];
  }[];
  readonly urlAllowlist: readonly { readonly title: string; readonly type: string; readonly value: string }[];
  readonly notifications: readonly Titled[];
  readonly eventDefinitions: readonly EventDefinition[];
  readonly lookupTables: readonly LookupTable[];
  readonly dashboards: readonly Dashboard[];
  /** What belongs to the labs that this Graylog is shared with. @default - it is shared with none */
  readonly labs?: {
    /** What begins the titles of their inputs and streams: one that is not in the content any more is removed. */
    readonly titles: string;
    readonly readers: readonly Reader[];
  };
}

/** Who may read some streams, and change nothing. */
export interface Reader {
  readonly username: string;
  readonly password: string;
  /** Titles of the streams. */
  readonly streams: readonly string[];
}

/** A lookup table over a CSV file, whose columns are `agent` and `owner`. */
export interface LookupTable {
  readonly title: string;
  /** What pipeline rules call it by. */
  readonly name: string;
  /** Where Graylog finds the file. */
  readonly path: string;
}

export interface Dashboard {
  readonly title: string;
  readonly summary: string;
  /** Seconds up to now that it shows. */
  readonly range: number;
  readonly widgets: readonly Widget[];
}

/** One widget: what is counted, of which messages, and how that is shown. */
export interface Widget {
  readonly title: string;
  readonly chart: "numeric" | "bar" | "line" | "table" | "messages";
  readonly stream: string;
  /** @default - all messages of the stream */
  readonly query?: string;
  /** Whether each row is a piece of time. @default false */
  readonly time?: boolean;
  /** Fields whose values are the rows. @default - none */
  readonly rows?: readonly string[];
  /** Fields whose values are the columns. @default - none */
  readonly columns?: readonly string[];
  /** What is computed, such as `count()` or `max(field)`; not for messages. */
  readonly series?: readonly string[];
  /** Fields of messages that are shown. */
  readonly fields?: readonly string[];
  /** Column, row, width and height, of twelve columns. */
  readonly at: readonly [column: number, row: number, width: number, height: number];
}

/** A thing of Graylog's that is found again by its title; all other properties go to Graylog as they are. */
export interface Titled {
  readonly title: string;
  readonly [property: string]: unknown;
}

export interface EventDefinition extends Titled {
  readonly streams: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  /** Field of the event to the template of its value. */
  readonly fields: Readonly<Record<string, string>>;
  readonly key: readonly string[];
  readonly notifications: readonly string[];
}

/** What Wazuh's manager must list: the agents that the lab declares, and none that it declared before. */
export interface DesiredAgents extends Desired {
  /** Address of the manager's API inside the lab, such as `https://wazuh.manager:55000`. */
  readonly api: string;
  readonly username: string;
  readonly password: string;
  /** Group of every agent that the lab declares: one in it that is not declared is removed. */
  readonly group: string;
  readonly agents: readonly DesiredAgent[];
}

export interface DesiredAgent extends Desired {
  readonly name: string;
  /** Groups that it must be in, whatever others it has. */
  readonly groups: readonly string[];
}
