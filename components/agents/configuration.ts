import { z } from "zod";
import { count, flag, host, line, port } from "../configuration/fields.ts";
import { machineLimit } from "../ports.ts";

/**
 * What one agent is called. Wazuh takes 2 to 128 letters, digits, points, hyphens and underscores; Docker and DNS, which
 * know the agent's container by the same name, take fewer.
 */
const name = () =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,61}[A-Za-z0-9]$/, {
      error: "2 to 63 letters, digits, points and hyphens, the first and the last a letter or a digit",
    })
    .describe("Name that the manager, the alerts and the tickets know it by");

const pem = () =>
  z.string().regex(/^\s*-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+-----END [A-Z ]*PRIVATE KEY-----\s*$/, {
    error: "a private key as PEM, from -----BEGIN … PRIVATE KEY----- on",
  });

const endpointShape = (user: string) => ({
  host: host().describe("Name or address of its SSH server"),
  port: port().default(22).describe("Port of its SSH server"),
  user: z
    .string()
    .regex(/^\w[\w.@\\-]*$/, { error: "a user's name of letters, digits and . _ @ \\ -, a hyphen not first" })
    .default(user)
    .describe("User to log in as"),
  privateKey: pem().optional().describe("Private key of the user. Secret"),
  password: line().optional().describe("Password of the user, in place of a key. Secret"),
  hostKey: z
    .string()
    .regex(/^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+={0,2}( .*)?\s*$/, {
      error:
        "the server's public key, such as `ssh-ed25519 AAAA…`: what `ssh-keyscan HOST` prints behind the host's name",
    })
    .describe("Public key that the server must show; another server is not given any secret"),
});

const oneCredential = {
  message: "Give either privateKey or password: one of them, and not both.",
  check: ({ privateKey, password }: { privateKey?: string | undefined; password?: string | undefined }) =>
    (privateKey === undefined) !== (password === undefined),
};

const endpoint = (user: string) =>
  z.strictObject(endpointShape(user)).refine(oneCredential.check, { error: oneCredential.message });

/** How a host is reached over SSH. */
const connection = (user: string) =>
  z
    .strictObject({
      ...endpointShape(user),
      proxy: endpoint("root").optional().describe("Server that it is reached through"),
    })
    .refine(oneCredential.check, { error: oneCredential.message })
    .describe("How it is reached over SSH. Secret");

const packetbeat = () => flag().default(true).describe("Whether Packetbeat sends its DNS, TLS and HTTP");

const sysmon = (on: boolean, what: string) => flag().default(on).describe(what);

/** A host that is there already reaches the manager by the Docker host's address. */
const manager = () =>
  host().describe(
    "Name or address of the Docker host as this host reaches it; the lab's ports must be bound to it",
  );

const linuxContainer = z.strictObject({
  name: name(),
  os: z.literal("linux"),
  kind: z.literal("container").describe("A container of the lab"),
  packetbeat: packetbeat(),
  sysmon: sysmon(
    false,
    "Whether Sysmon watches from this container, where the Docker host's kernel allows it. It sees every process of the host, so one agent of a host at most",
  ),
});

const linuxRemote = z.strictObject({
  name: name(),
  os: z.literal("linux"),
  kind: z
    .literal("remote")
    .describe("A host with systemd and apt or dnf, over SSH; the user is root or may use sudo"),
  connection: connection("root"),
  manager: manager(),
  packetbeat: packetbeat(),
  sysmon: sysmon(true, "Whether Sysmon is installed"),
});

const windowsRemote = z.strictObject({
  name: name(),
  os: z.literal("windows"),
  kind: z
    .literal("remote")
    .describe("A host with OpenSSH's server and PowerShell 5.1; the user is an administrator"),
  connection: connection("Administrator"),
  manager: manager(),
  packetbeat: packetbeat(),
  sysmon: sysmon(true, "Whether Sysmon is installed"),
});

const windowsVm = z.strictObject({
  name: name(),
  os: z.literal("windows"),
  kind: z
    .literal("vm")
    .describe("A virtual machine in a container; the Docker host needs KVM and the internet"),
  release: z
    .enum(["11", "11e", "10", "10e", "2025", "2022", "2019"])
    .default("11")
    .describe("Release of Windows, as dockur/windows names it"),
  memory: count(3_072, 65_536).default(4_096).describe("MiB of memory of the machine"),
  processors: count(1, 64).default(2).describe("Processors of the machine"),
  disk: count(40, 1_024).default(64).describe("GB that its disk may grow to"),
  proxy: endpoint("root")
    .optional()
    .describe(
      "SSH server that reaches the Docker host's loopback address, where the Docker host is another machine. Secret",
    ),
  packetbeat: packetbeat(),
  sysmon: sysmon(true, "Whether Sysmon is installed"),
});

const linux = z.discriminatedUnion("kind", [linuxContainer, linuxRemote]);
const windows = z.discriminatedUnion("kind", [windowsRemote, windowsVm]);

/** One agent of `lab:agents`. */
export const agentSchema = z.discriminatedUnion("os", [linux, windows]);

export type AgentConfiguration = z.infer<typeof agentSchema>;
export type LinuxAgentConfiguration = z.infer<typeof linux>;
export type WindowsAgentConfiguration = z.infer<typeof windows>;
export type LinuxContainerConfiguration = z.infer<typeof linuxContainer>;
export type LinuxRemoteConfiguration = z.infer<typeof linuxRemote>;
export type WindowsRemoteConfiguration = z.infer<typeof windowsRemote>;
export type WindowsVmConfiguration = z.infer<typeof windowsVm>;
/** How a host is reached over SSH, as the stack's file has it. */
export type ConnectionConfiguration = LinuxRemoteConfiguration["connection"];

/** `lab:agents`: the endpoints that the lab watches. */
export const agentsSchema = z
  .array(agentSchema)
  .default([])
  .superRefine((agents, context) => {
    agents.forEach(({ name }, index) => {
      const same = (other: AgentConfiguration) => other.name.toLowerCase() === name.toLowerCase();
      if (agents.findIndex(same) < index) {
        context.addIssue({
          code: "custom",
          path: [index, "name"],
          message: "a name that no other agent has, in small and capital letters alike",
        });
      }
    });
    if (agents.filter(({ kind }) => kind === "vm").length > machineLimit) {
      context.addIssue({
        code: "custom",
        message: `a list with ${machineLimit} virtual machines at most, for the lab's block has no more ports`,
      });
    }
    const sensors = agents.flatMap((agent, index) =>
      agent.kind === "container" && agent.sysmon ? [index] : [],
    );
    for (const index of sensors.slice(1)) {
      context.addIssue({
        code: "custom",
        path: [index, "sysmon"],
        message: "false: another container has Sysmon, and it sees every process of the Docker host already",
      });
    }
  })
  .describe(
    "Endpoints that the lab watches; only with the manager, and in the profile `full`, for they have no stand-in",
  );
