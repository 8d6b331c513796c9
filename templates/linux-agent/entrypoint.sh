#!/bin/sh
# Runs an agent in a container: rsyslog, the agent, Packetbeat and, where it is wanted and the kernel allows it, Sysmon.
# Ends when one of them does, so that Docker starts the container anew.
set -eu

OSSEC=/var/ossec
mkdir -p /run/lab /var/log/packetbeat/events
# What a container that was killed has left: its numbers are other processes' by now, which would be taken for the agent,
# its lock or its rsyslog, and its state is not true any more.
rm -f /run/lab/* /run/rsyslogd.pid /var/lib/packetbeat/packetbeat.lock "$OSSEC"/var/run/*
rm -rf "$OSSEC/var/start-script-lock"

# The folder is a volume, because the agent's key must outlive the container: everything else in it is the image's.
cp -a /opt/lab/etc/. "$OSSEC/etc/"
[ -e "$OSSEC/etc/client.keys" ] || install -m 640 -o root -g wazuh /dev/null "$OSSEC/etc/client.keys"
# A key is one name's.
if [ "$(cut -d ' ' -f 2 "$OSSEC/etc/client.keys")" != "$(hostname)" ]; then
  : >"$OSSEC/etc/client.keys"
fi
install -m 640 -o root -g wazuh /etc/lab/ossec.conf "$OSSEC/etc/ossec.conf"
install -m 640 -o root -g wazuh /etc/lab/authd.pass "$OSSEC/etc/authd.pass"
install -m 640 -o root -g wazuh /etc/lab/authority.pem "$OSSEC/etc/lab-authority.pem"

# Why Sysmon cannot run here; nothing when it can.
sysmon_obstacle() {
  if [ -e /opt/lab/no-sysmon ]; then
    echo "is left out: $(cat /opt/lab/no-sysmon)"
  elif pgrep -x sysmon >/dev/null; then
    echo "is left out: another one watches this host already"
  elif [ ! -r /sys/kernel/btf/vmlinux ]; then
    echo "is left out: this kernel has no type information (/sys/kernel/btf/vmlinux)"
  elif ! mountpoint -q /sys/kernel/tracing && ! mount -t tracefs nodev /sys/kernel/tracing 2>/dev/null; then
    echo "is left out: this kernel does not let the container trace it"
  fi
}

# Without systemd its installation cannot start the service; as a service it goes into the background by itself.
start_sysmon() {
  obstacle=$(sysmon_obstacle)
  if [ -z "$obstacle" ]; then
    sysmon -accepteula -i /etc/lab/sysmon.xml >/run/lab/sysmon.log 2>&1 || true
    if ! pgrep -x sysmon >/dev/null; then
      /opt/sysmon/sysmon -i /opt/sysmon/config.xml -service >>/run/lab/sysmon.log 2>&1 || true
    fi
    pgrep -x sysmon >/dev/null || obstacle="does not start: $(tail -n 1 /run/lab/sysmon.log)"
  fi
  echo "${obstacle:-runs}" >/run/lab/sysmon
  echo "Sysmon $(cat /run/lab/sysmon)"
}

# shellcheck disable=SC2317,SC2329
stop() {
  trap - TERM INT
  # A manager that is told of it has the agent as disconnected at once.
  "$OSSEC/bin/wazuh-control" stop || true
  kill 0
  exit 0
}
trap stop TERM INT

rsyslogd -n &
echo $! >/run/lab/rsyslogd.pid
[ ! -e /etc/lab/sysmon.xml ] || start_sysmon
if [ -e /etc/packetbeat/packetbeat.yml ]; then
  packetbeat -c /etc/packetbeat/packetbeat.yml --path.home /usr/share/packetbeat --path.config /etc/packetbeat \
    --path.data /var/lib/packetbeat --path.logs /var/log/packetbeat -e &
  echo $! >/run/lab/packetbeat.pid
fi
[ -e "$OSSEC/logs/ossec.log" ] || install -m 660 -o wazuh -g wazuh /dev/null "$OSSEC/logs/ossec.log"
"$OSSEC/bin/wazuh-control" start
tail -n +1 -F "$OSSEC/logs/ossec.log" &

# Ends with the first program that does; the agent's daemons are asked each few seconds.
while "$OSSEC/bin/wazuh-control" status >/dev/null; do
  for program in rsyslogd packetbeat; do
    if [ -e "/run/lab/$program.pid" ] && ! kill -0 "$(cat "/run/lab/$program.pid")" 2>/dev/null; then
      echo "$program has ended" >&2
      exit 1
    fi
  done
  sleep 5 &
  wait $! || true
done
echo "A daemon of the agent has ended" >&2
exit 1
