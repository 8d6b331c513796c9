#!/bin/sh
# Runs after the configuration was copied and before Wazuh starts: new files came as root:root, and what runs as wazuh,
# which is all but a few daemons, could not read them.
set -eu
cd /var/ossec
copied=/wazuh-config-mount
# What a container that was killed has left: the numbers are other processes' by now, and wazuh-control takes these for the
# daemons, or waits for its own lock.
rm -f var/run/*.pid
rm -rf var/start-script-lock
give() { # owner, mode, files or folders that may not be there
  owner=$1 mode=$2
  shift 2
  for path in "$@"; do
    [ -e "$path" ] || continue
    chown "$owner" "$path"
    chmod "$mode" "$path"
  done
}
# What an earlier release of the lab left in the volume would count twice, or contradict.
for path in etc/rules/lab_*.xml etc/rules/misp.xml etc/decoders/lab_*.xml; do
  [ -e "$copied/$path" ] || rm -f "$path"
done
give root:wazuh 750 integrations/custom-misp etc/custom-misp
give root:wazuh 640 etc/custom-misp/* etc/authd.pass
# As Wazuh's package has it: custom-misp's commands read it as user wazuh.
give root:wazuh 660 etc/ossec.conf
give wazuh:wazuh 660 etc/rules/*.xml etc/decoders/*.xml etc/shared/*/agent.conf
give wazuh:wazuh 770 etc/shared/*/
