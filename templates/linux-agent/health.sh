#!/bin/sh
# Whether this container's agent does its job: exit code 0, and one line that says what runs and what is missing.
set -u

# runs NAME: whether a program of this container runs; with the host's processes in sight, only those of its own are asked.
runs() {
  [ -r "/run/lab/$1.pid" ] && kill -0 "$(cat "/run/lab/$1.pid")" 2>/dev/null
}

status=$(sed -n "s/^status='\(.*\)'$/\1/p" /var/ossec/var/run/wazuh-agentd.state 2>/dev/null)
if [ "$status" != connected ]; then
  reason=$(grep -E ' (ERROR|CRITICAL): ' /var/ossec/logs/ossec.log 2>/dev/null | tail -n 1)
  echo "the agent is ${status:-not started}${reason:+; its last error: $reason}"
  exit 1
fi
line="connected to the manager"
if [ -e /etc/packetbeat/packetbeat.yml ]; then
  runs packetbeat || {
    echo "Packetbeat does not run"
    exit 1
  }
  line="$line, Packetbeat runs"
fi
[ ! -e /run/lab/sysmon ] || line="$line, Sysmon $(cat /run/lab/sysmon)"
echo "$line"
