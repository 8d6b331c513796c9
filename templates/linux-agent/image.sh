#!/bin/sh
# Installs an agent's programs into its image; the first argument is the agent's version.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC2034
PARCEL=$(mktemp -d)
. ./packages.sh
# shellcheck disable=SC1091
. ./settings.sh

find_family
mkdir -p "$STATE"
install_tools
add_repository wazuh "$WAZUH_APT" "$WAZUH_YUM" "$WAZUH_FINGERPRINTS" "$WAZUH_KEYS"
install_package wazuh-agent "$1" wazuh
add_repository elastic "$ELASTIC_APT" "$ELASTIC_YUM" "$ELASTIC_FINGERPRINTS" "$ELASTIC_KEYS"
install_package packetbeat "$PACKETBEAT_VERSION" elastic
# Microsoft makes it for amd64 alone: an agent is whole without it, and says so where it is wanted.
if ! obstacle=$( (
  add_repository microsoft "$MICROSOFT_APT" "$MICROSOFT_YUM" "$MICROSOFT_FINGERPRINTS" "$MICROSOFT_KEYS"
  install_package sysmonforlinux "$SYSMON_VERSION" microsoft
) 2>&1); then
  printf '%s\n' "$obstacle"
  remove_repository microsoft
  mkdir -p /opt/lab
  printf '%s\n' "$obstacle" | tail -n 1 >/opt/lab/no-sysmon
fi

# The agent's configuration is kept aside, for a volume lies over its place; each container has a key of its own.
mkdir -p /opt/lab
cp -a /var/ossec/etc /opt/lab/etc
rm -f /opt/lab/etc/client.keys /etc/packetbeat/packetbeat.yml
rm -rf /var/lib/apt/lists/* "$STATE" "$PARCEL"
