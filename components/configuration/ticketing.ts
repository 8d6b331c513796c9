import { z } from "zod";
import { authorities, baseUrl, count, line } from "./fields.ts";

const authority = () =>
  authorities()
    .optional()
    .describe("Authorities that its certificate is checked with, beside the well-known ones");

const grace = () =>
  count(0, 86_400)
    .default(0)
    .describe(
      "Seconds in which Graylog tells of the same indicator on the same agent once. With 0 it tells of every match, and the desk joins them",
    );

const token = (what: string) => line().describe(`${what}. Secret`);

const label = () =>
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,49}$/, {
    error: "1 to 50 letters, digits, points, underscores, colons and hyphens",
  });

const labels = () => z.array(label()).default(["wazuh-misp-lab"]).describe("Labels of every ticket");

const kind = <Name extends string>(name: Name, what: string) => z.literal(name).describe(what);

const list = z.strictObject({
  adapter: kind("list", "Tickets are in the desk's own list alone"),
  gracePeriod: grace(),
});

const github = z.strictObject({
  adapter: kind("github", "Tickets are issues of a GitHub repository"),
  url: baseUrl()
    .default("https://api.github.com")
    .describe("Address of the API; of GitHub Enterprise Server `https://<host>/api/v3`"),
  repository: z
    .string()
    .regex(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/, { error: "a repository, such as owner/name" })
    .describe("The repository, as `owner/name`"),
  token: token("Token that may write the repository's issues"),
  labels: labels(),
  authority: authority(),
  gracePeriod: grace(),
});

const gitlab = z.strictObject({
  adapter: kind("gitlab", "Tickets are issues of a GitLab project"),
  url: baseUrl().default("https://gitlab.com/api/v4").describe("Address of the API"),
  project: z
    .string()
    .regex(/^(\d+|[A-Za-z0-9_][\w.-]*(\/[\w.-]+)+)$/, {
      error: "a project's path, such as group/name, or its number",
    })
    .describe("The project, by its path or number"),
  token: token("Token with the scope `api`, of at least the role Reporter"),
  labels: labels(),
  authority: authority(),
  gracePeriod: grace(),
});

const jira = z.strictObject({
  adapter: kind("jira", "Tickets are issues of a project of Jira Cloud"),
  url: baseUrl().describe("Address of the site, such as `https://example.atlassian.net`"),
  email: z.email({ error: "an e-mail address" }).describe("Account that the token is of"),
  token: token("API token of the account"),
  project: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]+$/, { error: "the key of a project, such as SOC" })
    .describe("Key of the project"),
  issueType: line()
    .default("Task")
    .describe("Name of the issue type; none of its fields but the summary may be required"),
  labels: labels(),
  authority: authority(),
  gracePeriod: grace(),
});

const iris = z.strictObject({
  adapter: kind("iris", "Tickets are alerts of DFIR-IRIS, from 2.4 on"),
  url: baseUrl().describe("Address of IRIS"),
  token: token("API key of an account that may read and write alerts"),
  customer: count(1, 1_000_000).default(1).describe("Number of the customer that the alerts belong to"),
  authority: authority(),
  gracePeriod: grace(),
});

const webhook = z.strictObject({
  adapter: kind("webhook", "Tickets are sent as JSON to a server of your own"),
  url: z
    .string()
    .refine(isWebAddress, { error: "an address with https:// or http://, without a user or a fragment" })
    .describe("Address that they are sent to"),
  token: token("Sent as `Authorization: Bearer`, where it is given").optional(),
  authority: authority(),
  gracePeriod: grace(),
});

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + hash === "";
}

/** `lab:ticketing`: where tickets go beside the desk's own list. */
export const ticketingSchema = z
  .discriminatedUnion("adapter", [list, github, gitlab, jira, iris, webhook])
  .prefault({ adapter: "list" })
  .describe("Where the ticket desk tells of its tickets");

export type TicketingConfiguration = z.infer<typeof ticketingSchema>;

/** `lab:agentOwners`: whom a ticket names as the owner of an agent. */
export const agentOwnersSchema = z
  .record(line(), line())
  .default({})
  .describe(
    "Who owns an agent, by the agent's name, such as `win10: it@example.org`: Graylog puts it to the agent's alerts, and tickets name it",
  );
