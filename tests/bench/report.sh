#!/usr/bin/env bash
# How long the report of a large city takes and how large its page is, in both languages.
#
#   tests/bench/report.sh [firms] [runs]      default: 1000000 3
#
# The city of diagnosis.sh, which is run once if it has not left one: 25 districts, here with ragged outlines of 240 corners
# each, 60 industries with names, here three in each hot spot, so that there are some 900 clusters; members in a table, as for any
# large city. CLUSTERLITE_MODULE says which extension; else build/mod_clusterlite.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
module=${CLUSTERLITE_MODULE:-$PWD/build/mod_clusterlite}
export CLUSTERLITE_MODULE=${module%.so}
firms=$(printf '%.0f' "${1:-1000000}")
runs=${2:-3}
city=${TMPDIR:-/tmp}/clusterlite-diagnosis-$firms.db
[ -s "$city" ] || tests/bench/diagnosis.sh "$firms" 1 > /dev/null
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
cp "$city" "$fresh/city.db"

sqlite3 -init /dev/null "$fresh/city.db" > /dev/null << SQL
.load $CLUSTERLITE_MODULE
UPDATE firms SET industry = printf('I%02d', (CAST(substr(industry, 2) AS INTEGER) + 20 * (firm_id % 3)) % 60);
CREATE TABLE industries AS SELECT DISTINCT industry AS code, 'Manufacture of electronic parts' AS name, '전자부품 제조업' AS name_ko FROM firms;
-- Each side of a district in 60 steps, every corner up to 150 m off; neighbours share their side.
CREATE TEMP TABLE steps AS WITH RECURSIVE n(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM n WHERE k < 59) SELECT k FROM n;
CREATE TEMP TABLE lines AS WITH RECURSIVE n(g) AS (SELECT 0 UNION ALL SELECT g + 1 FROM n WHERE g < 5) SELECT g FROM n;
CREATE TEMP TABLE corners AS
SELECT 'level' AS side, a.g AS i, b.g AS j, k, 12001 * (a.g + k / 60.0) AS x, 10001 * b.g + iif(k, (a.g * 31 + b.g * 17 + k * 7) * 7919 % 300 - 150, 0) AS y
FROM lines AS a, lines AS b, steps
UNION ALL
SELECT 'upright', a.g, b.g, k, 12001 * a.g + iif(k, (a.g * 37 + b.g * 11 + k * 13) * 7919 % 300 - 150, 0), 10001 * (b.g + k / 60.0)
FROM lines AS a, lines AS b, steps;
CREATE TEMP TABLE ring AS
SELECT i, j, 1 AS part, k AS place, x, y FROM corners WHERE side = 'level'
UNION ALL SELECT i - 1, j, 2, k, x, y FROM corners WHERE side = 'upright'
UNION ALL SELECT i, j - 1, 4, -k, x, y FROM corners WHERE side = 'level' AND k > 0
UNION ALL SELECT i, j, 6, -k, x, y FROM corners WHERE side = 'upright' AND k > 0
UNION ALL SELECT i - 1, j - 1, 3, 0, x, y FROM corners WHERE side = 'level' AND k = 0
UNION ALL SELECT i, j - 1, 5, 0, x, y FROM corners WHERE side = 'level' AND k = 0
UNION ALL SELECT i, j, 7, 0, x, y FROM corners WHERE side = 'level' AND k = 0;
DELETE FROM districts;
INSERT INTO districts (name, name_ko, wkt)
SELECT printf('D%02d', i + 5 * j), printf('제%d구', i + 5 * j), 'POLYGON((' || group_concat(round(x, 1) || ' ' || round(y, 1)) || '))'
FROM (SELECT * FROM ring WHERE i BETWEEN 0 AND 4 AND j BETWEEN 0 AND 4 ORDER BY i, j, part, place) GROUP BY i, j;
.read sql/profile.sql
.read sql/roles.sql
.read sql/linkage.sql
.read sql/borders.sql
.read sql/maturity.sql
.read sql/diagnosis.sql
CREATE TABLE members_now AS SELECT * FROM cluster_members;
DROP VIEW cluster_members;
CREATE VIEW cluster_members AS SELECT * FROM members_now;
SQL
printf '%s firms; load of the machine %s\n\n| report | cards | processor time | clock | page |\n|---|---|---|---|---|\n' "$firms" "$(cut -d' ' -f1 /proc/loadavg)"
TIMEFORMAT='%U %S %R'
for lang in en ko; do
  times=()
  for ((run = 0; run < runs; ++run)); do
    times+=("$({ time sql/report.sh --lang $lang "$fresh/city.db" "$fresh/$lang.html"; } 2>&1 | awk '{ printf "%.1f s | %.1f s\n", $1 + $2, $3 }')")
  done
  printf '| %s | %d | %s | %.2f MB |\n' $lang "$(grep -o '<article id=' "$fresh/$lang.html" | wc -l)" \
    "$(printf '%s\n' "${times[@]}" | sort -n | sed -n "$((runs / 2 + 1))p")" "$(wc -c < "$fresh/$lang.html" | awk '{ print $1 / 1e6 }')"
done
