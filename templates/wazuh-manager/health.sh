#!/bin/sh
# Tells by its exit code whether the daemons that are named run. `wazuh-control status` does not do: it fails when one is
# not running that is switched off, and takes a lock that a check which is cut off leaves behind.
for daemon in "$@"; do
  alive=no
  for file in /var/ossec/var/run/"$daemon"-*.pid; do
    read -r pid 2>/dev/null <"$file" && kill -0 "$pid" 2>/dev/null && alive=yes
  done
  if [ "$alive" = no ]; then
    echo "$daemon does not run: see /var/ossec/logs/ossec.log"
    exit 1
  fi
done
echo "$* run"
