import type { MountSettings } from "dockerode";
import type { Values } from "../../provider/values.ts";
import { given } from "../given.ts";
import { toLabelList, toLabelMap } from "../labels.ts";
import type { Item } from "./inputs.ts";

/** A mount as Docker's API takes it. */
export function toMount(mount: Item<"mounts">): MountSettings {
  const { bindOptions, volumeOptions, tmpfsOptions } = mount;
  return {
    Type: mount.type as MountSettings["Type"],
    Target: mount.target,
    Source: mount.source ?? "",
    ...given("ReadOnly", mount.readOnly),
    ...(mount.type === "bind" && bindOptions !== undefined
      ? {
          BindOptions: given("Propagation", bindOptions.propagation) as MountSettings["BindOptions"] & object,
        }
      : {}),
    ...(mount.type === "volume" && volumeOptions !== undefined
      ? { VolumeOptions: toVolumeOptions(volumeOptions) as MountSettings["VolumeOptions"] & object }
      : {}),
    ...(mount.type === "tmpfs" && tmpfsOptions !== undefined
      ? { TmpfsOptions: { SizeBytes: tmpfsOptions.sizeBytes ?? 0, Mode: tmpfsOptions.mode ?? 0 } }
      : {}),
  };
}

function toVolumeOptions(options: NonNullable<Item<"mounts">["volumeOptions"]>): object {
  const { noCopy, labels, driverName, driverOptions, subpath } = options;
  const driver = { Name: driverName ?? "", Options: driverOptions ?? {} };
  return {
    NoCopy: noCopy ?? false,
    Labels: toLabelMap(labels),
    ...(driverName === undefined && driverOptions === undefined ? {} : { DriverConfig: driver }),
    ...given("Subpath", subpath),
  };
}

/** Mounts as the official plugin keeps them in state. */
export function fromMounts(mounts: readonly MountSettings[]): Values[] {
  return mounts.map((mount) => ({
    target: mount.Target,
    // Docker tells none for a tmpfs.
    source: (mount.Source as string | undefined) ?? "",
    type: mount.Type,
    readOnly: mount.ReadOnly ?? false,
    bindOptions: mount.BindOptions ? { propagation: mount.BindOptions.Propagation } : null,
    volumeOptions: mount.VolumeOptions ? fromVolumeOptions(mount.VolumeOptions) : null,
    tmpfsOptions: mount.TmpfsOptions
      ? { sizeBytes: mount.TmpfsOptions.SizeBytes, mode: mount.TmpfsOptions.Mode }
      : null,
  }));
}

function fromVolumeOptions(options: object): Values {
  const found = options as {
    NoCopy?: boolean;
    Labels?: Record<string, string>;
    DriverConfig?: { Name?: string; Options?: Record<string, string> };
    Subpath?: string;
  };
  return {
    noCopy: found.NoCopy ?? false,
    labels: toLabelList(found.Labels),
    driverName: found.DriverConfig?.Name ?? "",
    driverOptions: found.DriverConfig?.Options ?? null,
    subpath: found.Subpath ?? "",
  };
}
