import { z } from "zod";
import type { JiraSettings } from "../settings.ts";
import {
  factsOf,
  oneLine,
  repetitionFacts,
  shortened,
  titleOf,
  type Fact,
  type TicketAdapter,
} from "./adapter.ts";
import { adapterHttp } from "./http.ts";
import { anyIsMarked, pageSize } from "./marks.ts";
import { prettyJson } from "./markdown.ts";

const issue = z.object({ key: z.string() });
const found = z.object({ issues: z.array(issue) });
const withStatus = z.object({
  fields: z.object({ status: z.object({ statusCategory: z.object({ key: z.string() }) }) }),
});
const comments = z.object({ comments: z.array(z.object({ body: z.unknown() })) });

/** Characters of the alert that a description shows; Jira takes 32,767 in all. */
const longestAlert = 16_000;

/**
 * Issues of a project of Jira Cloud. The reference is a label of its own, by which an issue is found again. Texts are in
 * Atlassian's document format, whose text is nothing but text.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
 * @see https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
 * @see https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
export function jira({ url, email, token, project, issueType, labels }: JiraSettings): TicketAdapter {
  const http = adapterHttp(
    `${url}/rest/api/3`,
    { Authorization: `Basic ${Buffer.from(`${email}:${token}`).toString("base64")}` },
    {
      400: "Look at lab:ticketing.project and lab:ticketing.issueType, and whether the issue type has fields that must be filled in.",
      401: "The token is not of this account, or no longer valid: look at lab:ticketing.email and lab:ticketing.token.",
      403: "The account may not create or comment on issues of this project.",
      404: "There is no such project, or the account may not see it: look at lab:ticketing.project.",
    },
  );
  const ticketOf = ({ key }: z.output<typeof issue>) => ({
    id: key,
    url: `${url}/browse/${encodeURIComponent(key)}`,
  });
  return {
    place: `jira ${url} ${project}`,
    find: async (reference) => {
      const jql = `project = ${JSON.stringify(project)} AND labels = ${JSON.stringify(reference)} ORDER BY created ASC`;
      const { issues } = await http.post("/search/jql", { jql, fields: ["labels"], maxResults: 1 }, found);
      return issues[0] && ticketOf(issues[0]);
    },
    open: async (draft) => {
      const { alert } = draft.notification;
      return ticketOf(
        await http.post(
          "/issue",
          {
            fields: {
              project: { key: project },
              issuetype: { name: issueType },
              summary: titleOf(draft.notification),
              labels: [...labels, draft.reference],
              description: documentOf(
                factsOf(draft),
                alert === "" ? undefined : shortened(prettyJson(alert), longestAlert),
              ),
            },
          },
          issue,
        ),
      );
    },
    isClosed: async ({ id }) => {
      const { fields } = await http.get(`/issue/${encodeURIComponent(id)}?fields=status`, withStatus);
      // Whatever its statuses are called, each is of one of three categories.
      return fields.status.statusCategory.key === "done";
    },
    isMarked: ({ id }, mark) =>
      anyIsMarked(mark, async (page) => {
        const query = `startAt=${(page - 1) * pageSize}&maxResults=${pageSize}`;
        const found = await http.get(`/issue/${encodeURIComponent(id)}/comment?${query}`, comments);
        return found.comments.map(({ body }) => JSON.stringify(body));
      }),
    repeat: async ({ id }, repetition) => {
      const body = documentOf(repetitionFacts(repetition), undefined);
      await http.post(`/issue/${encodeURIComponent(id)}/comment`, { body }, z.unknown());
    },
  };
}

/** A list of facts, and below it the alert as a block of code. */
function documentOf(facts: readonly Fact[], alert: string | undefined): object {
  const paragraph = (...content: object[]) => ({ type: "paragraph", content });
  return {
    version: 1,
    type: "doc",
    content: [
      {
        type: "bulletList",
        content: facts.map((fact) => ({
          type: "listItem",
          content: [paragraph(text(`${fact.name}: `, "strong"), valueOf(fact))],
        })),
      },
      ...(alert === undefined
        ? []
        : [
            paragraph(text("The alert:")),
            { type: "codeBlock", attrs: { language: "json" }, content: [text(alert)] },
          ]),
    ],
  };
}

const text = (value: string, mark?: string): object => ({
  type: "text",
  text: value,
  ...(mark && { marks: [{ type: mark }] }),
});

const valueOf = ({ value, link = false }: Fact): object =>
  link
    ? { type: "text", text: value, marks: [{ type: "link", attrs: { href: value } }] }
    : text(oneLine(shortened(value, 1_000)), "code");
