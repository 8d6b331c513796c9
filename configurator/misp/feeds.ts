import type { MispFeed } from "../desired.ts";
import type { HttpClient } from "../http-client.ts";

interface StoredFeed {
  readonly Feed: { readonly id: string; readonly url: string; readonly enabled: boolean };
}

/**
 * Adds feeds that are not there and enables those that are not enabled, and has each one fetched then; MISP fetches all of
 * them again each day. A fetch goes on in the background, for minutes or hours, and is not waited for.
 */
export async function ensureFeeds(http: HttpClient, feeds: readonly MispFeed[]): Promise<void> {
  if (feeds.length === 0) {
    return;
  }
  const stored = await http.get<StoredFeed[]>("/feeds/index");
  for (const feed of feeds) {
    const there = stored.find(({ Feed }) => Feed.url === feed.url)?.Feed;
    if (there?.enabled) {
      continue;
    }
    const id = there?.id ?? (await addFeed(http, feed));
    if (there) {
      await http.post(`/feeds/enable/${id}`);
    }
    await http.post(`/feeds/fetchFromFeed/${id}`);
  }
}

async function addFeed(http: HttpClient, { name, provider, url }: MispFeed): Promise<string> {
  const added = await http.post<StoredFeed>("/feeds/add", {
    Feed: {
      name,
      provider,
      url,
      source_format: "misp",
      input_source: "network",
      enabled: true,
      // Read by the search of the web pages alone; the daily fetch brings the values themselves.
      caching_enabled: false,
      distribution: "0",
      fixed_event: false,
    },
  });
  return added.Feed.id;
}
