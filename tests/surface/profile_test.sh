#!/usr/bin/env bash
# sql/schema.sql and sql/profile.sql on other databases than the demo's: empty ones, tables that exist, tables with other
# names, no links, no employees, degrees, bad numbers.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
cd "$root" || exit 1

run() { shell "$@" 2>&1 | paste -sd' '; }
refused() { # what, a part of the error, then as fresh
  local what="$1" part="$2" said
  shift 2
  said="$(fresh "$@")"
  [[ "$said" == *"$part"* ]] || fail "$what: expected an error with '$part', got: $said"
}
fresh() { run :memory: ".load $module" ".read sql/schema.sql" ".read sql/profile.sql" "$@"; }

# Six bakers around (0, 0), one of them without employees, two in another district; one far away, one nowhere.
bakers="INSERT INTO firms (firm_id, industry, district, x, y, employees) VALUES
  (1, 'C10', 'A', 0, 0, 10), (2, 'C10', 'A', 100, 0, 5), (3, 'C10', 'A', 0, 100, NULL), (4, 'C10', 'B', 100, 100, 25),
  (5, 'C10', 'B', 50, 50, 0), (6, 'C10', 'A', 50, 0, 10), (7, 'C10', 'B', 9000, 9000, 50), (8, 'C10', NULL, NULL, NULL, 10);
  UPDATE cluster_parameters SET eps = 150, min_points = 3;"

expect "the schema needs no extension and can be read twice" "0" \
  "$(run :memory: ".read sql/schema.sql" ".read sql/schema.sql" "SELECT count(*) FROM open_firms")"
expect "an empty database has no clusters" "0 0 0" \
  "$(fresh "SELECT count(*) FROM cluster_profile" "SELECT count(*) FROM cluster_members" \
    "SELECT count(*) FROM cluster_districts")"

# By hand: 6 of 8 firms; jobs 10+5+25+0+10 = 50 of 110; 4 of 6 in A, effective 36/(16+4) = 1.8; a square of 100 m.
expect "one cluster, every column" \
  "C10|1|6|50|1|0.75|0.4545|0.5|2|1.8|A|0.6667|50.0|41.6667|0.01|600.0|132" \
  "$(fresh "$bakers" "SELECT industry, cluster, firms, jobs, firms_without_jobs, share_of_firms, round(share_of_jobs, 4),
     largest_employer_share, districts, round(effective_districts, 4), main_district, round(main_district_share, 4), centre_x,
     round(centre_y, 4), area_km2, firms_per_km2, length(hull) FROM cluster_profile")"
expect "its districts" "A|4|25|0.6667 B|2|25|0.3333" \
  "$(fresh "$bakers" "SELECT district, firms, jobs, round(share_of_cluster, 4) FROM cluster_districts")"
expect "equally large districts: the first of the alphabet is the main one" "A" \
  "$(fresh "$bakers" "UPDATE firms SET district = iif(firm_id IN (1, 5, 6), 'B', 'A')" "SELECT main_district FROM cluster_profile")"
expect "the profile needs no table of links" "6" "$(fresh "$bakers" "DROP TABLE links" "SELECT firms FROM cluster_profile")"
expect "closed firms do not count" "5" \
  "$(fresh "$bakers" "UPDATE firms SET closed = 2001 WHERE firm_id = 6" "SELECT firms FROM cluster_profile")"
expect "a blank in closed is no year" "6" \
  "$(fresh "$bakers" "UPDATE firms SET closed = iif(firm_id = 6, ' ', char(9))" "SELECT firms FROM cluster_profile")"
expect "a missing weight of a tie stays missing" "1" \
  "$(fresh "INSERT INTO links (from_id, to_id) VALUES (1, 2)" "SELECT weight IS NULL FROM links")"
expect "all in one place: area 0, no density" "6|0.0|" \
  "$(fresh "$bakers" "UPDATE firms SET x = 5, y = 5 WHERE firm_id < 7" "SELECT firms, area_km2, firms_per_km2 FROM cluster_profile")"
# 0.001 degrees each way at 37 N: Planimeter of GeographicLib.
expect "degrees: clusters and areas in metres" "6|0.0098782|607" \
  "$(fresh "$bakers" "UPDATE firms SET x = 127 + x / 1e5, y = 37 + y / 1e5" "UPDATE cluster_parameters SET metric = 'geodesic'" \
    "SELECT firms, round(area_km2, 7), cast(round(firms_per_km2) AS INTEGER) FROM cluster_profile")"
refused "degrees without a word about them" "say 'geodesic'" \
  "$bakers" "UPDATE firms SET x = 127 + x / 1e5, y = 37 + y / 1e5" "SELECT count(*) FROM cluster_profile"
refused "a text that is no number is not 0 jobs" "got 'many'" \
  "$bakers" "UPDATE firms SET employees = 'many' WHERE firm_id = 8" "SELECT jobs FROM cluster_profile"
expect "profile.sql again keeps the parameters" "150.0|3.0 1" \
  "$(fresh "$bakers" ".read sql/profile.sql" "SELECT eps, min_points FROM cluster_parameters" "SELECT count(*) FROM cluster_profile")"
refused "a second row of parameters" "CHECK constraint failed" "INSERT INTO cluster_parameters (only_row) VALUES (2)"
refused "no row of parameters" "eps" "DELETE FROM cluster_parameters" "$bakers" "SELECT count(*) FROM cluster_profile"

