import * as pulumi from "@pulumi/pulumi";
import { ConfigurationError, readConfiguration, type Configuration } from "./components/configuration.ts";
import { Lab } from "./components/lab.ts";

/** The program: one lab, as the stack's file describes it. */
export default function program(): Readonly<Record<string, pulumi.Input<unknown>>> {
  return new Lab("lab", configuration()).outputs;
}

function configuration(): Configuration {
  try {
    return readConfiguration(pulumi.runtime.allConfig());
  } catch (error) {
    throw error instanceof ConfigurationError ? new pulumi.RunError(error.message) : error;
  }
}
