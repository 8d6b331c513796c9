import { z } from "zod";
import { feeds, type FeedName } from "../misp/feeds.ts";
import { line } from "./fields.ts";

const feedNames = Object.keys(feeds) as [FeedName, ...FeedName[]];

/** `lab:misp`. */
export const mispSchema = z
  .strictObject({
    organisation: line()
      .regex(/^[^"'`\\$]{1,64}$/, {
        error: "1 to 64 characters without quotes, backslashes and dollar signs",
      })
      .default("Lab")
      .describe("Name of the administrator's organisation"),
    email: z
      .email({ error: "an e-mail address of letters, digits and . _ + -" })
      .regex(/^[A-Za-z0-9._+@-]+$/, { error: "an e-mail address of letters, digits and . _ + -" })
      .default("admin@lab.example")
      .describe("Name that MISP's administrator signs in with"),
    feeds: z
      .array(z.enum(feedNames))
      .default([])
      .describe(
        "Feeds that are fetched once and then each day; they need the internet, and the first fetch can take hours",
      ),
    indicators: z
      .array(
        line().regex(/\.(json|csv|txt)$/, {
          error:
            "the path of a file: .json with MISP events, .csv with a heading that has type and value, or .txt with `type,value` in each line",
        }),
      )
      .default([])
      .describe(
        "Files with indicators of your own, by their path from the project's folder: `.json` with MISP events, `.csv` with the columns type and value (and to_ids, category, comment), `.txt` with `type,value` in each line",
      ),
  })
  .prefault({})
  .describe("What MISP holds");
