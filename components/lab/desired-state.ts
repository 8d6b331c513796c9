import * as pulumi from "@pulumi/pulumi";
import type {
  DesiredAgents,
  DesiredGraylog,
  DesiredMisp,
  DesiredSharedMisp,
  DesiredState,
  DesiredTickets,
  DesiredWazuhDashboard,
  DesiredWazuhIndexer,
} from "../../configurator/desired.ts";
import { matchGroup } from "../../integration-script/enriched-event.ts";
import type { AgentConfiguration } from "../agents/configuration.ts";
import { desiredAgents } from "../agents/desired-agents.ts";
import { declaredGroup } from "../agents/enrolment.ts";
import type { FluentBit } from "../fluent-bit.ts";
import { graylogContent } from "../graylog/content.ts";
import type { GraylogEndpoint } from "../graylog/endpoint.ts";
import { matchPriorities } from "../graylog/priorities.ts";
import { labKeyFolder, lookupComment, lookupKeyPath, type MispEndpoint } from "../misp/endpoint.ts";
import { readTemplate } from "../template.ts";
import type { Ticketing } from "../ticketing.ts";
import type { WazuhDashboard } from "../wazuh-dashboard.ts";
import type { IndexerUser, WazuhIndexer } from "../wazuh-indexer.ts";
import type { WazuhManager } from "../wazuh-manager.ts";
import { wazuhUid } from "../wazuh/manager-files.ts";

/** What there is for the configurator to look after. */
export interface LabSystems {
  readonly misp: MispEndpoint | undefined;
  readonly graylog: GraylogEndpoint | undefined;
  readonly fluentBit: FluentBit | undefined;
  readonly ticketing: Ticketing | undefined;
  readonly indexer: WazuhIndexer | undefined;
  readonly dashboard: WazuhDashboard | undefined;
  readonly manager: WazuhManager | undefined;
  /** The agents that the manager must list. */
  readonly agents: readonly AgentConfiguration[];
}

export interface Pace {
  /** Seconds after which a system that is not ready has failed. */
  readonly deadline: number;
  /** Milliseconds between two runs of Graylog's event definition. */
  readonly schedule: number;
}

/** What the configurator brings a lab's systems to. */
export function desiredState(systems: LabSystems, { deadline, schedule }: Pace): pulumi.Output<DesiredState> {
  const { misp, graylog, fluentBit, ticketing, indexer, dashboard, manager, agents } = systems;
  return pulumi.output({
    misp: misp?.management && desiredMisp(misp, misp.management, deadline),
    sharedMisp: misp && desiredSharedMisp(misp, deadline),
    graylog: graylog && desiredGraylog(graylog, ticketing, { deadline, schedule }),
    tickets: graylog && ticketing && desiredTickets(graylog, ticketing, { deadline, schedule }),
    fluentBit: fluentBit && { url: fluentBit.url, deadline },
    wazuhIndexer: indexer && desiredIndexer(indexer, deadline),
    // Also without any: those that were declared before are removed.
    agents: manager?.enrolment.published && desiredOfAgents(manager, agents, deadline),
    wazuhDashboard: dashboard && indexer && desiredDashboard(dashboard, indexer, deadline),
  }) as pulumi.Output<DesiredState>;
}

function desiredOfAgents(
  { api }: WazuhManager,
  agents: readonly AgentConfiguration[],
  deadline: number,
): pulumi.Output<DesiredAgents> {
  return api.password.apply((password) => ({
    api: `${api.url}:${api.port}`,
    username: api.username,
    password,
    group: declaredGroup,
    agents: desiredAgents(agents),
    deadline,
  }));
}

/** Another lab's is asked with the key that was made for this one; of somebody else's nothing is looked after. */
function desiredSharedMisp(
  { api, lookup, management }: MispEndpoint,
  deadline: number,
): pulumi.Output<DesiredSharedMisp> | undefined {
  return management || lookup.kind !== "made"
    ? undefined
    : pulumi.output(api.url).apply((url) => ({ url, keyPath: lookupKeyPath, deadline }));
}

function desiredMisp(
  { api, lookup }: MispEndpoint,
  { administratorKey, events, feeds, comment, shared }: NonNullable<MispEndpoint["management"]>,
  deadline: number,
): pulumi.Output<DesiredMisp> {
  const group = wazuhUid;
  return pulumi.all([api.url, administratorKey]).apply(([url, key]) => ({
    url,
    key,
    events,
    feeds,
    ...(lookup.kind === "made" && { lookupKey: { path: lookupKeyPath, group, comment } }),
    ...(shared && {
      labKeys: {
        prefix: `${lookupComment} `,
        keys: shared.labs.map(({ lab }) => ({
          path: `${labKeyFolder(lab)}/key`,
          group,
          comment: `${lookupComment} ${lab}`,
        })),
      },
    }),
    deadline,
  }));
}

function desiredGraylog(
  { api, install, hasOwners, labs }: GraylogEndpoint,
  ticketing: Ticketing | undefined,
  { deadline, schedule }: Pace,
): pulumi.Output<DesiredGraylog> {
  return pulumi
    .all([
      api.url,
      api.username,
      api.password,
      ticketing?.receiver.token,
      // Outputs in a list that may be missing are not looked into by `all`.
      pulumi.output(labs?.map(({ lab, port, password }) => ({ lab, port, password }))),
    ])
    .apply(([url, username, password, token, known]) => ({
      api: url,
      username,
      password,
      ...(install && {
        content: graylogContent({
          receiver: ticketing && token !== undefined ? { url: ticketing.receiver.url, token } : undefined,
          schedule,
          gracePeriod: ticketing?.gracePeriod ?? 0,
          owners: hasOwners,
          ...(known && { labs: known }),
        }),
      }),
      deadline,
    }));
}

function desiredTickets(
  { api, stream }: GraylogEndpoint,
  { receiver }: Ticketing,
  { deadline, schedule }: Pace,
): pulumi.Output<DesiredTickets> {
  return pulumi
    .all([api.url, api.username, api.password, receiver.token, stream])
    .apply(([url, username, password, token, ofThisLab]) => ({
      api: url,
      username,
      password,
      ...(ofThisLab === undefined
        ? {
            stream: "misp matches",
            // Several runs of the event definitions, and time for the index and the notification.
            settled: 3 * schedule + 30_000,
          }
        : {
            stream: ofThisLab,
            query: `wazuh_rule_groups:${matchGroup}`,
            settled: 0,
            interval: schedule,
          }),
      desk: new URL(receiver.url).origin,
      token,
      priorities: matchPriorities,
      deadline,
    }));
}

function desiredIndexer(
  { api, administratorCertificate }: WazuhIndexer,
  deadline: number,
): pulumi.Output<DesiredWazuhIndexer> {
  const users = [api.administrator, api.dashboard, api.graylog].filter(
    (user): user is IndexerUser => user !== undefined,
  );
  return pulumi
    .all([pulumi.all(users), administratorCertificate])
    .apply(([known, administrator]) => ({ url: api.url, users: known, administrator, deadline }));
}

function desiredDashboard(
  { internalUrl }: WazuhDashboard,
  { api }: WazuhIndexer,
  deadline: number,
): pulumi.Output<DesiredWazuhDashboard> {
  const { name: username, password } = api.administrator;
  const savedObjects = readTemplate("wazuh-dashboard/saved-objects.ndjson");
  return password.apply((text) => ({ url: internalUrl, username, password: text, savedObjects, deadline }));
}
