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

has() { [ "$(sqlite3 -readonly "$1" "SELECT count(*) FROM $2")" != 0 ]; }
figures="stage, flags, internal_links, linkage_quotient, linked_share, production, research, support, public, crossing_links, crossing_quotient,
  share_outside, event, firms_before, growth_per_year, entry_rate, exit_rate"
diagnosis="SELECT NULL AS industry, NULL AS cluster, NULL AS name, NULL AS measures"
for figure in ${figures//,/ }; do diagnosis="$diagnosis, NULL AS $figure"; done
diagnosis="$diagnosis WHERE 0"
if has "$1" "sqlite_master WHERE name = 'cluster_diagnosis'"; then
  measures="measures_$lang"
  # With a limit the measures do not name the districts and roles they are about, which can be those of few firms.
  [ "$min_firms" -le 1 ] || measures="(
    SELECT group_concat(text, '; ') FROM (
      SELECT replace(replace(replace(text_$lang, '({roles})', ''), ': {roles}', ''), ': {districts}', '') AS text
      FROM cluster_measures AS t WHERE instr('; ' || measures || '; ', '; ' || t.measure || '; ') ORDER BY t.rowid)
    WHERE text NOT LIKE '%{%')"
  diagnosis="SELECT industry, cluster, name, $measures AS measures, $figures FROM cluster_diagnosis"
fi
# Names of industries, where a table industries (code, name, name_ko) has them; in a Korean report Korean ones only.
industries="SELECT NULL AS code, NULL AS name WHERE 0"
if has "$1" "pragma_table_info('industries') WHERE name = 'code'"; then
  name="name"
  if [ "$lang" = ko ]; then
    name="iif(name GLOB '*[가-힣]*', name, NULL)"
    if has "$1" "pragma_table_info('industries') WHERE name = 'name_ko'"; then name="ifnull(nullif(name_ko, ''), $name)"; fi
  fi
  industries="SELECT code, $name AS name FROM industries"
fi
# The stable names of cluster_lineage, by which the cards of two years are laid side by side: of the last snapshot, where it is
# of the same clusters.
lineage="SELECT NULL AS industry, NULL AS cluster, NULL AS firms, NULL AS lineage WHERE 0"
if has "$1" "sqlite_master WHERE name = 'cluster_lineage'"; then
  lineage="SELECT industry, cluster, firms, lineage FROM cluster_lineage WHERE year = (SELECT max(year) FROM cluster_lineage)"
fi
page="$(mktemp "$2.XXXXXX")"
trap 'rm -f "$page"' EXIT
sqlite3 -batch -bail -readonly -noheader -list "$1" > "$page" << SQL
.load '$module'
CREATE TEMP TABLE report_options AS SELECT '$lang' AS lang, nullif('${city//\'/\'\'}', '') AS city, $min_firms AS min_firms;
CREATE TEMP TABLE report_diagnosis AS $diagnosis;
CREATE TEMP TABLE report_industries AS $industries;
CREATE TEMP TABLE report_lineage AS $lineage;
.read '$here/report.sql'
SQL
chmod 644 "$page"
mv "$page" "$2"
