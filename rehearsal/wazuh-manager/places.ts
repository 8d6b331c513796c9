import { join } from "node:path";

/** Where the manager finds and leaves its things. */
export interface Places {
  /** Wazuh's folder, `/var/ossec`. */
  readonly base: string;
  /** What is copied over it at the start, `/wazuh-config-mount`. */
  readonly mount: string;
  /** Scripts that run before Wazuh starts, `/entrypoint-scripts`. */
  readonly scripts: string;
  /** Where integratord leaves the files that it hands to a script, `/tmp`. */
  readonly temporary: string;
}

/** The places of the official image. */
export const imagePlaces: Places = {
  base: "/var/ossec",
  mount: "/wazuh-config-mount",
  scripts: "/entrypoint-scripts",
  temporary: "/tmp",
};

/** A path in Wazuh's folder. */
export const inBase = (places: Places, path: string): string => join(places.base, path);
