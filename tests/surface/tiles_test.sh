#!/usr/bin/env bash
# sql/tiles.sh against cl_dbscan over the whole file: clusters, kinds and numbers of 20,000 firms, in tiles of every sort.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../clients/client.sh"
needs_program sqlite3 xargs
source_dir="${CLUSTERLITE_SOURCE_DIR:?set CLUSTERLITE_SOURCE_DIR to the source directory}"
export CLUSTERLITE_MODULE="$module"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
lend_runtime_to sqlite3 "$work"

# Firms around 60 centres and scattered ones, by a fixed sequence; some without coordinates. Some ids occur in two groups.
shell "$work/city.db" << 'SQL'
CREATE TABLE city(id INTEGER, x REAL, y REAL, weight REAL, group_key TEXT);
WITH RECURSIVE s(i, a, b, c) AS (
  SELECT 1, 12345, 67891, 1013
  UNION ALL
  SELECT i + 1, (a * 16807) % 2147483647, (b * 48271) % 2147483647, (c * 69621) % 2147483647 FROM s WHERE i < 20000)
INSERT INTO city
SELECT i,
  CASE WHEN i % 1000 = 7 THEN NULL WHEN i % 3 = 0 THEN a % 200000 / 10.0
       ELSE (i % 60) * 7919 % 20000 + (a % 10007 + b % 10009) / 10.0 - 1000 END,
  CASE WHEN i % 3 = 0 THEN b % 200000 / 10.0
       ELSE (i % 60) * 104729 % 20000 + (c % 10007 + a % 9973) / 10.0 - 1000 END,
  c % 20, char(65 + c % 5)
FROM s;
SQL

compare() { # name, view, eps, min_points, tiles, metric
  rm -f "$work/result.db" "$work/source.db"
  shell "$work/source.db" "ATTACH '$work/city.db' AS c; CREATE TABLE firms AS $2; CREATE INDEX firms_x ON firms(x)"
  bash "$source_dir/sql/tiles.sh" "$work/source.db" "$work/result.db" "$3" "$4" "$5" 2 "$6"
  got="$(shell "$work/source.db" -cmd ".load \"$module\"" "ATTACH '$work/result.db' AS r;
    CREATE TEMP TABLE w AS SELECT id, group_key, cluster, kind
    FROM cl_dbscan((SELECT cl_points(id, x, y, weight, group_key) FROM firms), $3, $4, '$6');
    SELECT (SELECT count(*) FROM r.firm_cluster),
      (SELECT count(*) FROM (SELECT * FROM w EXCEPT SELECT * FROM r.firm_cluster)),
      (SELECT count(*) FROM (SELECT * FROM r.firm_cluster EXCEPT SELECT * FROM w)),
      (SELECT count(*) > 1 FROM (SELECT DISTINCT cluster FROM w WHERE cluster IS NOT NULL));")"
  expect "$1" "20000|0|0|1" "$got"
}
one="1 AS weight, 1 AS group_key FROM c.city"

compare "12 tiles" "SELECT id, x, y, $one" 100 10 12 planar
compare "wide eps" "SELECT id, x, y, $one" 250 40 25 planar
compare "heavy ties" "SELECT id, round(x, -2) AS x, round(y, -2) AS y, $one" 100 14 12 planar
compare "ties" "SELECT id, round(x / 10) * 10 AS x, round(y / 10) * 10 AS y, $one" 50 6 42 planar
compare "groups" "SELECT id / 2 AS id, x, y, 1 AS weight, group_key || (id % 2) AS group_key FROM c.city" 300 6 12 planar
compare "weights" "SELECT id, x, y, weight, 1 AS group_key FROM c.city" 100 60 12 planar
compare "400 tiles" "SELECT id, x, y, $one" 60 4 400 planar
compare "eps 0" "SELECT id, round(x / 50) AS x, round(y / 50) AS y, $one" 0 3 9 planar
compare "geodesic" "SELECT id, 127 + x / 90000 AS x, 37 + y / 111000 AS y, $one" 100 10 12 geodesic

# Quotes in the paths of the scripts, the firms and the result.
odd="$work/o'brien's \"files\""
mkdir "$odd"
cp "$source_dir"/sql/tiles.{sh,sql} "$odd"
cp "$work/source.db" "$odd/firms.db"
bash "$odd/tiles.sh" "$odd/firms.db" "$odd/result.db" 100 10 4 2 geodesic
expect "quotes in paths" 20000 "$(sqlite3 -batch -init /dev/null "$odd/result.db" "SELECT count(*) FROM firm_cluster")"
