import { toMount } from "../container/mounts.ts";
import { given } from "../given.ts";
import { toLabelMap } from "../labels.ts";
import { nanoseconds } from "./nanoseconds.ts";
import type { Inputs } from "./service-shape.ts";

type ContainerSpec = Inputs["taskSpec"]["containerSpec"];

/** What a service's containers are asked to be like. */
export function containerSpec(spec: ContainerSpec): object {
  return {
    Image: spec.image,
    Isolation: spec.isolation ?? "default",
    ...given("Labels", spec.labels && toLabelMap(spec.labels)),
    ...given("Command", spec.commands),
    ...given("Args", spec.args),
    ...given("Hostname", spec.hostname),
    ...given("Env", spec.env && Object.entries(spec.env).map(([name, value]) => `${name}=${value}`)),
    ...given("Dir", spec.dir),
    ...given("User", spec.user),
    ...given("Groups", spec.groups),
    ...given("Privileges", spec.privileges && privileges(spec.privileges)),
    ...given("ReadOnly", spec.readOnly),
    ...given("Mounts", spec.mounts?.map(toMount)),
    ...given("StopSignal", spec.stopSignal),
    ...given("StopGracePeriod", nanoseconds(spec.stopGracePeriod)),
    ...given("HealthCheck", spec.healthcheck && healthConfig(spec.healthcheck)),
    ...given(
      "Hosts",
      spec.hosts?.map(({ host, ip }) => `${ip} ${host}`),
    ),
    ...given("DNSConfig", spec.dnsConfig && dnsConfig(spec.dnsConfig)),
    ...given("Secrets", spec.secrets?.map(secretReference)),
    ...given("Configs", spec.configs?.map(configReference)),
    ...given("Sysctls", spec.sysctl),
    ...given("CapabilityAdd", spec.capAdds),
    ...given("CapabilityDrop", spec.capDrops),
    ...given("Init", spec.init),
  };
}

function privileges({ credentialSpec, seLinuxContext }: NonNullable<ContainerSpec["privileges"]>): object {
  return {
    ...given(
      "CredentialSpec",
      credentialSpec && {
        ...given("File", credentialSpec.file),
        ...given("Registry", credentialSpec.registry),
      },
    ),
    ...given(
      "SELinuxContext",
      seLinuxContext && {
        ...given("Disable", seLinuxContext.disable),
        ...given("User", seLinuxContext.user),
        ...given("Role", seLinuxContext.role),
        ...given("Type", seLinuxContext.type),
        ...given("Level", seLinuxContext.level),
      },
    ),
  };
}

function healthConfig(check: NonNullable<ContainerSpec["healthcheck"]>): object {
  return {
    ...given("Test", check.tests),
    Interval: nanoseconds(check.interval) ?? 0,
    Timeout: nanoseconds(check.timeout) ?? 0,
    StartPeriod: nanoseconds(check.startPeriod) ?? 0,
    Retries: check.retries ?? 0,
  };
}

function dnsConfig(dns: NonNullable<ContainerSpec["dnsConfig"]>): object {
  return { Nameservers: dns.nameservers, ...given("Search", dns.searches), ...given("Options", dns.options) };
}

interface FileTarget {
  readonly fileName: string;
  readonly fileUid?: string;
  readonly fileGid?: string;
  readonly fileMode?: number;
}

function fileOf({ fileName, fileUid = "0", fileGid = "0", fileMode = 0o444 }: FileTarget): object {
  return { Name: fileName, UID: fileUid, GID: fileGid, Mode: fileMode };
}

function secretReference(secret: NonNullable<ContainerSpec["secrets"]>[number]): object {
  return {
    SecretID: secret.secretId,
    ...given("SecretName", secret.secretName),
    File: fileOf(secret as FileTarget),
  };
}

function configReference(config: NonNullable<ContainerSpec["configs"]>[number]): object {
  return {
    ConfigID: config.configId,
    ...given("ConfigName", config.configName),
    File: fileOf(config as FileTarget),
  };
}
