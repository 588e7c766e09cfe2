#!/usr/bin/env bash
# Seeds for the fuzz targets: data sets of every kind, geometries, definitions and scripts, made by the extension itself.
#
#   tests/fuzz/make_seeds.sh build/mod_clusterlite DIRECTORY
set -euo pipefail
module="${1:?which extension?}"
into="${2:?where to?}"
mkdir -p "$into"/{data_sets,arguments,geometries,definitions,statements}
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

# Arguments: the number of the function (in the order of names), how many there are, and a kind of value each (see
# fuzz_arguments.cpp): all as they should be, and one of them NULL, a number, a text or a BLOB.
sqlite3 -batch -init /dev/null :memory: ".load $module" "
WITH f AS (SELECT row_number() OVER (ORDER BY name) - 1 AS n, json_array_length(arguments) AS given FROM cl_functions),
inputs AS (SELECT n, given, one.value AS one, kind.value AS kind FROM f, generate_series(0, 3) AS one, generate_series(0, 7, 2) AS kind
  WHERE one.value < given)
SELECT writefile('$into/arguments/' || n || '_' || one || '_' || kind, CAST(char(n, given) ||
  (SELECT group_concat(char(CASE WHEN value = one THEN kind ELSE 0 END), '') FROM generate_series(0, given - 1)) || char(3) || 'a,1' AS BLOB))
FROM inputs" > /dev/null

# A data set's input is its kind, the number of the function, its flags, and what stands behind the header.
sqlite3 -batch -init /dev/null :memory: ".load $module" "
CREATE TABLE firms(id, x, y, gu, industry, jobs);
INSERT INTO firms VALUES (1, 0, 0, 'a', 'i', 1), (2, 1, 0, 'b', 'i', 2), (3, 9, 9, 'a', 'k', 3), (4, 9, 8, 'b', 'k', 5),
  (5, NULL, NULL, 'a', 'i', 8);
WITH sets(number, d) AS (
  SELECT 0, cl_points(id, x, y) FROM firms UNION ALL SELECT 0, cl_points('f' || id, x, y, jobs, industry) FROM firms
  UNION ALL SELECT 1, cl_crosstab(gu, industry, jobs) FROM firms
  UNION ALL SELECT 1, cl_crosstab_cells(gu, industry, jobs, 1, jobs * jobs) FROM firms
  UNION ALL SELECT 2, cl_links(id, id % 4 + 1, jobs, gu) FROM firms
  UNION ALL SELECT 3, cl_labels(id, industry) FROM firms UNION ALL SELECT 4, cl_values(id, jobs, industry) FROM firms
  UNION ALL SELECT 5, cl_weights((SELECT cl_points(id, x, y) FROM firms), 'band', 5)
  UNION ALL SELECT 5, cl_weights((SELECT cl_points(id, x, y) FROM firms WHERE x IS NOT NULL), 'knn', 2)),
inputs AS (SELECT row_number() OVER () AS n, number, d FROM sets)
SELECT writefile('$into/data_sets/' || n || '_' || f.value,
  CAST(char(number) || char(f.value) AS BLOB) || substr(d, 7, 2) || substr(d, 33)) FROM inputs, generate_series(0, 126, 2) AS f;
SELECT writefile('$into/geometries/' || row_number() OVER (), g) FROM (
  SELECT cl_from_text(w) AS g FROM (SELECT 'POINT(1 2)' AS w UNION ALL SELECT 'LINESTRING(0 0, 1 1, 2 0)'
    UNION ALL SELECT 'POLYGON((0 0, 4 0, 4 4, 0 0), (1 0.5, 2 0.5, 2 1, 1 0.5))' UNION ALL SELECT 'MULTIPOINT(0 0, 1 1)')
  UNION ALL SELECT cl_as_wkb(cl_from_text('POLYGON((0 0, 4 0, 4 4, 0 0))')) UNION ALL SELECT cl_convex_hull(x, y, 5179) FROM firms);
" > /dev/null
n=0
while read -r line; do
  n=$((n + 1))
  printf '\001%s' "$line" > "$into/definitions/$n"
done << 'DEFINITIONS'
source = firms, id = firm_id, x = x, y = y, eps = 2, min_points = 2
source = open_firms, id = firm_id, x = "x", y = [y], group_key = industry, eps = 1e3, min_points = 2, metric = 'planar'
source = firms, region = district, industry = industry, value = employees
source = firms, id = firm_id, geometry = geom, k = 1
DEFINITIONS
n=0
for file in "$here"/../sql/*.test; do
  n=$((n + 1))
  # What head does not read makes grep end with an error.
  { grep -vE '^(#|=>|error:)' "$file" || true; } | head -c 4000 > "$into/statements/$n"
done
find "$into" -type f | wc -l
