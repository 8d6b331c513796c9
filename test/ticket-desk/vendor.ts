import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ExecutionContext } from "ava";

/** One request that a ticket system was sent. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Status and body of an answer. */
export type Answer = readonly [status: number, body?: unknown, headers?: Readonly<Record<string, string>>];

/** What goes wrong with a request: an answer of its own, or none, after the request was taken or before. */
export type Fault = Answer | "lost answer" | "no answer";

/** A double of a ticket system: what is common to all of them. */
export class Vendor {
  readonly asked: Asked[] = [];
  url = "";
  readonly #faults: { readonly method: string; readonly path: RegExp; readonly fault: Fault }[] = [];
  readonly #take: (asked: Asked) => Answer;

  /** @param take answers a request as the documentation of the system says */
  constructor(take: (asked: Asked) => Answer) {
    this.#take = take;
  }

  /** Starts it until the test is over. @param tls certificate and key, for HTTPS */
  async start(t: ExecutionContext, tls?: { readonly cert: string; readonly key: string }): Promise<this> {
    const listener: RequestListener = (request, response) => {
      void request.toArray().then((chunks: Buffer[]) => {
        const { pathname, searchParams } = new URL(request.url ?? "", "http://vendor");
        const text = Buffer.concat(chunks).toString("utf8");
        const asked: Asked = {
          method: request.method ?? "",
          path: pathname,
          query: searchParams,
          headers: request.headers,
          body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
        };
        this.asked.push(asked);
        const fault = this.#faultOf(asked);
        const answer =
          typeof fault === "object" ? fault : fault === "no answer" ? undefined : this.#take(asked);
        if (answer === undefined || fault === "lost answer") {
          response.destroy();
          return;
        }
        const [status, body, headers = {}] = answer;
        response.writeHead(status, { "Content-Type": "application/json", ...headers });
        response.end(body === undefined ? "" : JSON.stringify(body));
      });
    };
    const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    t.teardown(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    this.url = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
    return this;
  }

  /** Lets the next request of that kind go wrong. */
  fail(method: string, path: RegExp, ...faults: readonly Fault[]): void {
    this.#faults.push(...faults.map((fault) => ({ method, path, fault })));
  }

  #faultOf({ method, path }: Asked): Fault | undefined {
    const at = this.#faults.findIndex((fault) => fault.method === method && fault.path.test(path));
    return at < 0 ? undefined : this.#faults.splice(at, 1)[0]?.fault;
  }
}

/** As GitHub and GitLab give lists: 30 and 20 at a time where nobody says how many, and never more than 100. */
function pageOf<T>(list: readonly T[], query: URLSearchParams): T[] {
  const size = Math.min(Number(query.get("per_page") ?? 20), 100);
  const start = (Number(query.get("page") ?? 1) - 1) * size;
  return list.slice(start, start + size);
}

/** An issue that a double keeps. */
export interface Kept {
  readonly id: number;
  readonly title: string;
  readonly text: string;
  readonly labels: readonly string[];
  readonly comments: string[];
  /** Whether somebody has closed it. */
  closed?: boolean;
}

/** Answers as GitHub's REST API, version 2022-11-28. */
export function gitHub(issues: Kept[] = []): Vendor {
  const shown = ({ id, title, text, labels, closed = false }: Kept) => ({
    number: id,
    title,
    body: text,
    html_url: `https://github.com/lab/soc/issues/${id}`,
    state: closed ? "closed" : "open",
    labels: labels.map((name) => ({ name })),
  });
  return new Vendor(({ method, path, query, headers, body }) => {
    if (headers.authorization !== "Bearer secret-token") {
      return [401, { message: "Bad credentials", documentation_url: "https://docs.github.com/rest" }];
    }
    const [, number, comments] = /^\/repos\/lab\/soc\/issues(?:\/(\d+)(\/comments)?)?$/.exec(path) ?? [];
    const issue = issues.find(({ id }) => id === Number(number));
    if (!path.startsWith("/repos/lab/soc/issues") || (number !== undefined && !issue)) {
      return [404, { message: "Not Found" }];
    }
    if (issue && comments !== undefined) {
      if (method === "GET") {
        return [200, pageOf(issue.comments, query).map((text) => ({ body: text }))];
      }
      issue.comments.push(body["body"] as string);
      return [201, { id: issue.comments.length }];
    }
    if (issue) {
      return [200, shown(issue)];
    }
    if (method === "GET") {
      const label = query.get("labels");
      return [200, issues.filter(({ labels }) => label === null || labels.includes(label)).map(shown)];
    }
    const made: Kept = {
      id: issues.length + 1,
      title: body["title"] as string,
      text: body["body"] as string,
      labels: body["labels"] as string[],
      comments: [],
    };
    issues.push(made);
    return [201, shown(made)];
  });
}

/** Answers as GitLab's REST API, version 4. */
export function gitLab(issues: Kept[] = []): Vendor {
  const shown = ({ id, title, text, labels, closed = false }: Kept) => ({
    state: closed ? "closed" : "opened",
    id: 1_000 + id,
    iid: id,
    title,
    description: text,
    labels,
    web_url: `https://gitlab.com/group/soc/-/issues/${id}`,
  });
  return new Vendor(({ method, path, query, headers, body }) => {
    if (headers["private-token"] !== "secret-token") {
      return [401, { message: "401 Unauthorized" }];
    }
    const [, number, notes] = /^\/projects\/group%2Fsoc\/issues(?:\/(\d+)(\/notes)?)?$/.exec(path) ?? [];
    const issue = issues.find(({ id }) => id === Number(number));
    if (!path.startsWith("/projects/group%2Fsoc/issues")) {
      return [404, { message: "404 Project Not Found" }];
    }
    if (issue && notes !== undefined) {
      if (method === "GET") {
        return [200, pageOf(issue.comments, query).map((text) => ({ body: text }))];
      }
      issue.comments.push(body["body"] as string);
      return [201, { id: issue.comments.length }];
    }
    if (number !== undefined) {
      return issue ? [200, shown(issue)] : [404, { message: "404 Not found" }];
    }
    if (method === "GET") {
      return [200, issues.filter(({ labels }) => labels.includes(query.get("labels") ?? "")).map(shown)];
    }
    const made: Kept = {
      id: issues.length + 1,
      title: body["title"] as string,
      text: body["description"] as string,
      labels: (body["labels"] as string).split(","),
      comments: [],
    };
    issues.push(made);
    return [201, shown(made)];
  });
}

