#!/usr/bin/env bash
# sql/REFERENCE.md is what sql/reference.sql prints with this build, sql/REFERENCE.ko.md what sql/reference.ko.sql prints; every
# function has a section and a Korean entry, and every link leads to one.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
module="${CLUSTERLITE_MODULE:?}"
source "$here/../clients/client.sh"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT

failures=0
while read -r script page; do
  with_runtime sqlite3 -batch -init /dev/null :memory: ".load $module" ".read $root/sql/$script" > "$work/$page" || {
    echo "reference_test: sql/$script failed" >&2
    exit 1
  }
  if ! diff -u "$root/sql/$page" "$work/$page" > "$work/difference"; then
    head -40 "$work/difference" >&2
    echo "reference_test: sql/$page is out of date; renew it with" >&2
    echo "  sqlite3 :memory: '.load build/mod_clusterlite' '.read sql/$script' > sql/$page" >&2
    failures=1
  fi
done << 'PAGES'
reference.sql REFERENCE.md
reference.ko.sql REFERENCE.ko.md
PAGES
for name in $(with_runtime sqlite3 -batch -init /dev/null :memory: ".load $module" "SELECT DISTINCT name FROM cl_functions"); do
  [ "$(grep -cx "### $name" "$work/REFERENCE.md")" -eq 1 ] || { echo "reference_test: no section for $name" >&2; failures=1; }
  grep -qF -- "- [**$name**](REFERENCE.md#$name): " "$work/REFERENCE.ko.md" || { echo "reference_test: no Korean entry for $name" >&2; failures=1; }
done
while read -r anchor; do
  grep -E '^#{2,4} ' "$work/REFERENCE.md" | sed -E 's/^#+ //' | tr 'A-Z ' 'a-z-' | grep -qx -- "$anchor" ||
    { echo "reference_test: the link #$anchor leads nowhere" >&2; failures=1; }
done < <(grep -oE '\]\(#[^)]*\)' "$work/REFERENCE.md" | sed 's/^](#//; s/)$//' | sort -u)
# The Korean page: its chapters have Korean titles, and its links, those of the glossary too, lead to entries of the English one.
grep '^## ' "$work/REFERENCE.ko.md" | grep -vP '[\x{AC00}-\x{D7A3}]' | grep -v '^## ClusterLite ' >&2 && { echo "reference_test: a chapter without a Korean title" >&2; failures=1; }
while read -r name; do
  grep -qx "### $name" "$work/REFERENCE.md" || { echo "reference_test: REFERENCE.ko.md leads to $name, which is not there" >&2; failures=1; }
done < <(grep -oE 'REFERENCE\.md#[a-z0-9_]+' "$work/REFERENCE.ko.md" | sed 's/.*#//' | sort -u)
[ "$failures" -eq 0 ] || exit 1
echo "reference_test: passed ($(wc -l < "$work/REFERENCE.md") lines)"
