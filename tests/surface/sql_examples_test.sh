#!/usr/bin/env bash
# Every page of sql/examples that needs only the synthetic city runs to its end on the demo's database, prints something and
# no error. Pages on real data are run by realdata_test.sh.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT

# Where the pages expect to be run from.
mkdir "$work/build"
ln -s "$root/sql" "$root/fixtures" "$work"
ln -s "$module" "$work/build/mod_clusterlite.so"
cd "$work" || exit 1
shell build/city.db ".read sql/demo.sql" > /dev/null || fail "sql/demo.sql failed"

has_spatialite=yes
shell :memory: ".load mod_spatialite" 2> /dev/null || has_spatialite=

failures=0
pages=0
left_out=()
for page in sql/examples/*.sql; do
  grep -q 'shared/realdata' "$page" && continue
  if [ -z "$has_spatialite" ] && grep -q '^\.load mod_spatialite' "$page"; then left_out+=("$page: no mod_spatialite"); continue; fi
  pages=$((pages + 1))
  cp build/city.db build/seoul.db
  if ! shell build/seoul.db ".load build/mod_clusterlite" ".read $page" > out 2> err || [ -s err ]; then
    echo "sql_examples_test: $page failed: $(head -5 err)" >&2
    failures=$((failures + 1))
  elif [ "$(wc -l < out)" -lt 5 ]; then
    echo "sql_examples_test: $page printed hardly anything: $(cat out)" >&2
    failures=$((failures + 1))
  elif ! grep -q '^-- .*sqlite3 ' "$page"; then
    echo "sql_examples_test: $page does not say how to run it (a comment with a line that starts with sqlite3)" >&2
    failures=$((failures + 1))
  elif [ "$page" = sql/examples/clusters_and_districts.sql ] && # as planted (fixtures/planted.csv)
    ! { grep -qE '^IT services +1 +663 +Gangnam-gu +408 ' out && grep -qE '^IT services +1 +663 +Seocho-gu +255 ' out; }; then
    echo "sql_examples_test: $page does not find the planted IT cluster in its gu" >&2
    failures=$((failures + 1))
  fi
done
[ "$failures" -eq 0 ] || exit 1
echo "sql_examples_test: passed ($pages pages${left_out:+; left out: ${left_out[*]}})"
