#!/usr/bin/env bash
# The same statements on two copies of a file, as replicated SQLite runs them, leave the same bytes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
needs_program sqlite3 cmp

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
shell "$work/one.db" << 'SQL'
CREATE TABLE firms(id INTEGER PRIMARY KEY, x REAL, y REAL, district TEXT, industry TEXT, employees INTEGER);
WITH RECURSIVE s(i, a) AS (SELECT 1, 4711 UNION ALL SELECT i + 1, (a * 16807) % 2147483647 FROM s WHERE i < 5000)
INSERT INTO firms SELECT i, a % 20011 / 10.0, a / 20011 % 20011 / 10.0, 'd' || (a % 25), 'c' || (a / 25 % 40), 1 + a % 97 FROM s;
SQL
cp "$work/one.db" "$work/two.db"

# Data sets, results and a permanent table; one thread on the one, four on the other.
statements="
CREATE TABLE sets AS SELECT cl_points(id, x, y, employees, industry) AS points, cl_crosstab(district, industry, employees) AS crosstab FROM firms;
CREATE TABLE clusters AS SELECT * FROM cl_dbscan((SELECT cl_points(id, x, y) FROM firms), 30, 5);
CREATE TABLE trees AS SELECT * FROM cl_hdbscan((SELECT cl_points(id, x, y) FROM firms), 8);
CREATE TABLE quotients AS SELECT * FROM cl_location_quotient((SELECT crosstab FROM sets));
CREATE TABLE complexity AS SELECT * FROM cl_complexity((SELECT crosstab FROM sets));
CREATE TABLE tiles AS SELECT * FROM cl_tiles((SELECT points FROM sets), 12, 30);
CREATE VIRTUAL TABLE live USING cl_dbscan(source = firms, id = id, x = x, y = y, eps = 30, min_points = 5);
UPDATE firms SET employees = employees + 1 WHERE id IN (SELECT id FROM live WHERE cluster = 1);
DELETE FROM firms WHERE id IN (SELECT id FROM live WHERE kind = 'noise');"
shell "$work/one.db" -cmd ".load \"$module\"" "SELECT cl_threads(1); $statements" > /dev/null
shell "$work/two.db" -cmd ".load \"$module\"" "SELECT cl_threads(4); $statements" > /dev/null
cmp "$work/one.db" "$work/two.db" || fail "two copies differ after the same statements"
expect "rows" "1|1|1" "$(shell "$work/one.db" "SELECT (SELECT count(DISTINCT cluster) > 1 FROM clusters), (SELECT count(*) > 500 FROM quotients), (SELECT count(*) BETWEEN 1 AND 4999 FROM firms)")"
