#!/usr/bin/env bash
# PostgreSQL (tested with 15) cuts and serves the tiles of sql/tiles.sh; ClusterLite computes them:
#
#   export PGHOST=server PGDATABASE=register          # whatever psql reads
#   sql/tiles.sh sql/tiles_postgresql.sh result.db 100 10 12
#
# It reads the table or view firms(id, x, y, weight, group_key). The columns' types here, as SQLite is to hold them, are
#   CLUSTERLITE_COLUMNS     id INTEGER, x REAL, y REAL, weight REAL, group_key TEXT when not given
# With an index on (x, y) each tile costs the server the rows it reads; a foreign table over several servers works the same.
set -euo pipefail

query() { psql -X -q -v ON_ERROR_STOP=1 "$@"; }
number='^-?[0-9.]+([eE][+-]?[0-9]+)?$'
for argument in "${@:2}"; do
  [[ "$argument" =~ $number ]] || { echo "tiles_postgresql.sh: $argument is not a number" >&2; exit 2; }
done

case "${1:-}" in
  columns) echo "${CLUSTERLITE_COLUMNS:-id INTEGER, x REAL, y REAL, weight REAL, group_key TEXT}" ;;
  tiles) # number, eps: strips of equal counts, each cut into rectangles of equal counts; rectangles are half-open
    strips="$(awk -v n="$2" 'BEGIN { s = int(sqrt(n) + 0.5); print s < 1 ? 1 : s }')"
    query -c "COPY (
WITH located AS (SELECT x, y FROM firms WHERE x IS NOT NULL AND y IS NOT NULL),
cuts AS (SELECT min(x) AS cut FROM (SELECT x, ntile($strips) OVER (ORDER BY x) AS k FROM located) AS k GROUP BY k),
strip AS (SELECT CASE WHEN row_number() OVER w = 1 THEN -1e300 ELSE cut END AS x0, lead(cut, 1, 1e300) OVER w AS x1
          FROM (SELECT DISTINCT cut FROM cuts) AS c WINDOW w AS (ORDER BY cut)),
rows_of AS (SELECT DISTINCT x0, x1, min(y) AS cut FROM (
    SELECT x0, x1, y, ntile(ceil($2::numeric / $strips)::integer) OVER (PARTITION BY x0 ORDER BY y) AS k
    FROM strip JOIN located ON x >= x0 AND x < x1) AS k GROUP BY x0, x1, k),
tile AS (SELECT x0, x1, CASE WHEN row_number() OVER w = 1 THEN -1e300 ELSE cut END AS y0, lead(cut, 1, 1e300) OVER w AS y1
         FROM rows_of WINDOW w AS (PARTITION BY x0 ORDER BY cut))
SELECT row_number() OVER (ORDER BY x0, y0) AS tile, x0, y0, x1, y1,
  x0 - h AS read_x0, y0 - h AS read_y0, x1 + h AS read_x1, y1 + h AS read_y1
FROM tile, (SELECT 2 * $3::double precision + (SELECT max(abs(x) + abs(y)) FROM located) * 1e-12 AS h) AS halo
) TO STDOUT CSV HEADER" ;;
  rectangle) # x0 y0 x1 y1
    query -c "COPY (SELECT id, x, y, weight, group_key FROM firms WHERE x BETWEEN $2 AND $4 AND y BETWEEN $3 AND $5) TO STDOUT CSV HEADER" ;;
  nowhere) # rows that no tile holds
    query -c "COPY (SELECT id, x, y, weight, group_key FROM firms WHERE x IS NULL OR y IS NULL OR weight IS NULL) TO STDOUT CSV HEADER" ;;
  *) echo "tiles_postgresql.sh: what tiles.sh asks: columns, tiles N EPS, rectangle X0 Y0 X1 Y1, nowhere" >&2; exit 2 ;;
esac
