import type { Hop, Trace } from "../../evidence/hop.ts";
import type { Outcome } from "../../integration-script/trace.ts";
import type { SystemRow } from "../status/read.ts";

/** Why an alert may not have passed a hop. */
export interface Cause {
  readonly cause: string;
  /** The command that shows it; `{stack}` and a system in braces, such as `{misp}` for its container, are filled in. */
  readonly check: string;
  /** What of custom-misp's outcomes points to it: then it comes first, and without one of them not at all. */
  readonly outcomes?: readonly Outcome[];
  /** The only profile that it can be the cause in. @default - both */
  readonly profile?: "full" | "rehearsal";
}

const misp = "docker exec {wazuh-manager} /var/ossec/integrations/custom-misp";
const ossecLog = "docker exec {wazuh-manager} grep -i";

/** Likely causes for each hop that an alert may be lost at, the most likely first. */
export const causes: Readonly<Record<Hop, readonly Cause[]>> = {
  observed: [
    {
      cause: "The endpoint's agent is not connected, so nothing of it arrives",
      check: "npm run lab -- status {stack}",
      profile: "full",
    },
    {
      cause: "The endpoint does not log such an event: Sysmon or Packetbeat does not run, or leaves it out",
      check: "docker exec {wazuh-manager} tail -n 5 /var/ossec/logs/archives/archives.json",
    },
    {
      cause: "There was such an alert, and its file is no longer kept",
      check: "docker exec {wazuh-manager} find /var/ossec/logs/alerts -name 'ossec-alerts-*'",
    },
  ],
  alerted: [
    {
      cause: "No rule of level 3 or more takes the event, or one of Wazuh's own of level 0 takes it first",
      check:
        "docker exec {wazuh-manager} tail -n 1 /var/ossec/logs/archives/archives.json | npm run lab -- rules explain -",
    },
    {
      cause: "A rule of the lab's was not loaded",
      check: `${ossecLog} -e rule -e decoder /var/ossec/logs/ossec.log`,
    },
    {
      cause: "analysisd had more events than it could take, and dropped some",
      check: "docker exec {wazuh-manager} grep events_dropped /var/ossec/var/run/wazuh-analysisd.state",
      profile: "full",
    },
  ],
  integrated: [
    {
      cause: "integratord has not come so far: it calls for one alert after the other",
      check: "docker exec {wazuh-manager} tail -n 3 /var/ossec/logs/integrations.log",
    },
    {
      cause: "The alert's rule has none of the groups that the integration is for",
      check: "docker exec {wazuh-manager} grep -A 8 '<integration>' /var/ossec/etc/ossec.conf",
    },
    {
      cause: "integratord did not run when the alert was raised: it begins at the end of alerts.json",
      check: `${ossecLog} integratord /var/ossec/logs/ossec.log`,
    },
    {
      cause: "integratord could not run custom-misp",
      check: "docker exec {wazuh-manager} ls -l /var/ossec/integrations/custom-misp",
    },
    {
      cause: "The alert's line is longer than 65,535 bytes, and integratord skipped it",
      check: `${ossecLog} 'overlong json alert' /var/ossec/logs/ossec.log`,
    },
  ],
  matched: [
    {
      cause: "MISP failed when it was asked; the next call asks again, or `custom-misp flush` does",
      check: `${misp} check`,
      outcomes: ["postponed"],
    },
    { cause: "The look-up failed", check: `${misp} check`, outcomes: ["failed"] },
    {
      cause: "The alert has no indicator that custom-misp looks for",
      check: `docker exec {wazuh-manager} sh -c 'grep -h {alert} /var/ossec/logs/alerts/alerts.json | head -n 1 | /var/ossec/integrations/custom-misp explain -'`,
      outcomes: ["nothing"],
    },
    {
      cause: "MISP has no attribute of that value which is published and marked for detection (to_ids)",
      check: `docker exec {wazuh-manager} sh -c 'grep -h {alert} /var/ossec/logs/alerts/alerts.json | head -n 1 | /var/ossec/integrations/custom-misp explain -'`,
      outcomes: ["no-match"],
    },
    {
      cause: "The feed that has it is not fetched yet",
      check: "npm run lab -- status {stack}",
      outcomes: ["no-match"],
    },
    {
      cause: "The alert was raised by an enriched event, which is not looked up again",
      check: "docker exec {wazuh-manager} grep {alert} /var/ossec/logs/alerts/alerts.json",
      outcomes: ["own-event"],
    },
  ],
  returned: [
    {
      cause:
        "analysisd's queue took no event; it is kept, and sent by the next call or by `custom-misp flush`",
      check: `${misp} check`,
      outcomes: ["spooled"],
    },
    {
      cause: "The event could neither be sent nor kept: the manager's disk may be full",
      check: "docker exec {wazuh-manager} df -h /var/ossec",
      outcomes: ["lost"],
    },
    {
      cause: "It is a repetition, and the event that it is counted in is no longer in the log",
      check: "docker exec {wazuh-manager} grep -c repeated /var/ossec/logs/integrations.log",
      outcomes: ["repeated"],
    },
  ],
  raised: [
    {
      cause: "The rules for enriched events were not loaded",
      check: `${ossecLog} -e 'rules/misp.xml' -e critical /var/ossec/logs/ossec.log`,
    },
    {
      cause: "A rule of level 0, such as one that was added to mute it, takes the event",
      check:
        "docker exec {wazuh-manager} grep {alert} /var/ossec/logs/archives/archives.json | npm run lab -- rules explain -",
    },
    {
      cause: "analysisd had more events than it could take, and dropped some",
      check: "docker exec {wazuh-manager} grep events_dropped /var/ossec/var/run/wazuh-analysisd.state",
      profile: "full",
    },
  ],
  shipped: [
    {
      cause: "Fluent Bit or Graylog's input does not run, or one of them does not answer",
      check: "npm run lab -- status {stack}",
    },
    {
      cause: "Fluent Bit does not reach Graylog; it tries again without end, and keeps what waits on disk",
      check: "npm run lab -- logs fluent-bit --stack {stack} --since 10m",
    },
    {
      cause: "Graylog keeps the message in its journal, because its store takes none: its disk may be full",
      check: "npm run lab -- logs graylog --stack {stack} --since 10m",
      profile: "full",
    },
  ],
  indexed: [
    {
      cause:
        "The pipeline did not run for it, or a rule of it failed: search Graylog for `_exists_:gl2_processing_error`",
      check: "npm run lab -- open graylog --stack {stack}",
    },
    {
      cause: "The pipeline or the stream was changed by hand; the configurator sets it back",
      check: "npm run lab -- logs configurator --stack {stack}",
    },
  ],
  ticketed: [
    {
      cause: "The event definition has not run yet: it runs every few seconds",
      check: "npm run lab -- trace {alert} --stack {stack}",
    },
    {
      cause: "Graylog could not notify the ticket desk",
      check: "npm run lab -- logs graylog --stack {stack} --since 10m",
    },
    {
      cause: "The ticket desk refused the notification",
      check: "npm run lab -- logs ticket-desk --stack {stack} --since 10m",
    },
  ],
};

