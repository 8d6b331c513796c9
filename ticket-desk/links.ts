import type { Notification } from "./notification.ts";

/** Where the analyst reads on. */
export interface Links {
  /** Graylog's search for the match; empty where Graylog's address is not known. */
  readonly graylog: string;
  /** MISP's event; empty where the alert has no address that a browser may open. */
  readonly misp: string;
}

/** Milliseconds around a match that the search shows. */
const around = 60 * 60 * 1_000;

/** @param graylog address of Graylog's web pages, without a slash behind */
export function links(
  { alert_id, time, misp_event_link }: Pick<Notification, "alert_id" | "time" | "misp_event_link">,
  graylog: string,
): Links {
  return {
    graylog: graylog === "" ? "" : searchLink(graylog, alert_id, time),
    misp: webAddress(misp_event_link),
  };
}

function searchLink(graylog: string, alertId: string, time: string): string {
  const at = Date.parse(time);
  const query = new URLSearchParams({
    // Quoted, so that whatever an id holds is text to the query.
    q: `wazuh_data_misp_source_alert_id:${JSON.stringify(alertId)}`,
    ...(Number.isNaN(at)
      ? { rangetype: "relative", from: "0" }
      : {
          rangetype: "absolute",
          from: new Date(at - around).toISOString(),
          to: new Date(at + around).toISOString(),
        }),
  });
  return `${graylog}/search?${query.toString()}`;
}

/** An address that begins with http:// or https://, with nothing in it that ends a link elsewhere; or nothing. */
function webAddress(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return "";
  }
  return new URL(text).href.replace(
    /[<>"'`\\]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
