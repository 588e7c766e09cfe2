#!/usr/bin/env bash
# PostgreSQL cuts and serves the tiles, ClusterLite computes them: the clusters, kinds and numbers of one run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
source_dir="${CLUSTERLITE_SOURCE_DIR:?set CLUSTERLITE_SOURCE_DIR to the source directory}"
[ -z "$sanitizer_runtime" ] || skip "scripts start psql and sqlite3, of which one has a sanitizer's runtime"
needs_program sqlite3 xargs awk
source "$(dirname "${BASH_SOURCE[0]}")/postgresql.sh"
export CLUSTERLITE_MODULE="$module"
(cd "$work" && start main "$first")
export PGHOST=127.0.0.1 PGPORT="$first" PGUSER=postgres

# 20,000 firms around 60 centres, some of them without a place or a weight, in two groups that share ids.
shell "$work/one.db" << 'SQL'
CREATE TABLE firms(id INTEGER, x REAL, y REAL, weight REAL, group_key TEXT);
WITH RECURSIVE s(i, a, b) AS (SELECT 1, 12345, 67891 UNION ALL
  SELECT i + 1, (a * 16807) % 2147483647, (b * 48271) % 2147483647 FROM s WHERE i < 20000)
INSERT INTO firms SELECT i / 2, CASE WHEN i % 1000 = 7 THEN NULL ELSE (i % 60) * 7919 % 20000 + (a % 10007 + b % 10009) / 10.0 END,
  (i % 60) * 104729 % 20000 + (b % 10007 + a % 9973) / 10.0, CASE WHEN i % 1003 = 5 THEN NULL ELSE 1 + b % 3 END,
  CASE i % 2 WHEN 0 THEN '07' ELSE 'a,"b"' END FROM s;
SQL
query "$first" -c "CREATE TABLE firms(id bigint, x double precision, y double precision, weight double precision, group_key text)"
shell -csv "$work/one.db" "SELECT * FROM firms" | query "$first" -c "COPY firms FROM STDIN CSV"

for tiles in 1 7 40; do
  bash "$source_dir/sql/tiles.sh" "$source_dir/sql/tiles_postgresql.sh" "$work/result.db" 100 20 "$tiles"
  got="$(shell "$work/one.db" -cmd ".load \"$module\"" "ATTACH '$work/result.db' AS r;
    CREATE TEMP TABLE w AS SELECT id, group_key, cluster, kind
    FROM cl_dbscan((SELECT cl_points(id, x, y, weight, group_key) FROM firms), 100, 20, 'planar');
    SELECT (SELECT count(*) FROM r.firm_cluster),
      (SELECT count(*) FROM (SELECT * FROM w EXCEPT SELECT * FROM r.firm_cluster)),
      (SELECT count(*) FROM (SELECT * FROM r.firm_cluster EXCEPT SELECT * FROM w)),
      (SELECT max(cluster) > 10 FROM w);")"
  expect "$tiles tiles" "20000|0|0|1" "$got"
  rm "$work/result.db"
done
