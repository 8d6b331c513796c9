import { chmod, rm, writeFile } from "node:fs/promises";
import { give, type Owner } from "./owner.ts";
import { inBase, type Places } from "./places.ts";

/** Wazuh's daemons, in the order that wazuh-control tells them. */
const daemons = [
  "wazuh-clusterd",
  "wazuh-modulesd",
  "wazuh-monitord",
  "wazuh-logcollector",
  "wazuh-remoted",
  "wazuh-syscheckd",
  "wazuh-analysisd",
  "wazuh-maild",
  "wazuh-execd",
  "wazuh-db",
  "wazuh-authd",
  "wazuh-agentlessd",
  "wazuh-integratord",
  "wazuh-csyslogd",
  "wazuh-apid",
] as const;
export type Daemon = (typeof daemons)[number];

/**
 * bin/wazuh-control of the stand-in: `status` alone, with the lines and the exit status of the real one. That is 1 as
 * long as any daemon does not run, and some of them never do in an ordinary manager.
 */
const wazuhControl = `#!/bin/sh
# Of a rehearsal stand-in, not Wazuh's: it knows 'status'.
if [ "$1" != status ]; then
  echo "Usage: $0 status"
  exit 1
fi
run=$(dirname "$0")/../var/run
result=0
for daemon in ${daemons.join(" ")}; do
  state="not running..."
  for file in "$run/$daemon"-*.pid; do
    if [ -f "$file" ] && kill -0 "$(cat "$file")" 2>/dev/null; then
      state="is running..."
    fi
  done
  [ "$state" = "is running..." ] || result=1
  echo "$daemon $state"
done
exit $result
`;

/** Installs bin/wazuh-control. */
export async function installControl(places: Places, account: Owner | undefined): Promise<void> {
  const path = inBase(places, "bin/wazuh-control");
  await writeFile(path, wazuhControl);
  await chmod(path, 0o750);
  await give(path, account, "root");
}

const pidFile = (places: Places, daemon: Daemon): string =>
  inBase(places, `var/run/${daemon}-${process.pid}.pid`);

/** Says that a daemon runs. All of them are this one process. */
export async function markRunning(places: Places, daemon: Daemon): Promise<void> {
  await writeFile(pidFile(places, daemon), `${process.pid}\n`);
}

/** Says that a daemon runs no more. */
export async function markStopped(places: Places, daemon: Daemon): Promise<void> {
  await rm(pidFile(places, daemon), { force: true });
}

/** Removes what a manager left that ended without a word. */
export async function forgetDaemons(places: Places): Promise<void> {
  await rm(inBase(places, "var/run"), { recursive: true, force: true });
}
