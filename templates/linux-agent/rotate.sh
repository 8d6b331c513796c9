#!/bin/sh
# Called by rsyslog when its file is full: one older file is kept.
mv -f /var/log/syslog /var/log/syslog.1
