import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { ConfigurationError, readConfiguration, type Configuration } from "./components/configuration.ts";
import { Lab } from "./components/lab.ts";
import { lockedImages, lockVariable } from "./components/lock.ts";

/** The program: one lab, as the stack's file describes it. */
export default function program(): Readonly<Record<string, pulumi.Input<unknown>>> {
  return new Lab("lab", configuration()).outputs;
}

function configuration(): Configuration {
  try {
    const configuration = readConfiguration(pulumi.runtime.allConfig());
    const lock = process.env[lockVariable];
    return lock
      ? { ...configuration, images: { ...configuration.images, ...lockedImages(readFileSync(lock, "utf8")) } }
      : configuration;
  } catch (error) {
    throw error instanceof ConfigurationError ? new pulumi.RunError(error.message) : error;
  }
}
