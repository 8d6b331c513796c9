import * as pulumi from "@pulumi/pulumi";
import type { GraylogEndpoint } from "../graylog/endpoint.ts";
import type { Plan } from "../plan.ts";
import { endpointText, publishedPort, servicesOf } from "../ports.ts";
import type { Site } from "../workload/container.ts";
import type { Systems } from "./systems.ts";

type Outputs = Readonly<Record<string, pulumi.Input<unknown>>>;

/** Where each system's web pages are, for people. */
export function urlsOf({ misp, graylog, dashboard, ticketing, endpoints }: Systems): Outputs {
  return withoutUndefined({
    misp: misp?.url ?? endpoints.misp?.api.publicUrl,
    graylog: graylog?.url ?? (endpoints.graylog && publicUrlOf(endpoints.graylog)),
    wazuh: dashboard?.url,
    tickets: ticketing?.url,
  });
}

const publicUrlOf = ({ api }: GraylogEndpoint): pulumi.Output<string> =>
  pulumi.output(api.publicUrl ?? api.url).apply((text) => text.replace(/\/api$/, ""));

/** Who signs in where; what each one shows is in the output `signIn`, which is secret. */
export function usersOf({ misp, graylog, manager, dashboard, endpoints }: Systems): Outputs {
  return withoutUndefined({
    misp: misp?.administrator.email,
    graylog: graylog?.administrator.username ?? readerOf(endpoints)?.username,
    wazuh: dashboard && "admin",
    "wazuh-api": dashboard && manager?.api.username,
  });
}

/** What signs in. All of it is a secret. */
export function signInOf({
  misp,
  graylog,
  manager,
  indexer,
  dashboard,
  ticketing,
  endpoints,
}: Systems): Outputs {
  return withoutUndefined({
    misp: misp?.administrator,
    graylog: graylog?.administrator ?? readerOf(endpoints),
    wazuh: dashboard &&
      indexer && { username: indexer.api.administrator.name, password: indexer.api.administrator.password },
    "wazuh-api": dashboard && manager && { username: manager.api.username, password: manager.api.password },
    tickets: ticketing && { token: ticketing.receiver.token },
  });
}

/** Who reads this lab's stream in another lab's Graylog. */
function readerOf({ graylog }: Systems["endpoints"]) {
  return graylog?.stream === undefined
    ? undefined
    : { username: graylog.api.username, password: graylog.api.password };
}

/** How a person sees what signs in. */
export const secretsHint = "npm run pulumi -- stack output signIn --show-secrets";

/** Address and port on the Docker host of whatever is published there. */
export function portsOf({ bindAddress, portBase }: Site, plan: Plan): Outputs {
  return Object.fromEntries(
    servicesOf(plan).map((service) => [service, endpointText(bindAddress, publishedPort(portBase, service))]),
  );
}

/** Outputs without those that there are not. */
export function withoutUndefined(outputs: Outputs): Outputs {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
}
