/**
 * What the configurator is told to bring the lab's systems to: the contract between the program, which writes it into the
 * container, and the configurator, which reads it there. A system that is absent is not looked after.
 */
export interface DesiredState {
  readonly misp?: DesiredMisp;
  readonly graylog?: DesiredGraylog;
  readonly fluentBit?: DesiredFluentBit;
  readonly agents?: DesiredAgents;
}

interface Desired {
  /** Seconds from the configurator's start after which a system that is not ready counts as failed. */
  readonly deadline: number;
}

export interface DesiredMisp extends Desired {
  /** Address of MISP inside the lab, such as `https://misp`. */
  readonly url: string;
  /** Key of a user who may add events. */
  readonly key: string;
  /** The lab's own indicators, as MISP events that are found again by their UUID. */
  readonly events: readonly MispEvent[];
}

/** The part of a MISP event that the lab writes: https://www.misp-project.org/openapi/, `Event`. */
export interface MispEvent {
  readonly uuid: string;
  readonly info: string;
  /** `1` high, `2` medium, `3` low, `4` undefined. */
  readonly threat_level_id: string;
  readonly date: string;
  readonly Tag?: readonly { readonly name: string }[];
  readonly Attribute: readonly MispAttribute[];
}

export interface MispAttribute {
  readonly uuid: string;
  readonly type: string;
  readonly category: string;
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
  readonly content: GraylogContent;
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
  readonly streams: readonly (Titled & { readonly indexSet: string })[];
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
