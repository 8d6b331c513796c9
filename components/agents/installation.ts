import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionConfiguration, WindowsVmConfiguration } from "./configuration.ts";
import { packParcel, type Parcel } from "./parcel.ts";

export interface InstallationArgs {
  /** How the host is reached. */
  readonly connection: pulumi.Input<ConnectionConfiguration>;
  /** Command that brings the host to what the parcel says, however far it is; it runs again whenever the parcel changes. */
  readonly install: string;
  /** Command that takes away what the first has brought. */
  readonly remove: string;
  readonly parcel: Parcel;
  /** Minutes that the host may take until it can be logged in at. @default - a few attempts */
  readonly patience?: number;
}

/** Minutes that an installation may take: downloads, and the wait for the manager. */
const installationTime = 30;

/**
 * An installation on another host over SSH. Another host is another installation, and the old one is taken away first,
 * because the manager knows both by one name.
 */
export function installOverSsh(
  name: string,
  { connection, install, remove, parcel, patience }: InstallationArgs,
  opts: pulumi.CustomResourceOptions,
): command.remote.Command {
  const place = pulumi.output(connection).apply(({ host, port, user }) => `${user}@${host}:${port}`);
  const minutes = `${installationTime + (patience ?? 0)}m`;
  return new command.remote.Command(
    name,
    {
      connection: pulumi.secret(pulumi.output(connection).apply((given) => connectionArgs(given, patience))),
      create: install,
      delete: remove,
      stdin: packParcel(parcel),
      // Servers refuse variables that they do not know, and nothing here reads any.
      addPreviousOutputInEnv: false,
      triggers: [pulumi.unsecret(place)],
    },
    {
      ...opts,
      deleteBeforeReplace: true,
      customTimeouts: { create: minutes, update: minutes, delete: `${installationTime}m` },
    },
  );
}

type Endpoint = NonNullable<WindowsVmConfiguration["proxy"]>;

/** A connection as the command plugin takes it: settings that are not given are not there. */
function connectionArgs(
  { proxy, ...given }: ConnectionConfiguration,
  patience: number | undefined,
): command.types.input.remote.ConnectionArgs {
  return {
    ...endpointArgs(given),
    ...(patience && { dialErrorLimit: -1 }),
    ...(proxy && { proxy: endpointArgs(proxy) }),
  };
}

function endpointArgs({ host, port, user, privateKey, password, hostKey }: Endpoint) {
  return {
    host,
    port,
    user,
    hostKey,
    ...(privateKey !== undefined && { privateKey }),
    ...(password !== undefined && { password }),
  };
}
