#!/bin/sh
# Starts Graylog with the lab's authority among those that Java trusts: the Wazuh indexer's certificate is checked.
# The password is Java's own for its store of public certificates, and keeps nothing secret.
set -eu
rm -f "$LAB_TRUST_STORE"
cp "$JAVA_HOME/lib/security/cacerts" "$LAB_TRUST_STORE"
chmod 600 "$LAB_TRUST_STORE"
"$JAVA_HOME/bin/keytool" -importcert -noprompt -alias wazuh-misp-lab -file "$LAB_AUTHORITY" \
  -keystore "$LAB_TRUST_STORE" -storepass changeit
exec /docker-entrypoint.sh "$@"
