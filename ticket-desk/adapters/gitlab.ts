import { z } from "zod";
import type { GitLabSettings } from "../settings.ts";
import type { TicketAdapter } from "./adapter.ts";
import { adapterHttp } from "./http.ts";
import { anyIsMarked, pageSize } from "./marks.ts";
import { markdownBody, markdownComment, markdownTitle } from "./markdown.ts";

const issue = z.object({ iid: z.number(), web_url: z.string() });
const notes = z.array(z.object({ body: z.string().nullish() }));

/**
 * Issues of a GitLab project. The reference is a label of its own, by which an issue is found again.
 *
 * @see https://docs.gitlab.com/api/issues/
 * @see https://docs.gitlab.com/api/notes/
 */
export function gitlab({ url, token, project, labels }: GitLabSettings): TicketAdapter {
  const http = adapterHttp(
    url,
    { "PRIVATE-TOKEN": token },
    {
      401: "The token is not valid, or no longer: give another as lab:ticketing.token.",
      403: "The token needs the scope api, and its user at least the role Reporter in the project.",
      404: "There is no such project, or the token may not read it: look at lab:ticketing.project.",
    },
  );
  const path = `/projects/${encodeURIComponent(project)}/issues`;
  return {
    place: `gitlab ${url} ${project}`,
    find: async (reference) => {
      const query = new URLSearchParams({ labels: reference, scope: "all", per_page: "1", sort: "asc" });
      const [found] = await http.get(`${path}?${query.toString()}`, z.array(issue));
      return found && ticketOf(found);
    },
    open: async (draft) =>
      ticketOf(
        await http.post(
          path,
          {
            title: markdownTitle(draft),
            description: markdownBody(draft),
            labels: [...labels, draft.reference].join(","),
          },
          issue,
        ),
      ),
    isClosed: async ({ id }) =>
      (await http.get(`${path}/${numberOf(id)}`, z.object({ state: z.string() }))).state === "closed",
    isMarked: ({ id }, mark) =>
      anyIsMarked(mark, async (page) => {
        const query = `per_page=${pageSize}&page=${page}`;
        const found = await http.get(`${path}/${numberOf(id)}/notes?${query}`, notes);
        return found.map(({ body }) => body ?? "");
      }),
    repeat: async ({ id }, repetition) => {
      await http.post(`${path}/${numberOf(id)}/notes`, { body: markdownComment(repetition) }, z.unknown());
    },
  };
}

const ticketOf = ({ iid, web_url }: z.output<typeof issue>) => ({ id: `#${iid}`, url: web_url });

const numberOf = (id: string): string => id.replace("#", "");
