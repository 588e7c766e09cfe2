#!/usr/bin/env bash
# The sqlite3 shell as an analyst uses it: a file, a CSV whose columns stay TEXT, the idiom, a permanent table, closing and
# opening again, changes by a program that knows nothing of ClusterLite, a dump, copies without the extension.
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
needs_program sqlite3
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
db="$work/firms of 2003.db"

cat > "$work/firms.csv" << 'END'
firm_id,name,industry,district,x,y,employees
1,Hana,J62,Gangnam-gu,959000,1946000,12
2,"Daon, Park & Co",J62,Gangnam-gu,959300,1946000,3
3,다온,J62,Seocho-gu,959000,1946300,40
4,"The ""Best""",C14,Seocho-gu,959100,1946100,7
5,Nuri,J62,Jung-gu,,,9
6,Saem,J62,Jung-gu,970000,1960000,
7,Byeol,C14,Jung-gu,970000,1960000,5
END

# ---- a CSV as it comes
shell "$db" ".import --csv $work/firms.csv firms" || fail "the import failed"
expect "types after .import" "text|text|text" "$(shell "$db" "SELECT DISTINCT typeof(firm_id), typeof(x), typeof(employees) FROM firms")"
expect "the idiom over text columns" "1|3|55" "$(shell "$db" ".load $module" "
  SELECT m.cluster, count(*) AS firms, sum(f.employees) AS jobs
  FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms WHERE industry = 'J62'), 500, 3) AS m
  JOIN firms AS f ON f.firm_id = m.id
  WHERE m.cluster IS NOT NULL GROUP BY m.cluster")"
expect "text ids come back as text, firms without coordinates come back" "1:text 2:text 3:text 5:text 6:text" \
  "$(shell "$db" ".load $module" "
  SELECT group_concat(id || ':' || typeof(id), ' ') FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms WHERE industry = 'J62'), 500, 3)")"
# J62 has 64 of 76 jobs: 15 in Gangnam-gu, 40 in Seocho-gu, 9 in Jung-gu; C14 7 in Seocho-gu and 5 in Jung-gu.
expect "location quotients over text columns" "C14|Jung-gu|2.26|1
C14|Seocho-gu|0.94|1
J62|Gangnam-gu|1.19|2
J62|Seocho-gu|1.01|1" "$(shell "$db" ".load $module" "
  SELECT industry, region, round(lq, 2), firms FROM cl_location_quotient((SELECT cl_crosstab(district, industry, employees) FROM firms))
  WHERE lq > 0.9 ORDER BY 1, 2")"
expect "Herfindahl index over text columns" "C14|0.5139|2
J62|0.4653|3" "$(shell "$db" ".load $module" "
  SELECT industry, round(cl_herfindahl(employees, district), 4), count(DISTINCT district) FROM firms GROUP BY industry")"

# ---- a permanent table, opened again
shell "$db" ".load $module" "
  CREATE VIEW it_firms AS SELECT * FROM firms WHERE industry = 'J62';
  CREATE VIRTUAL TABLE it_clusters USING cl_dbscan(source = it_firms, id = firm_id, x = x, y = y, eps = 500, min_points = 3);
  CREATE VIRTUAL TABLE quotients USING cl_location_quotient(source = firms, region = district, industry = industry, value = employees);
  CREATE TABLE kept AS SELECT * FROM it_clusters" || fail "the permanent tables cannot be made"
in_cluster="SELECT count(*) FROM it_clusters WHERE cluster = 1"
expect "a permanent table in another process" "3" "$(shell "$db" ".load $module" "$in_cluster")"
expect "a lookup by id" "3|core" "$(shell "$db" ".load $module" "SELECT id, kind FROM it_clusters WHERE id = '3'")"

# ---- another program changes the firms, without the extension
shell "$db" "INSERT INTO firms VALUES ('8', 'Gaon', 'J62', 'Gangnam-gu', '959100', '1946200', '6'); DELETE FROM firms WHERE firm_id = '5'"
expect "after INSERT and DELETE by a program without the extension" "4" "$(shell "$db" ".load $module" "$in_cluster")"
expect "within a transaction and after its ROLLBACK" "5
4" "$(shell "$db" ".load $module" "
  BEGIN; INSERT INTO firms VALUES ('9', 'Haneul', 'J62', 'Gangnam-gu', 959150, 1946250, 1);" "$in_cluster" "ROLLBACK;" "$in_cluster")"
expect "what a program without the extension says of a permanent table" "no such module: cl_dbscan" \
  "$(shell "$db" "$in_cluster" 2>&1 | grep -o 'no such module: cl_dbscan')"
expect "a copy needs no extension" "3" "$(shell "$db" "SELECT count(*) FROM kept WHERE cluster = 1")"

# ---- dump, restore, VACUUM, rename, drop
shell "$db" ".load $module" .dump > "$work/dump.sql" || fail "the dump failed"
with_runtime sqlite3 -batch -init /dev/null "$work/restored.db" ".load $module" ".read $work/dump.sql" || fail "the dump cannot be read"
expect "a permanent table after a dump" "4" "$(shell "$work/restored.db" ".load $module" "$in_cluster")"
expect "the quotients after a dump" "$(shell "$db" ".load $module" "SELECT sum(lq), count(*) FROM quotients")" \
  "$(shell "$work/restored.db" ".load $module" "SELECT sum(lq), count(*) FROM quotients")"
expect "after VACUUM and renaming" "4" "$(shell "$work/restored.db" ".load $module" "
  VACUUM; ALTER TABLE it_clusters RENAME TO \"IT clusters\"; SELECT count(*) FROM \"IT clusters\" WHERE cluster = 1")"
expect "after dropping" "0" "$(shell "$work/restored.db" ".load $module" "
  DROP TABLE \"IT clusters\"; DROP TABLE quotients; SELECT count(*) FROM sqlite_master WHERE name LIKE '%clusters%' OR name = 'quotients'")"

# ---- errors
message="$(shell "$db" ".load $module" "SELECT * FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), -5, 3)" 2>&1)" &&
  fail "an error did not end the shell with a failure"
expect "an error as the shell shows it" "cl_dbscan: eps must be >= 0 (got -5)" "$(grep -o 'cl_dbscan: .*' <<< "$message")"
expect "an extension that is there twice" "1" "$(shell "$db" ".load $module" ".load $module" "SELECT count(*) = count(DISTINCT signature) FROM cl_functions")"

# ---- the function in SQL that loads extensions, by name and path without the ending
expect "load_extension()" "0.2.0" "$(shell :memory: "SELECT load_extension('${module%.so}'); SELECT cl_version()" | tail -1)"

echo "shell_test: passed (SQLite $(sqlite3 -version | cut -d' ' -f1))"
