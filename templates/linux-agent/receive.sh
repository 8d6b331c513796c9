#!/bin/sh
# Takes files from standard input into a folder that only root reads, and runs one of them there. Each line is a name and
# the content in base64; the last is "complete", so that nothing runs when the connection breaks before.
umask 077
set -eu
parcel=$(mktemp -d)
trap 'rm -rf "$parcel"' EXIT
trap 'exit 1' HUP INT TERM
while read -r name content; do
  base64 -d >"$parcel/$name" <<END
$content
END
done
if [ ! -e "$parcel/complete" ]; then
  echo "The files for this host ended early; nothing was changed." >&2
  exit 1
fi
cd "$parcel"
sh "./$1" </dev/null
