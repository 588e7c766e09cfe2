#!/usr/bin/env bash
# The main job: installs what is missing, builds the extension, makes build/seoul.db of the synthetic city in fixtures/ and
# prints the location quotients, Herfindahl indices and clusters in it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ext/build.sh

# Made beside and moved into place: a database that somebody has open is not written into.
made=$(mktemp build/seoul.XXXXXX)
trap 'rm -f "$made"' EXIT
sqlite3 -batch -bail -init /dev/null "$made" '.read sql/demo.sql'
mv "$made" build/seoul.db
chmod 644 build/seoul.db
