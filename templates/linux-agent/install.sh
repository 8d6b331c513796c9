#!/bin/sh
# Brings a Linux host's agent to what the lab wants, however far it is. Run as root in the folder of the parcel.
set -eu
umask 022
# shellcheck disable=SC2034
PARCEL=$(pwd)
. ./packages.sh
# shellcheck disable=SC1091
. ./settings.sh

OSSEC=/var/ossec
AGENT_STATE=$OSSEC/var/run/wazuh-agentd.state
AGENT_LOG=$OSSEC/logs/ossec.log

# restart SERVICE [FILE]: starts a service anew if something of it changed, and fails with its last words if it does not
# run. The file is what it says of its last run, and no longer true.
restart() {
  systemctl enable --quiet "$1" 2>/dev/null || fail "The service $1 could not be enabled."
  if [ "$CHANGED" = yes ] || ! systemctl --quiet is-active "$1"; then
    [ -z "${2:-}" ] || rm -f "$2"
    systemctl restart "$1" || {
      systemctl --no-pager --lines 10 status "$1" >&2 || true
      fail "The service $1 does not start."
    }
    echo "$1: restarted"
  fi
}

install_packetbeat() {
  CHANGED=no
  add_repository elastic "$ELASTIC_APT" "$ELASTIC_YUM" "$ELASTIC_FINGERPRINTS" "$ELASTIC_KEYS"
  install_package packetbeat "$PACKETBEAT_VERSION" elastic
  mkdir -p /var/log/packetbeat/events
  chmod 750 /var/log/packetbeat/events
  put_file packetbeat.yml /etc/packetbeat/packetbeat.yml 600 root:root
  restart packetbeat
}

install_sysmon() {
  CHANGED=no
  if [ "$(uname -m)" != x86_64 ]; then
    echo "sysmon: left out, because Microsoft makes it for x86_64 alone, and this is $(uname -m)"
    return
  fi
  if [ ! -r /sys/kernel/btf/vmlinux ]; then
    echo "sysmon: left out, because this kernel has no type information (/sys/kernel/btf/vmlinux)"
    return
  fi
  add_repository microsoft "$MICROSOFT_APT" "$MICROSOFT_YUM" "$MICROSOFT_FINGERPRINTS" "$MICROSOFT_KEYS"
  install_package sysmonforlinux "$SYSMON_VERSION" microsoft
  put_file sysmon.xml "$STATE/sysmon.xml" 644 root:root
  if [ ! -e /opt/sysmon/sysmon ] || [ "$CHANGED" = yes ]; then
    # Installs the service, or gives a running one its new configuration.
    quietly sysmon -accepteula -i "$STATE/sysmon.xml" || fail "Sysmon could not be installed."
  fi
  restart sysmon
}

install_agent() {
  CHANGED=no
  add_repository wazuh "$WAZUH_APT" "$WAZUH_YUM" "$WAZUH_FINGERPRINTS" "$WAZUH_KEYS"
  install_package wazuh-agent "$AGENT_VERSION" wazuh
  put_file authority.pem "$OSSEC/etc/lab-authority.pem" 640 root:wazuh
  put_file authd.pass "$OSSEC/etc/authd.pass" 640 root:wazuh
  put_file ossec.conf "$OSSEC/etc/ossec.conf" 640 root:wazuh
  # A key is one name's: under another name the agent enrols anew.
  if [ -s "$OSSEC/etc/client.keys" ] && [ "$(cut -d ' ' -f 2 "$OSSEC/etc/client.keys")" != "$AGENT_NAME" ]; then
    : >"$OSSEC/etc/client.keys"
    CHANGED=yes
  fi
  lines=$(wc -l 2>/dev/null <"$AGENT_LOG" || echo 0)
  restart wazuh-agent "$AGENT_STATE"
  await_manager "$lines"
}

# await_manager LINES: waits until the agent is connected; fails with the reason that its log gives behind those lines.
await_manager() {
  waited=0
  until grep -q "^status='connected'" "$AGENT_STATE" 2>/dev/null; do
    errors=$(tail -n "+$(($1 + 1))" "$AGENT_LOG" 2>/dev/null | grep -E ' (ERROR|CRITICAL): ' || true)
    case "$errors" in
      *"Invalid password"*) fail "The manager refuses the enrolment password of this agent." ;;
      *"Invalid group"*) fail "The manager has no such group of agents: $(printf '%s\n' "$errors" | tail -n 1)" ;;
      *"Unable to verify server certificate"*)
        fail "The manager's certificate does not have the address that this agent knows it by."
        ;;
    esac
    waited=$((waited + 1))
    if [ "$waited" -gt "$PATIENCE" ]; then
      fail "The agent has not reached its manager after $PATIENCE s. Its last error: $(
        printf '%s\n' "${errors:-none}" | tail -n 1
      )"
    fi
    sleep 1
  done
  echo "wazuh-agent: connected as $AGENT_NAME"
}

[ -d /run/systemd/system ] || fail "This host does not run systemd, which the lab needs to keep services running."
find_family
mkdir -p "$STATE"
chmod 700 "$STATE"
install_tools
[ -z "$PACKETBEAT_VERSION" ] || install_packetbeat
[ -z "$SYSMON_VERSION" ] || install_sysmon
install_agent
