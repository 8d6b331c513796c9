import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { LabError, UsageError } from "./lab-error.ts";

/** The part of a stack's resources that an update is about: URNs, as the engine takes them. */
export interface Selection {
  /** What alone is updated, with what depends on it; undefined for everything. */
  readonly target?: readonly string[];
  /** What is made anew although nothing about it has changed. */
  readonly replace?: readonly string[];
}

/** What the user wants of an update, in the terms of the lab's components. */
export interface SelectionOptions {
  /** Components that alone are updated. */
  readonly only?: readonly string[];
  /** Components whose containers are made anew. */
  readonly replace?: readonly string[];
  /** Whether those components' volumes are made anew too, and their data lost. */
  readonly withData?: boolean;
}

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
}

const labType = "wazuh-misp-lab:index:Lab";
const containerType = "docker:index/container:Container";
const volumeType = "docker:index/volume:Volume";

/** Components that are no system: they cannot be asked for. */
const inner: ReadonlySet<string> = new Set(["authority", "ready"]);

/**
 * Finds in a stack's state what the user asked for. A component can be named as it is, such as `misp` or `agent-web-1`; an
 * agent by its own name; `wazuh` is the manager, the indexer and the dashboard, and `agents` all agents.
 *
 * @throws {LabError} for a name that the lab does not have, with those that it has
 */
export function select(
  { deployment }: Deployment,
  stack: string,
  { only = [], replace = [], withData = false }: SelectionOptions,
): Selection {
  if (only.length === 0 && replace.length === 0) {
    return {};
  }
  const resources = ((deployment as { resources?: Resource[] } | null)?.resources ?? []).map((one) => one);
  const components = componentsOf(resources);
  if (components.size === 0) {
    throw new LabError(
      `The lab ${stack} is not there yet, so no part of it can be updated alone: \`npm run lab -- up ${stack}\` brings all of ` +
        "it up. To leave systems out, say so under lab:systems in its stack's file.",
    );
  }
  const find = (names: readonly string[]): Resource[] => names.flatMap((name) => named(components, name));
  const targets = find(only);
  const anew = find(replace);
  const replaced = anew
    .flatMap((component) => descendantsOf(component, resources))
    .filter(({ type }) => type === containerType || (withData && type === volumeType));
  return {
    ...(only.length > 0 && {
      target: unique([
        ...targets.flatMap((component) => [component.urn, ...newChildren(component, components)]),
        ...targets.flatMap((component) => descendantsOf(component, resources).map(({ urn }) => urn)),
        ...replaced.map(({ urn }) => urn),
      ]),
    }),
    ...(replaced.length > 0 && { replace: unique(replaced.map(({ urn }) => urn)) }),
  };
}

const nameOf = ({ urn }: Resource): string => urn.slice(urn.lastIndexOf("::") + 2);

function componentsOf(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  const lab = resources.find(({ type }) => type === labType);
  const components = (lab ? descendantsOf(lab, resources) : []).filter(({ type }) =>
    type.startsWith("wazuh-misp-lab:"),
  );
  return new Map(components.map((one) => [nameOf(one), one] as const).filter(([name]) => !inner.has(name)));
}

function named(components: ReadonlyMap<string, Resource>, name: string): Resource[] {
  const group = { wazuh: "wazuh-", agents: "agent-" }[name];
  const found =
    group === undefined
      ? [components.get(name) ?? components.get(`agent-${name}`)].filter((one) => one !== undefined)
      : [...components].filter(([component]) => component.startsWith(group)).map(([, one]) => one);
  if (found.length === 0) {
    const names = [...components.keys()].sort();
    throw new UsageError(
      `This lab has no component "${name}". It has: ${[...names, "wazuh (all of Wazuh)"].join(", ")}.`,
    );
  }
  return found;
}

function descendantsOf({ urn }: Resource, resources: readonly Resource[]): Resource[] {
  const children = resources.filter(({ parent }) => parent === urn);
  return [...children, ...children.flatMap((child) => descendantsOf(child, resources))];
}

/**
 * A pattern for children that the state does not have yet. Where a lab has several components of the type, their children
 * are told apart by names that begin with the component's.
 */
function newChildren(component: Resource, components: ReadonlyMap<string, Resource>): string[] {
  const [prefix, name] = [component.urn.slice(0, component.urn.lastIndexOf("::")), nameOf(component)];
  const alone = [...components.values()].filter(({ type }) => type === component.type).length === 1;
  return [alone ? `${prefix}$**` : `${prefix}$**::${name}*`];
}

const unique = (urns: readonly string[]): string[] => [...new Set(urns)];
