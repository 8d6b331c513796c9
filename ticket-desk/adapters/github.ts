import { z } from "zod";
import type { GitHubSettings } from "../settings.ts";
import type { TicketAdapter } from "./adapter.ts";
import { adapterHttp } from "./http.ts";
import { anyIsMarked, pageSize } from "./marks.ts";
import { markdownBody, markdownComment, markdownTitle } from "./markdown.ts";

const issue = z.object({ number: z.number(), html_url: z.string() });
const comments = z.array(z.object({ body: z.string().nullish() }));

/**
 * Issues of a GitHub repository. The reference is a label of its own, by which an issue is found again: a list of issues is
 * complete at once, while GitHub's search lags behind.
 *
 * @see https://docs.github.com/en/rest/issues/issues
 * @see https://docs.github.com/en/rest/issues/comments
 */
export function github({ url, token, repository, labels }: GitHubSettings): TicketAdapter {
  const http = adapterHttp(
    url,
    {
      Accept: "application/vnd.github+json",
      Authorization: `Bearer ${token}`,
      "X-GitHub-Api-Version": "2022-11-28",
    },
    {
      401: "The token is not valid, or no longer: give another as lab:ticketing.token.",
      403: "The token needs the permission to write issues of this repository; labels need write access to it.",
      404: "There is no such repository, or the token may not read it: look at lab:ticketing.repository.",
      410: "Issues are switched off in this repository.",
    },
  );
  const path = `/repos/${repository}/issues`;
  return {
    place: `github ${url} ${repository}`,
    find: async (reference) => {
      const query = new URLSearchParams({
        labels: reference,
        state: "all",
        per_page: "1",
        sort: "created",
        direction: "asc",
      });
      const [found] = await http.get(`${path}?${query.toString()}`, z.array(issue));
      return found && ticketOf(found);
    },
    open: async (draft) =>
      ticketOf(
        await http.post(
          path,
          { title: markdownTitle(draft), body: markdownBody(draft), labels: [...labels, draft.reference] },
          issue,
        ),
      ),
    isClosed: async ({ id }) =>
      (await http.get(`${path}/${numberOf(id)}`, z.object({ state: z.string() }))).state === "closed",
    isMarked: ({ id }, mark) =>
      anyIsMarked(mark, async (page) => {
        const query = `per_page=${pageSize}&page=${page}`;
        const found = await http.get(`${path}/${numberOf(id)}/comments?${query}`, comments);
        return found.map(({ body }) => body ?? "");
      }),
    repeat: async ({ id }, repetition) => {
      await http.post(`${path}/${numberOf(id)}/comments`, { body: markdownComment(repetition) }, z.unknown());
    },
  };
}

const ticketOf = ({ number, html_url }: z.output<typeof issue>) => ({ id: `#${number}`, url: html_url });

const numberOf = (id: string): string => id.replace("#", "");
