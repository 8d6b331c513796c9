/**
 * Which of the endpoints' events become alerts, and by which rule of ours: the one table that the rules and the
 * `<integration>` block's groups both follow from.
 */
export interface RaisedEvent {
  /** Id of our rule, in the range 100600 to 100799 that is this project's. */
  readonly id: number;
  /** Stock rules whose events it raises: the base rule, and its siblings of level 0, which are tried before it. */
  readonly parents: readonly number[];
  /** Group of our rule, and so of the alert: a fired rule does not hand down its parents' groups. */
  readonly group: string;
  readonly description: string;
}

const sysmon = (event: number, parents: readonly number[], group: string, what: string): RaisedEvent => ({
  id: 100_700 + event,
  parents,
  group,
  description: `Sysmon event ${event}: ${what}`,
});

/** Sysmon's events; the parents are Wazuh 4.14's (ruleset 0595 and the level 0 rules of 0800, 0810, 0830). */
export const raisedSysmonEvents: readonly RaisedEvent[] = [
  sysmon(1, [61603, 92025, 92028, 92042, 92069], "sysmon_event1", "$(win.eventdata.image) was started"),
  sysmon(
    3,
    [61605, 92101, 92108],
    "sysmon_event3",
    "$(win.eventdata.image) connected to $(win.eventdata.destinationIp)",
  ),
  sysmon(6, [61608], "sysmon_event6", "the driver $(win.eventdata.imageLoaded) was loaded"),
  sysmon(7, [61609], "sysmon_event7", "$(win.eventdata.image) loaded $(win.eventdata.imageLoaded)"),
  sysmon(11, [61613, 92216], "sysmon_event_11", "$(win.eventdata.targetFilename) was created"),
  sysmon(15, [61617], "sysmon_event_15", "a stream was added to $(win.eventdata.targetFilename)"),
  sysmon(22, [61650], "sysmon_event_22", "$(win.eventdata.image) looked up $(win.eventdata.queryName)"),
  sysmon(23, [61651], "sysmon_event_23", "$(win.eventdata.targetFilename) was deleted and kept"),
  sysmon(24, [61652], "sysmon_event_24", "the clipboard changed"),
  sysmon(25, [61653], "sysmon_event_25", "the image of $(win.eventdata.image) was tampered with"),
  sysmon(26, [61654], "sysmon_event_26", "$(win.eventdata.targetFilename) was deleted"),
];

/** Groups of stock detections that win over our rules by their level, and whose alerts are looked up as well. */
const stockGroups = [
  "sysmon_eid1_detections",
  "sysmon_eid3_detections",
  "sysmon_eid7_detections",
  "sysmon_eid11_detections",
  "syscheck_entry_added",
  "syscheck_entry_modified",
];

/** Groups whose alerts custom-misp is called for. Wazuh compares them exactly and trims nothing: no space anywhere. */
export const integrationGroups: readonly string[] = [
  ...raisedSysmonEvents.map(({ group }) => group),
  ...stockGroups,
];