/** What an alert's causes depend on. */
export interface Circumstances {
  readonly stack: string;
  readonly profile: "full" | "rehearsal";
  /** The lab's containers, by system. */
  readonly containers: Readonly<Record<string, string>>;
}

/** A cause with the command that shows it, ready to be run. */
export type LikelyCause = Pick<Cause, "cause" | "check">;

/** Why an alert was lost before a hop: the likely causes in order. */
export function likelyCauses(hop: Hop, traced: Trace, circumstances: Circumstances): LikelyCause[] {
  const { outcome, alertId = "" } = traced;
  const possible = causes[hop].filter(
    ({ outcomes, profile }) =>
      (profile === undefined || profile === circumstances.profile) &&
      (outcomes === undefined || outcome === undefined || outcomes.includes(outcome)),
  );
  return possible.map(({ cause, check }) => ({ cause, check: fill(check, alertId, circumstances) }));
}

function fill(check: string, alertId: string, { stack, containers }: Circumstances): string {
  return check.replace(/\{([a-z-]+)\}/g, (whole, name: string) => {
    switch (name) {
      case "stack":
        return stack;
      case "alert":
        return alertId;
      default:
        return containers[name] ?? whole;
    }
  });
}

/** The systems that take an alert over each hop, by how their names begin: `agent` is every agent. */
const carriers: Readonly<Record<Hop, readonly string[]>> = {
  observed: ["agent", "wazuh-manager"],
  alerted: ["wazuh-manager"],
  integrated: ["wazuh-manager"],
  matched: ["misp", "wazuh-manager"],
  returned: ["wazuh-manager"],
  raised: ["wazuh-manager"],
  shipped: ["fluent-bit", "graylog"],
  indexed: ["graylog", "wazuh-indexer"],
  ticketed: ["graylog", "ticket", "configurator"],
};

/** Of a lab's systems those that are not ready and that a hop needs: the likeliest causes of all. */
export function notReadyFor(hop: Hop, systems: readonly SystemRow[]): readonly SystemRow[] {
  return systems.filter(
    ({ system, state, declared }) =>
      declared && state !== "ready" && carriers[hop].some((beginning) => system.startsWith(beginning)),
  );
}
