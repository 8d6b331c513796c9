import { createHash } from "node:crypto";
import type { Misp } from "../misp.ts";
import { nowOf } from "../misp.ts";
import type { Caller } from "../rest/caller.ts";
import type { Data } from "../rest/data.ts";
import { dataOf, textOf } from "../rest/data.ts";
import { addAttribute } from "../store/attributes.ts";
import { addEvent, findEvent } from "../store/events.ts";
import type { Feed } from "./feed.ts";
import { changeFeed } from "./feed.ts";
import { csvValues, freetextValues, guessType, readFeedFile } from "./source.ts";

/** What a fetch did. */
export interface Fetched {
  readonly added: number;
  readonly updated: number;
}

/** Brings a feed's content in: MISP events as they are, published; values of other feeds into an unpublished event. */
export async function fetchFeed(misp: Misp, caller: Caller, feed: Feed): Promise<Fetched> {
  return feed.source_format === "misp"
    ? await fetchEvents(misp, caller, feed)
    : await fetchValues(misp, caller, feed);
}

/** Remembers a feed's values for `searchCaches`, by the MD5 of each as the feed wrote it. */
export async function cacheFeed(misp: Misp, feed: Feed): Promise<void> {
  const hashes = await hashesOf(feed);
  misp.database.together(() => {
    misp.database.run("DELETE FROM feed_values WHERE feed_id = ?", Number(feed.id));
    for (const [hash, uuid] of hashes) {
      misp.database.run(
        "INSERT OR IGNORE INTO feed_values (feed_id, hash, event_uuid) VALUES (?, ?, ?)",
        Number(feed.id),
        hash,
        uuid,
      );
    }
  });
  changeFeed(misp.database, feed, { cache_timestamp: String(nowOf(misp)) });
}

async function hashesOf(feed: Feed): Promise<(readonly [hash: string, uuid: string])[]> {
  if (feed.source_format === "misp") {
    const lines = (await readFeedFile(feed, "hashes.csv"))
      .split(/\r?\n/)
      .filter((line) => line.includes(","));
    return lines.map(
      (line) => [line.slice(0, line.indexOf(",")), line.slice(line.indexOf(",") + 1)] as const,
    );
  }
  const values = await valuesOf(feed);
  return values.map((value) => [createHash("md5").update(value).digest("hex"), ""] as const);
}

async function valuesOf(feed: Feed): Promise<string[]> {
  const text = await readFeedFile(feed);
  return feed.source_format === "csv" ? csvValues(text, feed) : freetextValues(text);
}

async function fetchEvents(misp: Misp, caller: Caller, feed: Feed): Promise<Fetched> {
  const manifest = JSON.parse(await readFeedFile(feed, "manifest.json")) as Record<string, unknown>;
  const author = { userId: caller.userId, organisationId: caller.organisationId, now: nowOf(misp) };
  let added = 0;
  for (const uuid of Object.keys(manifest).filter((one) => /^[0-9a-f-]{36}$/i.test(one))) {
    if (findEvent(misp.database, uuid) === undefined) {
      const event = dataOf((JSON.parse(await readFeedFile(feed, `${uuid}.json`)) as Data)["Event"]);
      const published = { ...event, published: true, distribution: feed.distribution };
      misp.database.together(() => void addEvent(misp.database, published, author));
      added += 1;
    }
  }
  return { added, updated: 0 };
}

async function fetchValues(misp: Misp, caller: Caller, feed: Feed): Promise<Fetched> {
  const values = await valuesOf(feed);
  const now = nowOf(misp);
  const author = { userId: caller.userId, organisationId: caller.organisationId, now };
  let added = 0;
  misp.database.together(() => {
    const known = feed.fixed_event ? findEvent(misp.database, feed.event_id) : undefined;
    const event = {
      info: `${feed.name} feed`,
      analysis: 2,
      threat_level_id: 4,
      distribution: feed.distribution,
      published: feed.publish,
    };
    const made = known === undefined ? addEvent(misp.database, event, author) : { id: Number(known["id"]) };
    if (!("id" in made)) {
      return;
    }
    changeFeed(misp.database, feed, { event_id: feed.fixed_event ? String(made.id) : "0" });
    for (const value of values) {
      const type = guessType(value);
      const attribute = { type: type ?? "other", value, to_ids: textOf(type) !== "" };
      if ("id" in addAttribute(misp.database, attribute, { eventId: made.id, objectId: 0, now })) {
        added += 1;
      }
    }
  });
  return { added, updated: 0 };
}
