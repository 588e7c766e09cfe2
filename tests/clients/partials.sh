# shellcheck shell=bash
# Shared by the tests of sql/partials/: the firms in one file, and the comparison of cells with them. Sourced, not run.
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"

# CLUSTERLITE_FIRMS (100,000) firms in the table firms of the file $1. Some employees are missing, and all of one cell; one
# firm's fourth power is beyond 2^63.
make_firms() {
  shell "$1" << SQL
CREATE TABLE firms(id INTEGER PRIMARY KEY, district TEXT, industry TEXT, employees INTEGER);
WITH RECURSIVE s(i, a) AS (SELECT 1, 4711 UNION ALL SELECT i + 1, (a * 16807) % 2147483647 FROM s WHERE i < ${CLUSTERLITE_FIRMS:-100000})
INSERT INTO firms SELECT i, 'd' || (a % 25), 'c' || (a / 25 % 60),
  CASE WHEN a % 40 = 0 OR (a % 25 = 3 AND (a / 25) % 60 = 7) THEN NULL WHEN i = 99 THEN 250000 ELSE 1 + a % 997 % (1 + i % 200) END
FROM s;
SQL
}

# Every function over a crosstab gives the same bits for the cells in the CSV file $2, whose missing values are written $3,
# as for the firms in the file $1. $4 is the engine with its version.
compare_cells() {
  local table got
  for table in cl_location_quotient cl_concentration cl_specialization cl_coagglomeration cl_relatedness_density cl_complexity cl_cluster_stars cl_traded_local; do
    got="$(shell :memory: -cmd ".load \"$module\"" -cmd ".import --csv \"$2\" cells" "ATTACH '$1' AS one;
      CREATE TEMP TABLE whole AS SELECT * FROM $table((SELECT cl_crosstab(district, industry, employees) FROM one.firms));
      CREATE TEMP TABLE parts AS SELECT * FROM $table((SELECT cl_crosstab_cells(region, industry, nullif(value, '$3'), firms,
        nullif(sum_of_squares, '$3'), nullif(sum_of_fourth_powers, '$3')) FROM cells));
      SELECT (SELECT count(*) > 20 FROM whole), (SELECT count(*) FROM whole) - (SELECT count(*) FROM parts),
        (SELECT count(*) FROM (SELECT * FROM whole EXCEPT SELECT * FROM parts));")"
    expect "$table" "1|0|0" "$got"
  done
  echo "${0##*/}: passed ($4; $(shell "$1" "SELECT count(*) FROM firms") firms in $(($(wc -l < "$2") - 1)) partial cells)"
}
