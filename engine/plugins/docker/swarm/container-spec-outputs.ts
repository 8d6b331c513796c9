import type { ContainerSpec, HealthConfig } from "dockerode";
import type { Values } from "../../provider/values.ts";
import { formatDuration } from "../container/duration.ts";
import { fromMounts } from "../container/mounts.ts";
import { itemsOf } from "../given.ts";
import { toLabelList } from "../labels.ts";

/** What a service's containers are like, as the official plugin keeps it in state. */
export function containerSpecOutputs(spec: ContainerSpec): Values {
  const dns = spec.DNSConfig;
  return {
    image: spec.Image ?? "",
    labels: toLabelList(spec.Labels),
    commands: spec.Command ?? null,
    args: spec.Args ?? null,
    hostname: spec.Hostname ?? "",
    env: spec.Env ? environment(spec.Env) : null,
    dir: spec.Dir ?? "",
    user: spec.User ?? "",
    groups: spec.Groups ?? null,
    privileges: spec.Privileges ? privileges(spec.Privileges) : null,
    readOnly: spec.ReadOnly ?? false,
    mounts: fromMounts(itemsOf(spec.Mounts)),
    stopSignal: spec.StopSignal ?? "",
    stopGracePeriod: formatDuration(spec.StopGracePeriod ?? 0),
    // The API's documentation writes the field with a capital C, the daemon does not.
    healthcheck: healthcheck((spec as { Healthcheck?: HealthConfig }).Healthcheck ?? {}),
    hosts: itemsOf(spec.Hosts).map((entry) => {
      const [ip = "", host = ""] = entry.split(" ");
      return { ip, host };
    }),
    dnsConfig: {
      nameservers: dns?.Nameservers ?? null,
      searches: dns?.Search ?? null,
      options: dns?.Options ?? null,
    },
    secrets: itemsOf(spec.Secrets).map((secret) => ({
      secretId: secret.SecretID ?? "",
      secretName: secret.SecretName ?? "",
      ...file(secret.File),
    })),
    configs: itemsOf(spec.Configs).map((config) => ({
      configId: config.ConfigID ?? "",
      configName: config.ConfigName ?? "",
      ...file(config.File),
    })),
    isolation: spec.Isolation ?? "default",
    sysctl: spec.Sysctls ?? null,
    capAdds: spec.CapabilityAdd ?? null,
    capDrops: spec.CapabilityDrop ?? null,
    init: spec.Init ?? false,
  };
}

function environment(variables: readonly string[]): Values {
  return Object.fromEntries(
    variables.map((variable) => {
      const equals = variable.indexOf("=");
      return [variable.slice(0, equals), variable.slice(equals + 1)];
    }),
  );
}

function privileges(found: NonNullable<ContainerSpec["Privileges"]>): Values {
  const { CredentialSpec: credential, SELinuxContext: context } = found;
  return {
    credentialSpec: credential ? { file: credential.File ?? "", registry: credential.Registry ?? "" } : null,
    seLinuxContext: context
      ? {
          disable: context.Disable ?? false,
          user: context.User ?? "",
          role: context.Role ?? "",
          type: context.Type ?? "",
          level: context.Level ?? "",
        }
      : null,
  };
}

function healthcheck(check: HealthConfig): Values {
  return {
    tests: itemsOf(check.Test),
    interval: formatDuration(check.Interval ?? 0),
    timeout: formatDuration(check.Timeout ?? 0),
    startPeriod: formatDuration(check.StartPeriod ?? 0),
    retries: check.Retries ?? 0,
  };
}

function file(found: NonNullable<ContainerSpec["Secrets"]>[number]["File"]): Values {
  return {
    fileName: found?.Name ?? "",
    fileUid: found?.UID ?? "0",
    fileGid: found?.GID ?? "0",
    fileMode: found?.Mode ?? 0o444,
  };
}
