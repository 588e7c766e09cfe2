#!/usr/bin/env bash
# The main job: installs what is missing, builds the extension, makes build/seoul.db of the synthetic city in fixtures/ and
# prints the location quotients, Herfindahl indices and clusters in it, and what the diagnosis says of each cluster.
#
#   sql/demo.sh              the diagnosis in English
#   sql/demo.sh --lang ko    in Korean
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

language=en
case "${1:-}${2:+ $2}" in
  "") ;;
  "--lang en" | "--lang=en") ;;
  "--lang ko" | "--lang=ko") language=ko ;;
  *)
    echo "sql/demo.sh: unknown argument '$*'; it takes --lang en or --lang ko" >&2
    exit 2
    ;;
esac

ext/build.sh

# Made beside and moved into place: a database that somebody has open is not written into.
made=$(mktemp build/seoul.XXXXXX)
trap 'rm -f "$made"' EXIT
sqlite3 -batch -bail -init /dev/null "$made" '.read sql/demo.sql' ".read sql/demo_words_$language.sql" '.read sql/demo_next.sql'
mv "$made" build/seoul.db
chmod 644 build/seoul.db
