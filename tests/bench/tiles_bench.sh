#!/usr/bin/env bash
# DBSCAN by tiles (sql/tiles.sh) over the city of the benchmarks, held against the whole run firm by firm: processor time
# and memory of every process, and how many firms differ.
#
#   tests/bench/tiles_bench.sh make_city mod_clusterlite [FIRMS TILES EPS MIN_POINTS PROCESSES]
#
# make_city is the program in build/tests/bench. Needs GNU time.
set -euo pipefail
make_city="$(realpath "${1:?which make_city?}")" module="$(realpath "${2:?which extension?}")"
firms="${3:-10000000}" tiles="${4:-12}" eps="${5:-30}" min_points="${6:-10}" processes="${7:-2}"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d "${TMPDIR:-/tmp}/tiles_bench.XXXXXX")"
trap 'rm -rf "$work"' EXIT
export CLUSTERLITE_MODULE="$module"

sqlite3 -batch -bail -init /dev/null "$work/firms.db" "PRAGMA journal_mode = off; PRAGMA synchronous = off;
ATTACH '$("$make_city" "$firms")' AS city;
CREATE TABLE firms(id INTEGER PRIMARY KEY, x REAL, y REAL, weight INTEGER, group_key INTEGER);
INSERT INTO firms SELECT id, x, y, 1, 1 FROM city.firms;
CREATE INDEX firms_x ON firms(x);" > /dev/null

# Whatever runs the shell is measured: a sqlite3 before the real one in PATH.
mkdir "$work/bin"
cat > "$work/bin/sqlite3" << WRAPPER
#!/usr/bin/env bash
exec /usr/bin/time -a -o "\$MEASURED" -f '%U %S %M' "$(command -v sqlite3)" "\$@"
WRAPPER
chmod +x "$work/bin/sqlite3"
PATH="$work/bin:$PATH"

MEASURED="$work/whole" sqlite3 -batch -bail -init /dev/null "$work/whole.db" "
PRAGMA journal_mode = off; PRAGMA synchronous = off;
SELECT load_extension('$module'); SELECT cl_threads(1);
ATTACH '$work/firms.db' AS src;
CREATE TABLE whole AS SELECT id, cluster, kind FROM cl_dbscan((SELECT cl_points(id, x, y, weight, group_key) FROM src.firms), $eps, $min_points, 'planar');" > /dev/null
MEASURED="$work/tiled" "$here/../../sql/tiles.sh" "$work/firms.db" "$work/tiled.db" "$eps" "$min_points" "$tiles" "$processes"

describe() { awk -v what="$1" '{ user = $1 + $2; s += user; if (user > longest) longest = user; if ($3 > most) most = $3 }
  END { printf "%s: %d processes, %.1f s of processor time (longest %.1f), at most %.0f MB each\n", what, NR, s, longest, most / 1024 }'; }
describe "whole" < "$work/whole"
# The first process cuts and those with next to no time list the tiles; the last merges.
head -1 "$work/tiled" | describe "cutting"
sed '1d;$d' "$work/tiled" | awk '$1 + $2 > 0.5 || $3 > 50000' | describe "tiles"
tail -1 "$work/tiled" | describe "merging"
MEASURED=/dev/null sqlite3 -batch -bail -init /dev/null "$work/whole.db" "ATTACH '$work/tiled.db' AS tiled;
SELECT (SELECT count(*) FROM whole) || ' firms, ' || (SELECT max(cluster) FROM whole) || ' clusters, '
  || ((SELECT count(*) FROM whole) - (SELECT count(*) FROM tiled.firm_cluster)) || ' rows missing, '
  || (SELECT count(*) FROM whole AS w JOIN tiled.firm_cluster AS t USING (id) WHERE w.cluster IS NOT t.cluster OR w.kind IS NOT t.kind)
  || ' firms that differ';"
