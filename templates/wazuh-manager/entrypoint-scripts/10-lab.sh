#!/bin/sh
# Runs after the configuration was copied and before Wazuh starts: new files came as root:root, Wazuh wants its own.
set -eu
cd /var/ossec
give() { # owner, mode, files or folders that may not be there
  owner=$1 mode=$2
  shift 2
  for path in "$@"; do
    [ -e "$path" ] || continue
    chown "$owner" "$path"
    chmod "$mode" "$path"
  done
}
give root:wazuh 750 integrations/custom-misp etc/custom-misp
give root:wazuh 640 etc/custom-misp/* etc/authd.pass
give wazuh:wazuh 660 etc/decoders/*.xml etc/rules/*.xml etc/shared/*/agent.conf
give wazuh:wazuh 770 etc/shared/*/
