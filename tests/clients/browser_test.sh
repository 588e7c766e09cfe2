#!/usr/bin/env bash
# DB Browser for SQLite, started without a screen: what it reads of a view and of a permanent table, as its SQL script keeps it.
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
needs_program sqlite3 sqlitebrowser
[ -z "${CLUSTERLITE_SANITIZE:-}" ] || skip "DB Browser is not run with $CLUSTERLITE_SANITIZE"
work="$(mktemp -d)" || exit 1
browser=""
stop() {
  [ -z "$browser" ] || kill "$browser" 2> /dev/null
  wait 2> /dev/null
  rm -rf "$work"
}
trap stop EXIT
cd "$work" || exit 1
export HOME="$work" XDG_RUNTIME_DIR="$work" XDG_CONFIG_HOME="$work" QT_QPA_PLATFORM=offscreen
version="$(timeout 60 sqlitebrowser --version 2>&1 | sed -n 's/^DB Browser for SQLite Version //p')"
[ -n "$version" ] || skip "sqlitebrowser does not start without a screen"

shell city.db ".load \"$module\"" "
  CREATE TABLE firms AS WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 72)
  SELECT i AS firm_id, CASE WHEN i <= 40 THEN 200000 + 30 * i WHEN i <= 60 THEN 210000 + 30 * i ELSE 300000 + 5000 * i END AS x,
    450000 + i % 7 AS y FROM s;
  CREATE VIEW clusters AS SELECT cluster, count(*) AS firms
  FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 100, 5) WHERE cluster IS NOT NULL GROUP BY cluster;
  CREATE VIRTUAL TABLE kept USING cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 100, min_points = 5);" ||
  fail "the city cannot be made"
cat > script.sql << 'END'
CREATE TABLE seen AS SELECT group_concat(cluster || ': ' || firms) AS clusters, (SELECT count(cluster) FROM kept) AS kept, cl_version() AS version FROM clusters;
END
sqlitebrowser -o "extensions/list=$module" -s script.sql city.db > out.txt 2>&1 &
browser=$!
for _ in $(seq 1 150); do
  seen="$(sqlite3 -batch -init /dev/null city.db "SELECT * FROM seen" 2> /dev/null)" && [ -n "$seen" ] && break
  kill -0 "$browser" 2> /dev/null || fail "DB Browser ended: $(cat out.txt)"
  sleep .2
done
expect "what DB Browser has read" "1: 40,2: 20|60|$(shell :memory: ".load \"$module\"" "SELECT cl_version()")" "$seen"
echo "browser_test: passed (DB Browser $version)"
