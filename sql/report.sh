#!/usr/bin/env bash
# A report of the clusters of a database as one HTML page that needs nothing else: sql/report.sql with its options.
#
#   sql/report.sh [--lang ko] [--city NAME] [--min-firms N] database out.html
#
# The database has the views of schema.sql and profile.sql; with those of diagnosis.sql the cards say more. It is only read.
# --min-firms N leaves out figures of fewer than N firms and draws no single firm; the corners of the hulls are firms still. The extension is looked for in CLUSTERLITE_MODULE, in build/ beside
# sql/, and where the system keeps libraries.
set -euo pipefail

usage() {
  echo "usage: report.sh [--lang en|ko] [--city NAME] [--min-firms N] database out.html" >&2
  exit 2
}
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
lang=en city="" min_firms=1
while [ $# -gt 2 ]; do
  case "$1" in
    --lang) lang="$2" ;;
    --city) city="$2" ;;
    --min-firms) min_firms="$2" ;;
    *) usage ;;
  esac
  shift 2
done
[ $# = 2 ] || usage
[[ "$lang" =~ ^(en|ko)$ ]] || usage
[[ "$min_firms" =~ ^[0-9]{1,9}$ ]] || usage
[ -r "$1" ] || { echo "report.sh: no database $1" >&2; exit 1; }
module="${CLUSTERLITE_MODULE:-mod_clusterlite}"
[ -n "${CLUSTERLITE_MODULE:-}" ] || [ ! -e "$here/../build/mod_clusterlite.so" ] || module="$here/../build/mod_clusterlite.so"

diagnosis="SELECT NULL AS industry, NULL AS cluster, NULL AS name, NULL AS stage, NULL AS flags, NULL AS measures WHERE 0"
if [ "$(sqlite3 -readonly "$1" "SELECT count(*) FROM sqlite_master WHERE name = 'cluster_diagnosis'")" != 0 ]; then
  measures="measures_$lang"
  # With a limit the measures do not name the districts and roles they are about, which can be those of few firms.
  [ "$min_firms" -le 1 ] || measures="(
    SELECT group_concat(text, '; ') FROM (
      SELECT replace(replace(replace(text_$lang, '({roles})', ''), ': {roles}', ''), ': {districts}', '') AS text
      FROM cluster_measures AS t WHERE instr('; ' || measures || '; ', '; ' || t.measure || '; ') ORDER BY t.rowid)
    WHERE text NOT LIKE '%{%')"
  diagnosis="SELECT industry, cluster, name, stage, flags, $measures AS measures FROM cluster_diagnosis"
fi
page="$(mktemp "$2.XXXXXX")"
trap 'rm -f "$page"' EXIT
sqlite3 -batch -bail -readonly -noheader -list "$1" > "$page" << SQL
.load '$module'
CREATE TEMP TABLE report_options AS SELECT '$lang' AS lang, nullif('${city//\'/\'\'}', '') AS city, $min_firms AS min_firms;
CREATE TEMP TABLE report_diagnosis AS $diagnosis;
.read '$here/report.sql'
SQL
chmod 644 "$page"
mv "$page" "$2"
