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

# The shell of SQLite without the settings that a user keeps in ~/.sqliterc, and paths as it reads them between double quotes.
shell() { sqlite3 -batch -bail -init /dev/null -readonly -noheader -list "$1" "${@:2}"; }
in_quotes() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }
has() { [ "$(shell "$1" "SELECT count(*) FROM $2")" != 0 ]; }
figures="stage, flags, internal_links, linkage_quotient, linked_share, production, research, support, public, crossing_links, crossing_quotient,
  share_outside, event, firms_before, growth_per_year, entry_rate, exit_rate"
diagnosis="SELECT NULL AS industry, NULL AS cluster, NULL AS measures"
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
  diagnosis="SELECT industry, cluster, $measures AS measures, $figures FROM cluster_diagnosis"
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
# The stable names of cluster_lineage, by which the cards of two years are laid side by side. A cluster has the name of that of the
# last snapshot it shares most firms with, unless a larger part of that one carries it on: then it has none yet.
lineage="SELECT NULL AS industry, NULL AS cluster, NULL AS lineage, NULL AS year, NULL AS same WHERE 0"
if has "$1" "sqlite_master WHERE name = 'cluster_lineage'" && has "$1" cluster_snapshots; then
  lineage="
    WITH last AS (SELECT year, points FROM cluster_snapshots ORDER BY year DESC LIMIT 1),
    names AS MATERIALIZED (SELECT year, ifnull(industry, '') || ' ' || cluster AS label, lineage FROM cluster_lineage
                           WHERE year = (SELECT year FROM last) AND cluster IS NOT NULL),
    before AS (SELECT ifnull(d.group_key, '') || ':' || d.id AS firm, ifnull(d.group_key, '') || ' ' || d.cluster AS label
               FROM last, cl_dbscan(last.points, (SELECT eps FROM cluster_parameters), (SELECT min_points FROM cluster_parameters),
                                    (SELECT metric FROM cluster_parameters)) AS d WHERE d.cluster IS NOT NULL),
    after AS (SELECT ifnull(industry, '') || ':' || firm_id AS firm, ifnull(industry, '') || ' ' || cluster AS label
              FROM cluster_members WHERE cluster IS NOT NULL),
    track AS MATERIALIZED (SELECT * FROM cl_track((SELECT cl_labels(firm, label) FROM before), (SELECT cl_labels(firm, label) FROM after))
                           WHERE cluster_before IS NOT NULL AND cluster_after IS NOT NULL AND shared > 0),
    ranked AS (SELECT *, row_number() OVER (PARTITION BY cluster_after ORDER BY shared DESC, cluster_before) AS origin,
                      row_number() OVER (PARTITION BY cluster_before ORDER BY shared DESC, cluster_after) AS heir FROM track)
    SELECT c.industry, c.cluster, n.lineage, (SELECT year FROM last) AS year,
           ifnull(r.shared = r.members_before AND r.shared = r.members_after, 0) AS same
    FROM cluster_profile AS c
    LEFT JOIN ranked AS r ON r.cluster_after = ifnull(c.industry, '') || ' ' || c.cluster AND r.origin = 1 AND r.heir = 1
    LEFT JOIN names AS n ON n.label = r.cluster_before"
fi
links="SELECT 0 AS n"
if has "$1" "pragma_table_info('links') WHERE name = 'from_id'"; then links="SELECT count(*) AS n FROM links"; fi
# The two years compared, where cluster_periods says others than the last and five years before.
periods="SELECT NULL AS year_before, NULL AS year_after WHERE 0"
if has "$1" "sqlite_master WHERE name = 'cluster_history'"; then
  periods="SELECT ifnull(year_before, ifnull(year_after, last) - 5) AS year_before, ifnull(year_after, last) AS year_after
    FROM cluster_periods, (SELECT nullif(max(ifnull(max(founded), 0), ifnull(max(closed), 0)), 0) AS last FROM register_years)
    WHERE (SELECT year_before IS NOT NULL OR year_after IS NOT NULL FROM cluster_periods)"
fi
page="$(mktemp "$2.XXXXXX")"
trap 'rm -f "$page"' EXIT
shell "$1" > "$page" << SQL
.load "$(in_quotes "$module")"
CREATE TEMP TABLE report_options AS SELECT '$lang' AS lang, nullif('${city//\'/\'\'}', '') AS city, $min_firms AS min_firms;
CREATE TEMP TABLE report_diagnosis AS $diagnosis;
CREATE TEMP TABLE report_industries AS $industries;
CREATE TEMP TABLE report_lineage AS $lineage;
CREATE TEMP TABLE report_periods AS $periods;
CREATE TEMP TABLE report_links AS $links;
.read "$(in_quotes "$here/report.sql")"
SQL
chmod 644 "$page"
mv "$page" "$2"
