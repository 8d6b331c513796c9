import type Docker from "dockerode";
import { lookupKeyPath } from "../../components/misp/endpoint.ts";
import { dockerExec } from "../docker-exec.ts";
import type { Session } from "../session.ts";
import { LabStack } from "../stack.ts";
import type { ClassLab } from "./register.ts";

/** What one student needs to sign in somewhere: names and values as they are typed. */
export interface SignIn {
  readonly system: string;
  readonly url?: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Reads what a student signs in with, out of the stack's state, and the key for a shared MISP out of the lab. All of it is
 * secret.
 */
export async function signInsOf(
  { env, docker }: Pick<Session, "env" | "docker">,
  { stack, urls = {}, containers }: ClassLab,
): Promise<SignIn[]> {
  const { signIn = {} } = (await LabStack.outputsOf(stack, env)) ?? {};
  const own = Object.entries(signIn).map(([system, fields]) => signInOf(system, urls[system], fields));
  const shared = "door" in (containers ?? {}) && urls["misp"] !== undefined && !("misp" in signIn);
  const key = shared ? await sharedMispKey(docker, containers) : undefined;
  return [
    ...own,
    ...(key === undefined ? [] : [signInOf("misp", urls["misp"], { "key for the API": key })]),
  ].sort((a, b) => a.system.localeCompare(b.system));
}

function signInOf(system: string, url: string | undefined, fields: SignIn["fields"]): SignIn {
  return { system, ...(url && { url }), fields };
}

async function sharedMispKey(
  docker: Docker,
  containers: ClassLab["containers"],
): Promise<string | undefined> {
  const configurator = containers?.["configurator"];
  return configurator === undefined
    ? undefined
    : (await dockerExec(docker, configurator, ["cat", lookupKeyPath])).trim();
}