/** An issue of Jira, whose texts are documents. */
export interface KeptDocument {
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly comments: unknown[];
  closed?: boolean;
}

/** Answers as Jira Cloud's REST API, version 3. */
export function jiraCloud(issues: KeptDocument[] = []): Vendor {
  const credentials = `Basic ${Buffer.from("soc@example.org:secret-token").toString("base64")}`;
  return new Vendor(({ method, path, query, headers, body }) => {
    if (headers.authorization !== credentials) {
      return [401, { errorMessages: ["Client must be authenticated to access this resource."], errors: {} }];
    }
    if (method === "POST" && path === "/rest/api/3/search/jql") {
      const [, project, label] =
        /^project = "(.+)" AND labels = "(.+)" ORDER BY/.exec(body["jql"] as string) ?? [];
      const found = issues.filter(
        ({ key, fields }) =>
          key.startsWith(`${project}-`) && (fields["labels"] as string[]).includes(label ?? ""),
      );
      return [
        200,
        { isLast: true, issues: found.map(({ key }) => ({ id: "1", key, self: "", fields: {} })) },
      ];
    }
    const [, key, comments] = /^\/rest\/api\/3\/issue\/([A-Z]+-\d+)(\/comment)?$/.exec(path) ?? [];
    const issue = issues.find((one) => one.key === key);
    if (issue && comments === undefined) {
      const status = { name: "Any", statusCategory: { key: issue.closed ? "done" : "indeterminate" } };
      return [200, { key, fields: { status } }];
    }
    if (issue && method === "GET") {
      const start = Number(query.get("startAt"));
      const size = Number(query.get("maxResults"));
      return [
        200,
        {
          startAt: start,
          maxResults: size,
          total: issue.comments.length,
          comments: issue.comments.slice(start, start + size).map((text) => ({ body: text })),
        },
      ];
    }
    if (issue) {
      issue.comments.push(body["body"]);
      return [201, { id: "10000" }];
    }
    const fields = body["fields"] as { project: { key: string }; labels: string[]; summary: string };
    if (path !== "/rest/api/3/issue" || fields.project.key !== "SOC") {
      return [404, { errorMessages: ["Issue does not exist or you do not have permission to see it."] }];
    }
    if (fields.labels.some((label) => label.includes(" ")) || fields.summary.length > 255) {
      return [400, { errorMessages: [], errors: { labels: "The label can't contain spaces." } }];
    }
    issues.push({ key: `SOC-${issues.length + 1}`, fields, comments: [] });
    return [201, { id: "10000", key: `SOC-${issues.length}`, self: "" }];
  });
}

/** An alert of DFIR-IRIS. */
export type KeptAlert = Readonly<Record<string, unknown>> & {
  readonly alert_id: number;
  readonly comments: string[];
  closed?: boolean;
};

/** Answers as DFIR-IRIS 2.4: app/blueprints/rest/alerts_routes.py of dfir-iris/iris-web. */
export function dfirIris(alerts: KeptAlert[] = []): Vendor {
  const success = (data: unknown): Answer => [200, { status: "success", message: "", data }];
  const failure = (status: number, message: string): Answer => [
    status,
    { status: "error", message, data: null },
  ];
  return new Vendor(({ method, path, query, headers, body }) => {
    if (headers.authorization !== "Bearer secret-token") {
      return failure(401, "Authentication required");
    }
    const [, id, verb] = /^\/alerts\/(\d+)(?:\/comments\/(add|list))?$/.exec(path) ?? [];
    const alert = alerts.find(({ alert_id }) => alert_id === Number(id));
    if (alert && verb === undefined) {
      return success({ ...alert, status: { status_id: 2, status_name: alert.closed ? "Closed" : "New" } });
    }
    if (alert && verb === "list") {
      return success(alert.comments.map((comment_text) => ({ comment_text })));
    }
    if (alert && method === "POST") {
      alert.comments.push(body["comment_text"] as string);
      return success({ comment_id: alert.comments.length });
    }
    switch (`${method} ${path}`) {
      case "GET /manage/severities/list":
        return success([
          { severity_id: 1, severity_name: "Unspecified" },
          { severity_id: 4, severity_name: "Medium" },
          { severity_id: 5, severity_name: "High" },
        ]);
      case "GET /manage/alert-status/list":
        return success([
          { status_id: 1, status_name: "Unspecified" },
          { status_id: 2, status_name: "New" },
        ]);
      case "GET /alerts/filter": {
        const reference = query.get("source_reference") ?? "";
        const found = alerts.filter(({ alert_source_ref: ref }) => String(ref).includes(reference));
        return success({ total: found.length, alerts: found, last_page: 1 });
      }
      case "POST /alerts/add": {
        if (body["alert_customer_id"] !== 1) {
          return failure(400, "User not entitled to create alerts for the client");
        }
        const made: KeptAlert = { ...body, alert_id: alerts.length + 1, comments: [] };
        alerts.push(made);
        return success(made);
      }
      default:
        return failure(404, "Not found");
    }
  });
}