# Tables as a CSV import makes them: all text, '' for missing. The names of another register, through a view.
cat > "$work/register.csv" <<'CSV'
biz_no,ksic,gu,east,north,staff,status
0001,C10,A,0,0,10,open
0002,C10,A,100,0,,open
0003,C10,,0,100,5,open
0004,C10,B,,,5,open
0005,C10,B,0,50,5,closed
CSV
expect "another table through a view" "C10|1|3|15|1|0.75|A|0.005 0001|1 0002|1 0003|1 0004|" \
  "$(run :memory: ".load $module" ".import --csv $work/register.csv register" ".read sql/schema.sql" ".read sql/profile.sql" \
    "DROP VIEW open_firms" \
    "CREATE VIEW open_firms AS SELECT biz_no AS firm_id, ksic AS industry, gu AS district, east AS x, north AS y, staff AS employees
     FROM register WHERE status = 'open'" \
    "UPDATE cluster_parameters SET eps = 150, min_points = 3" \
    "SELECT industry, cluster, firms, jobs, firms_without_jobs, share_of_firms, main_district, area_km2 FROM cluster_profile" \
    "SELECT firm_id, cluster FROM cluster_members ORDER BY firm_id")"

# A register of licences: each firm stands in two industries, and counts once in each.
expect "an id in two industries counts once in each" "C10|1|4|1.0|4 C20|1|4|1.0|4 8|8" \
  "$(run :memory: ".load $module" \
    "CREATE TABLE firms (firm_id, name, industry, role, district, x, y, employees, founded, closed)" \
    ".read sql/schema.sql" ".read sql/profile.sql" "UPDATE cluster_parameters SET eps = 150, min_points = 3" \
    "INSERT INTO firms (firm_id, industry, district, x, y, employees)
     SELECT n.column1, i.column1, 'A', 1000 + n.column1 * 10, 2000, 1 FROM (VALUES (1), (2), (3), (4)) AS n, (VALUES ('C10'), ('C20')) AS i" \
    "SELECT p.industry, p.cluster, p.firms, share_of_firms, d.firms
     FROM cluster_profile AS p JOIN cluster_districts AS d USING (industry, cluster)" \
    "SELECT count(*), count(cluster) FROM cluster_members")"

# schema.sql on a file with tables of its own. It succeeds over an open_firms or a register_firms of the user's own; else it
# fails, says what to do, and leaves the file as it was.
schema_on() { # what stands in the file
  rm -f "$work/own.db"
  sqlite3 "$work/own.db" "$1"
  sqlite3 "$work/own.db" < sql/schema.sql > "$work/said" 2>&1
  echo "rc $?"
  sqlite3 "$work/own.db" "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name)"
}
own="CREATE TABLE firms (biz_no, ksic, east, north)"
expect "a table firms of other columns" "rc 1 firms" "$(schema_on "$own" | paste -sd' ')"
[[ "$(cat "$work/said")" == *"Nothing was changed. First create the view register_firms"* ]] || fail "schema.sql said: $(cat "$work/said")"
sqlite3 "$work/own.db" "ALTER TABLE firms RENAME COLUMN east TO x" || fail "the file can no longer be altered"
expect "the same with an open_firms of its own" "rc 0 districts firms links open_firms register_firms" \
  "$(schema_on "$own; CREATE VIEW open_firms AS SELECT biz_no AS firm_id, ksic AS industry, NULL AS district, east AS x, north AS y, 1 AS employees FROM firms" | paste -sd' ')"
sqlite3 "$work/own.db" "ALTER TABLE firms RENAME COLUMN east TO x" || fail "the file can no longer be altered"
expect "the same with a register_firms" "rc 0 districts firms links open_firms register_firms" \
  "$(schema_on "$own; CREATE VIEW register_firms AS SELECT biz_no AS firm_id, ksic AS industry, NULL AS role, NULL AS district, east AS x, north AS y, 1 AS employees, NULL AS founded, NULL AS closed FROM firms" | paste -sd' ')"
expect "an open_firms that lacks columns" "rc 1 firms open_firms" \
  "$(schema_on "$own; CREATE VIEW open_firms AS SELECT biz_no AS firm_id, ksic AS industry FROM firms" | paste -sd' ')"
[[ "$(cat "$work/said")" == *"Nothing was changed"* ]] || fail "schema.sql said: $(cat "$work/said")"
expect "twice" "rc 0" "$(sqlite3 "$work/twice.db" < sql/schema.sql; sqlite3 "$work/twice.db" < sql/schema.sql; echo "rc $?")"

# Asked from the side of the firms, by a join or a subquery for each, the clusters are computed once and found by an index,
# whatever the type of the key.
for type in "INTEGER PRIMARY KEY" "TEXT PRIMARY KEY NOT NULL" "NUMERIC"; do
  for query in "SELECT * FROM firms AS f LEFT JOIN cluster_members AS m USING (firm_id)" \
    "SELECT (SELECT cluster FROM cluster_members AS m WHERE m.firm_id = f.firm_id) FROM firms AS f"; do
    plan="$(run :memory: ".load $module" "CREATE TABLE firms (firm_id $type, industry, district, x, y, employees, closed)" \
      ".read sql/schema.sql" ".read sql/profile.sql" "EXPLAIN QUERY PLAN $query")"
    [[ "$plan" == *"SEARCH m USING AUTOMATIC"* ]] || fail "firm_id $type: $query: $plan"
  done
done

echo "profile_test: passed"
