#!/usr/bin/env bash
# The main job: installs what is missing, builds the extension, makes build/seoul.db of the synthetic city in fixtures/ and
# prints the location quotients, Herfindahl indices and clusters in it, and what the diagnosis says of each cluster.
#
#   sql/demo.sh              the diagnosis in English
#   sql/demo.sh --lang ko    in Korean
#
# Installed, it needs no build and makes seoul.db in the directory where it is started.
set -euo pipefail
sql="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

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

made_in=.
if [ -e "$sql/../ext/build.sh" ]; then
  cd "$sql/.."
  ext/build.sh
  made_in=build
fi

# Made beside and moved into place: a database that somebody has open is not written into.
made=$(mktemp "$made_in/seoul.XXXXXX")
trap 'rm -f "$made"' EXIT
in_quotes() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }
pages=()
for page in demo "demo_words_$language" demo_next; do pages+=(".read \"$(in_quotes "$sql/$page.sql")\""); done
sqlite3 -batch -bail -init /dev/null "$made" "${pages[@]}"
mv "$made" "$made_in/seoul.db"
chmod 644 "$made_in/seoul.db"
