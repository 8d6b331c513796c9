#!/bin/sh
# Tells by its exit code whether the daemons that are named run and, after `--integration NAME`, whether they have that
# integration: integratord goes on without one that is not there. `wazuh-control status` does not do: it fails when a daemon
# is not running that is switched off, and takes a lock that a check which is cut off leaves behind.
fail() {
  echo "$1"
  exit 1
}
if [ "$1" = --integration ]; then
  integration=$2
  shift 2
  grep -q "<name>$integration</name>" /var/ossec/etc/ossec.conf ||
    fail "ossec.conf has no integration $integration: bring the lab up again with --replace wazuh-manager"
  [ -x "/var/ossec/integrations/$integration" ] ||
    fail "integrations/$integration is not there, or cannot be run: bring the lab up again with --replace wazuh-manager"
fi
for daemon in "$@"; do
  alive=no
  for file in /var/ossec/var/run/"$daemon"-*.pid; do
    read -r pid 2>/dev/null <"$file" && kill -0 "$pid" 2>/dev/null && alive=yes
  done
  [ "$alive" = yes ] || fail "$daemon does not run: see /var/ossec/logs/ossec.log"
done
echo "$* run${integration:+, with the integration $integration}"
