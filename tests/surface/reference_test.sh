#!/usr/bin/env bash
# sql/REFERENCE.md is what sql/reference.sql prints with this build; every function has a section, and every link leads to
# one.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
module="${CLUSTERLITE_MODULE:?}"
source "$here/../clients/client.sh"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT

with_runtime sqlite3 -batch -init /dev/null :memory: ".load $module" ".read $root/sql/reference.sql" > "$work/REFERENCE.md" || {
  echo "reference_test: sql/reference.sql failed" >&2
  exit 1
}
failures=0
if ! diff -u "$root/sql/REFERENCE.md" "$work/REFERENCE.md" > "$work/difference"; then
  head -40 "$work/difference" >&2
  echo "reference_test: sql/REFERENCE.md is out of date; renew it with" >&2
  echo '  sqlite3 :memory: ".load build/mod_clusterlite" ".read sql/reference.sql" > sql/REFERENCE.md' >&2
  failures=1
fi
for name in $(with_runtime sqlite3 -batch -init /dev/null :memory: ".load $module" "SELECT DISTINCT name FROM cl_functions"); do
  [ "$(grep -cx "### $name" "$work/REFERENCE.md")" -eq 1 ] || { echo "reference_test: no section for $name" >&2; failures=1; }
done
while read -r anchor; do
  grep -E '^#{2,4} ' "$work/REFERENCE.md" | sed -E 's/^#+ //' | tr 'A-Z ' 'a-z-' | grep -qx -- "$anchor" ||
    { echo "reference_test: the link #$anchor leads nowhere" >&2; failures=1; }
done < <(grep -oE '\]\(#[^)]*\)' "$work/REFERENCE.md" | sed 's/^](#//; s/)$//' | sort -u)
[ "$failures" -eq 0 ] || exit 1
echo "reference_test: passed ($(wc -l < "$work/REFERENCE.md") lines)"
