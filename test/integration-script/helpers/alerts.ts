/** Alerts as Wazuh 4.14 writes them. */
export const agent = { id: "001", name: "win10", ip: "172.20.0.3" };

export const alertOf = (data: unknown, fields: Record<string, unknown> = {}) => ({
  timestamp: "2026-11-24T07:54:36.878+0000",
  rule: {
    level: 3,
    description: "Sysmon event",
    id: "100711",
    firedtimes: 1,
    mail: false,
    groups: ["sysmon_ioc"],
  },
  agent,
  manager: { name: "wazuh.manager" },
  id: "1795506876.19375",
  decoder: { name: "windows_eventchannel" },
  data,
  location: "EventChannel",
  ...fields,
});

/** An event of Sysmon for Windows. */
export const sysmonAlert = (
  eventID: number,
  eventdata: Record<string, unknown>,
  fields: Record<string, unknown> = {},
) =>
  alertOf(
    {
      win: {
        system: { providerName: "Microsoft-Windows-Sysmon", eventID: String(eventID), computer: "WIN10" },
        eventdata: { utcTime: "2026-11-24 07:00:00.123", processId: "4242", ...eventdata },
      },
    },
    fields,
  );

export const dnsAlert = (queryName: string, fields: Record<string, unknown> = {}) =>
  sysmonAlert(
    22,
    {
      image: "C:\\\\Program Files\\\\Google\\\\Chrome\\\\chrome.exe",
      queryName,
      queryStatus: "0",
      queryResults: "-",
    },
    fields,
  );
