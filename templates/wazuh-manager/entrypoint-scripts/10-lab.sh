#!/bin/sh
# Runs after the configuration was copied and before Wazuh starts: new files came as root:root, Wazuh wants its own.
set -eu
cd /var/ossec
chown root:wazuh integrations/custom-misp etc/custom-misp etc/custom-misp/*
chmod 750 integrations/custom-misp etc/custom-misp
chmod 640 etc/custom-misp/*
chown wazuh:wazuh etc/rules/*.xml
chmod 660 etc/rules/*.xml
