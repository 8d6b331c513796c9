#!/bin/sh
# Takes from a Linux host what the lab has brought. What was there before stays. Run as root in the folder of the parcel.
set -eu
. ./packages.sh

# brought PACKAGE: whether the lab has brought it.
brought() {
  grep -qx "$1" "$STATE/packages" 2>/dev/null
}

find_family
if brought sysmonforlinux; then
  ! command -v sysmon >/dev/null || quietly sysmon -u force || fail "Sysmon could not be stopped."
  remove_package sysmonforlinux
  rm -rf /opt/sysmon
fi
if brought packetbeat; then
  remove_package packetbeat
  rm -rf /etc/packetbeat /var/lib/packetbeat /var/log/packetbeat
fi
if brought wazuh-agent; then
  remove_package wazuh-agent
  rm -rf /var/ossec
else
  # The agent of somebody else: it keeps running, and no longer enrols with the lab's password.
  rm -f /var/ossec/etc/authd.pass /var/ossec/etc/lab-authority.pem
fi
for repository in wazuh elastic microsoft; do
  remove_repository "$repository"
done
rm -rf "$STATE"
