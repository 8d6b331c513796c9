/** A feed of MISP's, in the form that `/feeds/add` takes: https://www.misp-project.org/feeds/ */
export interface Feed {
  readonly name: string;
  readonly provider: string;
  readonly url: string;
}

/**
 * Feeds that a lab can have by name. All are in MISP's own format: their events come published, while those of CSV and
 * text feeds do not, and what is not published is not found.
 */
export const feeds = {
  "circl-osint": {
    name: "CIRCL OSINT Feed",
    provider: "CIRCL",
    url: "https://www.circl.lu/doc/misp/feed-osint",
  },
  botvrij: {
    name: "The Botvrij.eu Data",
    provider: "Botvrij.eu",
    url: "https://www.botvrij.eu/data/feed-osint",
  },
  urlhaus: { name: "URLhaus", provider: "abuse.ch", url: "https://urlhaus.abuse.ch/downloads/misp/" },
  threatfox: { name: "Threatfox", provider: "abuse.ch", url: "https://threatfox.abuse.ch/downloads/misp/" },
  "malware-bazaar": {
    name: "MalwareBazaar",
    provider: "abuse.ch",
    url: "https://bazaar.abuse.ch/downloads/misp/",
  },
} as const satisfies Readonly<Record<string, Feed>>;

export type FeedName = keyof typeof feeds;
