import { createHash } from "node:crypto";
import type { Answer } from "../../http/exchange.ts";
import type { Feed } from "../feeds/feed.ts";
import { addFeed, allFeeds, changeFeed, defaultFeeds } from "../feeds/feed.ts";
import { cacheFeed, fetchFeed } from "../feeds/fetch.ts";
import type { Misp } from "../misp.ts";
import type { Actions, Call } from "./action.ts";
import { done, json } from "./action.ts";
import { mustAdminister } from "./caller.ts";
import { dataOf, textOf, truth } from "./data.ts";
import { MispError } from "./errors.ts";

/** `/feeds/…`. */
export const feedActions: Actions = {
  "feeds/index": ({ misp }) => json(allFeeds(misp.database).map((feed) => ({ Feed: feed }))),
  "feeds/view": ({ misp, request }) => json({ Feed: feedNamed(misp, request.passed[0]) }),
  "feeds/add": (call) => {
    mustAdminister(call.caller);
    const data = dataOf(call.request.data["Feed"] ?? call.request.data);
    const missing = ["name", "provider", "url"].filter((name) => textOf(data[name]) === "");
    if (missing.length > 0) {
      throw new MispError(403, "Could not add Feed", {
        before: { saved: false },
        after: { errors: Object.fromEntries(missing.map((name) => [name, ["Please enter a value."]])) },
        url: "/feeds/add",
      });
    }
    return json({ Feed: addFeed(call.misp.database, data) });
  },
  "feeds/edit": (call) => {
    mustAdminister(call.caller);
    const feed = feedNamed(call.misp, call.request.passed[0]);
    const data = dataOf(call.request.data["Feed"] ?? call.request.data);
    const flags = ["enabled", "caching_enabled", "lookup_visible", "publish"].filter(
      (name) => data[name] !== undefined,
    );
    const texts = ["name", "provider", "url", "distribution"].filter((name) => data[name] !== undefined);
    const change: Partial<Feed> = Object.fromEntries<boolean | string>([
      ...flags.map((name) => [name, truth(data[name])] as const),
      ...texts.map((name) => [name, textOf(data[name])] as const),
    ]);
    return json({ Feed: changeFeed(call.misp.database, feed, change) });
  },
  "feeds/delete": (call) => {
    mustAdminister(call.caller);
    const { id } = feedNamed(call.misp, call.request.passed[0]);
    call.misp.database.run("DELETE FROM feed_values WHERE feed_id = ?", Number(id));
    call.misp.database.run("DELETE FROM feeds WHERE id = ?", Number(id));
    return done(call.request, "Feed deleted.");
  },
  "feeds/loaddefaultfeeds": (call) => {
    mustAdminister(call.caller);
    const known = allFeeds(call.misp.database).map(({ url }) => url);
    defaultFeeds
      .filter(({ url }) => !known.includes(textOf(url)))
      .forEach((feed) => addFeed(call.misp.database, feed));
    return done(call.request, "Default feed metadata loaded.");
  },
  "feeds/enable": (call) => setEnabled(call, true),
  "feeds/disable": (call) => setEnabled(call, false),
  "feeds/cachefeeds": cacheFeeds,
  "feeds/fetchfromfeed": fetchFromFeed,
  "feeds/fetchfromallfeeds": async (call) => {
    mustAdminister(call.caller);
    for (const feed of allFeeds(call.misp.database).filter(({ enabled }) => enabled)) {
      await fetchFeed(call.misp, call.caller, feed);
    }
    return json({ result: "Fetching the feeds has successfully completed." });
  },
  "feeds/searchcaches": searchCaches,
};

function setEnabled(call: Call, enabled: boolean): Answer {
  mustAdminister(call.caller);
  const feed = feedNamed(call.misp, call.request.passed[0]);
  changeFeed(call.misp.database, feed, { enabled });
  const message = `Feed ${enabled ? "enable" : "disable"}d.`;
  return json({ name: message, message, url: call.request.url });
}

async function cacheFeeds(call: Call): Promise<Answer> {
  mustAdminister(call.caller);
  const scope = call.request.passed[0] ?? "freetext";
  const chosen = allFeeds(call.misp.database).filter(
    (feed) => feed.caching_enabled && (scope === "all" || feed.id === scope || feed.source_format === scope),
  );
  for (const feed of chosen) {
    try {
      await cacheFeed(call.misp, feed);
    } catch {
      throw new MispError(500, "Caching the feeds has failed.");
    }
  }
  return done(call.request, "Caching the feeds has successfully completed.");
}

async function fetchFromFeed(call: Call): Promise<Answer> {
  mustAdminister(call.caller);
  const feed = feedNamed(call.misp, call.request.passed[0]);
  if (!feed.enabled) {
    return json({ result: "Feed is currently not enabled. Make sure you enable it." });
  }
  try {
    const { added } = await fetchFeed(call.misp, call.caller, feed);
    const events = feed.source_format === "misp" && added > 0 ? ` Downloaded ${added} new event(s).` : "";
    return json({ result: `Fetching the feed has successfully completed.${events}` });
  } catch (error) {
    console.error(`The feed "${feed.name}" was not fetched: ${(error as Error).message}`);
    return json({ result: "Fetching the feed has failed." });
  }
}

/** One value gives a list of feeds; a list of values an object of them by value, and an empty list when there are none. */
function searchCaches({ misp, request }: Call): Answer {
  const asked = dataOf(request.data["Feed"] ?? request.data)["value"] ?? request.named["value"];
  if (!Array.isArray(asked)) {
    return json(hitsOf(misp, textOf(asked)));
  }
  const hits = asked.map(textOf).flatMap((value) => {
    const found = hitsOf(misp, value);
    return found.length === 0 ? [] : [[value.trim().toLowerCase(), found] as const];
  });
  return json(hits.length === 0 ? [] : Object.fromEntries(hits));
}

function hitsOf(misp: Misp, value: string): { readonly Feed: Record<string, unknown> }[] {
  const hash = createHash("md5").update(value.trim().toLowerCase()).digest("hex");
  const rows = misp.database.all("SELECT feed_id, event_uuid FROM feed_values WHERE hash = ?", hash);
  return allFeeds(misp.database)
    .filter(({ id, caching_enabled }) => caching_enabled && rows.some((row) => String(row["feed_id"]) === id))
    .map(({ id, name, url, source_format }) => {
      const isMisp = source_format === "misp";
      const uuids = rows
        .filter((row) => String(row["feed_id"]) === id)
        .map((row) => String(row["event_uuid"]));
      const base = `${misp.settings.baseUrl}/feeds`;
      return {
        Feed: {
          id,
          name,
          url,
          source_format,
          ...(isMisp ? { uuid: uuids } : {}),
          direct_urls: isMisp
            ? uuids.map((uuid) => ({ url: `${base}/previewEvent/${id}/${uuid}`, name: `Event ${uuid}` }))
            : [{ url: `${base}/previewIndex/${id}`, name: `Feed ${id}` }],
          type: isMisp ? "MISP Feed" : "Feed",
        },
      };
    });
}

function feedNamed({ database }: Misp, id = ""): Feed {
  const feed = allFeeds(database).find((one) => one.id === id);
  if (feed === undefined) {
    throw new MispError(404, "Invalid feed.");
  }
  return feed;
}
