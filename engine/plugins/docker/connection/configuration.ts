import type { Unwrap } from "@pulumi/pulumi";
import type { ProviderArgs } from "@pulumi/docker";
import type { Shape } from "../../provider/shape.ts";
import { flag, objectSet, required, text, texts } from "../properties.ts";

/** Arguments of the provider, unwrapped. */
export type Configuration = Unwrap<ProviderArgs>;

/** Credentials for one registry, as they are configured. */
export type RegistryAuth = NonNullable<Configuration["registryAuth"]>[number];

/** https://www.pulumi.com/registry/packages/docker/api-docs/provider */
export const configuration = {
  host: { ...text, description: "The Docker daemon's address: unix://, tcp://, ssh:// or npipe://." },
  context: { ...text, description: "The name of a Docker context, whose address takes the place of host." },
  sshOpts: { ...texts, description: "Further arguments for ssh, where the host is ssh://." },
  caMaterial: { ...text, description: "PEM of the certificate authority of the daemon." },
  certMaterial: { ...text, description: "PEM of the client's certificate." },
  keyMaterial: { ...text, secret: true, description: "PEM of the client's key." },
  certPath: { ...text, description: "A folder with ca.pem, cert.pem and key.pem." },
  registryAuth: {
    ...objectSet({
      address: required(text),
      username: text,
      password: { ...text, secret: true },
      configFile: text,
      configFileContent: text,
      authDisabled: flag,
    }),
    description: "Credentials for registries.",
  },
  disableDockerDaemonCheck: {
    ...flag,
    description: "Not to ask whether the daemon answers before it is used.",
  },
} satisfies Record<keyof ProviderArgs, Shape[string]>;
