import type { System } from "../converge.ts";
import type { DesiredGraylog } from "../desired.ts";
import type { HttpClient } from "../http-client.ts";
import { graylogClient } from "./client.ts";
import { ensureDashboards } from "./dashboards.ts";
import { ensureEventDefinitions, ensureNotifications, ensureUrlAllowlist } from "./events.ts";
import { ensureIndexSets, ensureMappings } from "./indices.ts";
import { ensureInputs, inputStates } from "./inputs.ts";
import { ensureLookupTables } from "./lookup-tables.ts";
import { removeFormerLabs } from "./former-labs.ts";
import { ensurePipelines } from "./pipelines.ts";
import { ensureReaders } from "./readers.ts";
import { ensureStreams } from "./streams.ts";

/**
 * Brings Graylog to its content, in the order in which its parts need each other. Whatever is there already and is as it
 * should be is left alone, so a second pass changes nothing. Without a content it is only asked whether it answers.
 *
 * The REST API of 7.1: unknown properties are refused, every write wants `X-Requested-By`, and some resources, not all,
 * come in a wrapper `{"entity": …}`.
 */
export function graylog(desired: DesiredGraylog): System {
  const http = graylogClient(desired);
  const { content } = desired;
  return {
    name: "graylog",
    deadline: desired.deadline,
    converge: async () => {
      const { version } = await http.get<{ version: string }>("/system");
      if (!content) {
        return `version ${version} answers`;
      }
      const indexSets = await ensureIndexSets(http, content.indexSets);
      await ensureMappings(http, content.mappings, indexSets);
      const inputs = await ensureInputs(http, content.inputs);
      const streams = await ensureStreams(http, content.streams, indexSets);
      await ensureLookupTables(http, content.lookupTables);
      await ensurePipelines(http, content, streams);
      await ensureUrlAllowlist(http, content.urlAllowlist);
      const notifications = await ensureNotifications(http, content.notifications);
      await ensureEventDefinitions(http, content.eventDefinitions, streams, notifications);
      await ensureDashboards(http, content.dashboards, streams);
      if (content.labs) {
        await ensureReaders(http, desired.api, content.labs.readers, streams);
        await removeFormerLabs(http, content.labs.titles, content);
      }
      const states = await inputStates(http, inputs);
      const down = states.filter(({ state }) => state !== "RUNNING");
      if (down.length > 0) {
        throw new Error(
          down.map(({ title, state, detail }) => `input ${title} is ${state}${detail}`).join("; "),
        );
      }
      const running = states.map(({ title }) => title).join(", ");
      const refused = await refusedMessages(http);
      return `version ${version} answers, input ${running} is RUNNING, ${content.eventDefinitions.length} event definitions${refused}`;
    },
  };
}

/** What the index has refused, with the last reason, by `/system/indexer/failures`; nothing when it has refused nothing. */
async function refusedMessages(http: HttpClient): Promise<string> {
  const { total, failures } = await http.get<{ total: number; failures: { message: string }[] }>(
    "/system/indexer/failures?limit=1&offset=0",
  );
  return total === 0
    ? ""
    : `; its index has refused ${total} messages, the last because of: ${failures[0]?.message.slice(0, 300) ?? "?"}`;
}
