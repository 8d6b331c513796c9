/**
 * Which of the endpoints' events become alerts, and by which rule of ours: the one table that the rules and the
 * `<integration>` block's groups both follow from. Ids are of the range 100700 to 100799; those of custom-misp's own
 * events are in wazuh/misp-rules.ts.
 */
export interface RaisedEvent {
  /** Id of our rule. */
  readonly id: number;
  readonly source: "sysmon-windows" | "sysmon-linux" | "packetbeat";
  /** The event as its source calls it: Sysmon's number, or Packetbeat's `event.dataset`. */
  readonly event: string;
  /** Rules whose events it raises: the base rule, and whatever rules of level 0 below it take some of them first. */
  readonly parents: readonly number[];
  /** What it asks of the event beside its parents; an expression of osregex. */
  readonly field?: { readonly name: string; readonly pattern: string };
  /** Group of our rule, and so of the alert: a fired rule does not hand down its parents' groups. */
  readonly group: string;
  readonly description: string;
}

/** Wazuh's names of Sysmon's groups: only numbers above 9 have a line before them. */
const sysmonGroup = (event: number): string => `sysmon_event${event > 9 ? "_" : ""}${event}`;

const windows = (event: number, parents: readonly number[], what: string): RaisedEvent => ({
  id: 100_700 + event,
  source: "sysmon-windows",
  event: String(event),
  parents,
  group: sysmonGroup(event),
  description: `Sysmon event ${event}: ${what}`,
});

/**
 * Rules of level 0 by which Wazuh knows that Windows' own programs have their usual parent. They stand below detections
 * of level 12 (61618 to 61640), and what they take would raise nothing.
 */
const usualParents = [61619, 61621, 61624, 61626, 61629, 61631, 61633, 61635, 61637, 61639, 61641];

/** Sysmon on Windows; the parents are Wazuh 4.14's (rulesets 0595, 0800, 0810, 0830 and 0860). */
export const raisedSysmonEvents: readonly RaisedEvent[] = [
  windows(1, [61603, 92025, 92028, 92042, 92069, ...usualParents], "$(win.eventdata.image) was started"),
  windows(3, [61605, 92101, 92108], "$(win.eventdata.image) connected to $(win.eventdata.destinationIp)"),
  windows(6, [61608], "the driver $(win.eventdata.imageLoaded) was loaded"),
  windows(7, [61609], "$(win.eventdata.image) loaded $(win.eventdata.imageLoaded)"),
  windows(11, [61613, 92216], "$(win.eventdata.targetFilename) was created"),
  windows(12, [61614], "$(win.eventdata.targetObject) was created or deleted"),
  windows(13, [61615, 92300], "$(win.eventdata.targetObject) was set"),
  windows(14, [61616], "$(win.eventdata.targetObject) was renamed"),
  windows(15, [61617], "a stream was added to $(win.eventdata.targetFilename)"),
  windows(22, [61650], "$(win.eventdata.image) looked up $(win.eventdata.queryName)"),
  windows(23, [61651], "$(win.eventdata.targetFilename) was deleted and kept"),
  windows(24, [61652], "the clipboard changed"),
  windows(25, [61653], "the image of $(win.eventdata.image) was tampered with"),
  windows(26, [61654], "$(win.eventdata.targetFilename) was deleted"),
];

/** Our decoder of Sysmon for Linux, and the rule of level 0 that takes what it decodes. */
export const sysmonLinux = { decoder: "sysmon-linux", rule: 100_730 } as const;

const linux = (event: number, what: string): RaisedEvent => ({
  id: sysmonLinux.rule + event,
  source: "sysmon-linux",
  event: String(event),
  parents: [sysmonLinux.rule],
  field: { name: "system.eventID", pattern: `^${event}$` },
  group: sysmonGroup(event),
  description: `Sysmon event ${event}: ${what}`,
});

/** Sysmon on Linux, of which Wazuh knows nothing. */
export const raisedSysmonLinuxEvents: readonly RaisedEvent[] = [
  linux(1, "$(eventdata.image) was started"),
  linux(3, "$(eventdata.image) connected to $(eventdata.destinationIp)"),
  linux(5, "$(eventdata.image) ended"),
  linux(9, "$(eventdata.image) read the device $(eventdata.device)"),
  linux(11, "$(eventdata.targetFilename) was created"),
  linux(16, "the configuration of Sysmon changed to $(eventdata.configuration)"),
  linux(23, "$(eventdata.targetFilename) was deleted"),
];

/** The rule of level 0 that takes Packetbeat's events, which Wazuh's own JSON decoder reads. */
export const packetbeatRule = 100_760;

const packetbeat = (number: number, dataset: string, what: string): RaisedEvent => ({
  id: packetbeatRule + number,
  source: "packetbeat",
  event: dataset,
  parents: [packetbeatRule],
  field: { name: "event.dataset", pattern: `^${dataset}$` },
  group: `packetbeat_${dataset}`,
  description: `Packetbeat: ${what}`,
});

/** Packetbeat's events. */
export const raisedPacketbeatEvents: readonly RaisedEvent[] = [
  packetbeat(1, "dns", "$(dns.question.name) was looked up at $(destination.ip)"),
  packetbeat(2, "tls", "TLS to $(tls.client.server_name), $(destination.ip)"),
  packetbeat(3, "http", "$(http.request.method) $(url.full)"),
  packetbeat(4, "flow", "$(source.ip) and $(destination.ip) exchanged packets"),
  packetbeat(5, "icmp", "$(source.ip) sent ICMP to $(destination.ip)"),
];

/** All of them. */
export const raisedEvents: readonly RaisedEvent[] = [
  ...raisedSysmonEvents,
  ...raisedSysmonLinuxEvents,
  ...raisedPacketbeatEvents,
];

/** Groups of stock rules whose alerts are looked up as well. */
export const stockGroups = [
  // Detections of Sysmon's events, which win over our rules by their level.
  "sysmon_eid1_detections",
  "sysmon_eid3_detections",
  "sysmon_eid7_detections",
  "sysmon_eid11_detections",
  "sysmon_eid13_detections",
  "sysmon_process-anomalies",
  // Exchange's mail server starting a program or writing a file (ruleset 0910).
  "exchange",
  // File changes: 554, 550 and 553, and 99901 where Wazuh's own list of hashes has the file.
  "syscheck_entry_added",
  "syscheck_entry_modified",
  "syscheck_entry_deleted",
  "malware",
] as const;

/** Groups whose alerts custom-misp is called for. Wazuh compares them exactly and trims nothing: no space anywhere. */
export const integrationGroups: readonly string[] = [
  ...new Set([...raisedEvents.map(({ group }) => group), ...stockGroups]),
];
