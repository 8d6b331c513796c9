/** What `custom-misp --help` prints. */
export const help = `custom-misp: looks up the indicators of Wazuh's alerts in MISP.

Wazuh's integratord calls it as
  custom-misp ALERT_FILE API_KEY HOOK_URL DEBUG OPTIONS_FILE TIMEOUT RETRIES
with the path of the alert file. A first argument without a slash is one of these commands:

  sync [--full]         bring the mirror up to date, so that look-ups need no network
  explain ALERT_FILE    tell what an alert would be looked up for, and what would come back; sends nothing
  check                 prove the options, the key, TLS, the queue, the store and the clock
  flush                 send what waits: events, sightings, and look-ups that MISP did not answer
  replay [FILE]         send recorded telemetry to the queue; each line is
                        {"queue": "1", "location": "[001] (web01) any->/var/log/app.json", "message": {…}}
  --version             print the version

sync, explain, check and flush take what they need from the integration's block in etc/ossec.conf, or from
  --url URL             MISP's base address, as in <hook_url>
  --options FILE        options as JSON, as in <options>

Examples
  /var/ossec/integrations/custom-misp check
  /var/ossec/integrations/custom-misp explain /tmp/alert.json
  /var/ossec/integrations/custom-misp sync
  tail -n 1 /var/ossec/logs/alerts/alerts.json | /var/ossec/integrations/custom-misp explain -
  /var/ossec/integrations/custom-misp replay telemetry.ndjson`;
