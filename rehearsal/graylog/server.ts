import { join } from "node:path";
import { serve } from "../http/serve.ts";
import type { Clock } from "./clock.ts";
import { Scheduler } from "./events/scheduler.ts";
import type { Graylog } from "./graylog.ts";
import { Indices } from "./index/indices.ts";
import { Inputs } from "./inputs/inputs.ts";
import { Processor } from "./messages/processor.ts";
import { Search } from "./query/search.ts";
import { graylogHandler } from "./rest/api.ts";
import type { Settings } from "./settings.ts";
import { State } from "./store/state.ts";

/** A server at work. */
export interface GraylogServer {
  readonly graylog: Graylog;
  readonly port: number;
  stop(): Promise<void>;
}

const maxBody = 16 * 1024 * 1024;

/** Starts the server: the state is opened, the inputs listen, messages and events are worked on. */
export async function startServer(
  settings: Settings,
  clock: Clock,
  log: (line: string) => void,
): Promise<GraylogServer> {
  const state = new State(join(settings.data, "rehearsal"));
  state.setUp(clock());
  const warn = (message: string): void => log(`WARN : ${message}`);
  const indices = new Indices(state.database);
  const search = new Search(state.database, indices, settings.allowLeadingWildcards);
  const processor = new Processor(state, indices, clock, warn);
  const inputs = new Inputs(state, processor, clock, warn);
  const scheduler = new Scheduler(state, search, indices, processor, clock, settings.schedulerRetry, warn);
  const graylog: Graylog = {
    settings,
    clock,
    startedAt: clock(),
    state,
    indices,
    search,
    processor,
    inputs,
    scheduler,
  };
  const served = await serve(graylogHandler(graylog), {
    address: settings.address,
    port: settings.port,
    maxBody,
  });
  await inputs.startAll();
  const timers = [
    setInterval(() => processor.flush(), settings.flushInterval),
    setInterval(() => scheduler.runDue(), settings.schedulerInterval),
  ];
  log(`Graylog server up and running: listening on ${served.port}.`);
  return {
    graylog,
    port: served.port,
    stop: async () => {
      timers.forEach((timer) => clearInterval(timer));
      await Promise.all([served.close(), inputs.stopAll()]);
      processor.flush();
      await scheduler.stop();
      state.database.close();
    },
  };
}
