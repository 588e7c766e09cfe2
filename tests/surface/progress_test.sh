#!/usr/bin/env bash
# cl_progress: lines on stderr while a long analysis runs, for the connection that asked, and the same results.
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../clients/client.sh"
needs_program sqlite3
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT

# Random labels of 4,000 points, compared as often as asked for: a share of them is done at any time.
long="SELECT count(*), sum(k) > 0 FROM cl_ripley_k((
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
  SELECT cl_points(i, i * 7919 % 10007, i * 104729 % 9973, 1, CASE WHEN i % 5 = 0 THEN 'a' ELSE 'b' END) FROM n), 3000, 300)
  WHERE simulations = 120"
run() { # what to do before, stdout, stderr
  with_runtime sqlite3 -batch -init /dev/null :memory: -cmd ".load $module" -cmd "SELECT cl_threads(1)" -cmd "$1" "$long" > "$2" 2> "$3" ||
    fail "the analysis fails: $(cat "$3")"
}
begun=$SECONDS
run "SELECT cl_progress() * 0" "$work/silent" "$work/silent.err"
[ ! -s "$work/silent.err" ] || fail "without cl_progress(1) stderr has: $(head -1 "$work/silent.err")"
[ $((SECONDS - begun)) -ge 3 ] || skip "this machine takes less than three seconds for the analysis"
run "SELECT cl_progress(1) * 0" "$work/shown" "$work/shown.err"
cmp -s "$work/silent" "$work/shown" || fail "showing the progress changes the result"
[ -s "$work/shown.err" ] || fail "cl_progress(1) shows nothing"
grep -qE '^cl_ripley_k: [0-9]+ %, [0-9]+ s left$' "$work/shown.err" || fail "no percent: $(head -3 "$work/shown.err")"
strange="$(grep -vE '^cl_[a-z_]+: ([0-9]+ %, [0-9]+ s left|[0-9]+ s so far)$' "$work/shown.err")" && fail "a strange line: $strange"
run "SELECT cl_progress(1) * cl_progress(0)" "$work/off" "$work/off.err"
[ ! -s "$work/off.err" ] || fail "cl_progress(0) does not end it"

# A collection says how many rows it has taken, also that of a permanent table; never in the result.
rows="WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000000)"
collect() { # shown, stdout, stderr
  with_runtime sqlite3 -batch -init /dev/null :memory: -cmd ".load $module" -cmd "SELECT cl_progress($1) * 0" \
    "SELECT rows FROM cl_describe(($rows SELECT cl_points(i, i % 1009, i % 997) FROM n))" \
    "CREATE VIEW v AS $rows SELECT i % 7 AS place, i % 5 AS industry FROM n" \
    "CREATE VIRTUAL TABLE d USING cl_location_quotient(source = v, region = place, industry = industry)" "SELECT sum(firms) FROM d" > "$2" 2> "$3" || fail "the collection fails: $(cat "$3")"
}
collect 0 "$work/silent" "$work/silent.err"
[ ! -s "$work/silent.err" ] || fail "without cl_progress(1) a collection says: $(head -1 "$work/silent.err")"
begun=$SECONDS
collect 1 "$work/shown" "$work/shown.err"
cmp -s "$work/silent" "$work/shown" || fail "showing the progress changes what was collected"
if [ $((SECONDS - begun)) -ge 5 ]; then
  grep -qE '^cl_points: [0-9,]+ rows, [0-9]+ s so far$' "$work/shown.err" || fail "no rows of cl_points: $(head -3 "$work/shown.err")"
  grep -qE '^d: [0-9,]+ rows, [0-9]+ s so far$' "$work/shown.err" || fail "no rows of a permanent table: $(cat "$work/shown.err")"
fi

echo "progress_test: passed"
