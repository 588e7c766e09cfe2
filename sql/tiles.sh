#!/usr/bin/env bash
# DBSCAN tile by tile, each in a process and a file of its own: the same clusters, kinds and numbers as cl_dbscan over
# the whole file, in the memory of one tile for each process.
#
#   sql/tiles.sh SOURCE RESULT EPS MIN_POINTS TILES [PROCESSES [METRIC]]
#
#   SOURCE      a SQLite file with a table or view firms(id, x, y, weight, group_key). Without weights or groups make a
#               view: CREATE VIEW firms AS SELECT id, x, y, 1 AS weight, 1 AS group_key FROM register;
#               an index on x spares each tile a scan of the whole file.
#               Or a program that serves the tiles of another database, such as sql/tiles_postgresql.sh (sql/tiles.md)
#   RESULT      the file to write: firm_cluster(id, group_key, cluster, kind); must not exist yet
#   PROCESSES   how many tiles at the same time; 2 when not given
#   METRIC      planar (default) or geodesic, as in cl_dbscan
#   CLUSTERLITE_MODULE   the extension, when it is not where SQLite finds mod_clusterlite
set -euo pipefail

[ $# -ge 5 ] && [ $# -le 7 ] || { sed -n '2,15s/^# \{0,1\}//p' "$0" >&2; exit 2; }
source_file="$1" result="$2" eps="$3" min_points="$4" tiles="$5" processes="${6:-2}" metric="${7:-planar}"
module="${CLUSTERLITE_MODULE:-mod_clusterlite}"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
number='^[0-9]*[.]?[0-9]+([eE][+-]?[0-9]+)?$'
[[ "$eps" =~ $number && "$min_points" =~ $number ]] || { echo "tiles.sh: EPS and MIN_POINTS must be numbers >= 0" >&2; exit 2; }
[[ "$tiles" =~ ^[1-9][0-9]*$ && "$processes" =~ ^[1-9][0-9]*$ ]] || { echo "tiles.sh: TILES and PROCESSES must be whole numbers >= 1" >&2; exit 2; }
served=""
if [ "$(head -c 15 "$source_file" 2> /dev/null | tr -d '\0')" != "SQLite format 3" ] && [ -x "$source_file" ]; then
  served="$(realpath "$source_file")"
  [ "$metric" = planar ] || { echo "tiles.sh: a program serves planar tiles only" >&2; exit 2; }
fi
[ "$metric" = planar ] || [ "$metric" = geodesic ] || { echo "tiles.sh: METRIC must be planar or geodesic" >&2; exit 2; }
[ -f "$source_file" ] || { echo "tiles.sh: there is no file $source_file" >&2; exit 2; }
[ ! -e "$result" ] || { echo "tiles.sh: $result exists already" >&2; exit 2; }

work="$(mktemp -d "$(dirname "$result")/tiles.XXXXXX")"
trap 'rm -rf "$work"' EXIT
quoted() { printf "'%s'" "${1//\'/\'\'}"; }
shell() { sqlite3 -batch -bail -init /dev/null "$@"; }
in_quotes() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }
export -f quoted shell in_quotes
# What the program serves, as a SQLite file with the table firms. An empty field is a missing value.
fetch() { # file, what to ask for
  "$served" "${@:2}" > "$1.csv"
  shell "$1" "CREATE TABLE firms($("$served" columns))" ".import --csv \"$(in_quotes "$1.csv")\" read" \
    "INSERT INTO firms SELECT nullif(id, ''), nullif(x, ''), nullif(y, ''), nullif(weight, ''), nullif(group_key, '') FROM read" \
    "DROP TABLE read" "CREATE INDEX firms_x ON firms(x)"
  rm "$1.csv"
}
export -f fetch
export source_file served work eps min_points metric module here

# 1. The rectangles.
if [ -n "$served" ]; then
  "$served" tiles "$tiles" "$eps" > "$work/tiles.csv"
  shell "$work/cut.db" ".import --csv \"$(in_quotes "$work/tiles.csv")\" read" "CREATE TABLE tile AS SELECT CAST(tile AS INTEGER) AS tile,
    CAST(x0 AS REAL) AS x0, CAST(y0 AS REAL) AS y0, CAST(x1 AS REAL) AS x1, CAST(y1 AS REAL) AS y1, CAST(read_x0 AS REAL) AS read_x0,
    CAST(read_y0 AS REAL) AS read_y0, CAST(read_x1 AS REAL) AS read_x1, CAST(read_y1 AS REAL) AS read_y1 FROM read"
  fetch "$work/nowhere.db" nowhere
  source_file="$work/nowhere.db"
fi
[ -n "$served" ] || shell "$work/cut.db" -cmd ".load \"$(in_quotes "$module")\"" "ATTACH $(quoted "$source_file") AS src;
CREATE TABLE tile AS SELECT * FROM cl_tiles((SELECT cl_points(id, x, y, weight, group_key) FROM src.firms), $tiles, $eps, '$metric');"

# 2. Each tile in a process of its own.
one_tile() {
  if [ -n "$served" ]; then
    mapfile -t -d '|' corners < <(shell "$work/cut.db" "SELECT read_x0, read_y0, read_x1, read_y1 || '|' FROM tile WHERE tile = $1")
    source_file="$work/$1.source.db"
    fetch "$source_file" rectangle "${corners[@]:0:4}"
  fi
  shell "$work/$1.db" > /dev/null << SQL
.load "$(in_quotes "$module")"
.parameter init
PRAGMA journal_mode = off;
PRAGMA synchronous = off;
SELECT cl_threads(1);
ATTACH $(quoted "$source_file") AS src;
ATTACH $(quoted "$work/cut.db") AS cut;
INSERT INTO temp.sqlite_parameters VALUES (':tile', $1), (':eps', $eps), (':min_points', $min_points), (':metric', '$metric');
.read "$(in_quotes "$here/tiles.sql")"
SQL
  [ -z "$served" ] || rm "$source_file"
}
export -f one_tile
shell "$work/cut.db" "SELECT tile FROM tile" | xargs -r -P "$processes" -I{} bash -c 'one_tile {}'

# 3. Parts that share a firm that is core in both are one cluster.
{
  cat << SQL
.load "$(in_quotes "$module")"
PRAGMA synchronous = off;
ATTACH $(quoted "$source_file") AS src;
CREATE TABLE firm_cluster(id, group_key, cluster INTEGER, kind TEXT);
CREATE TEMP TABLE part(node INTEGER PRIMARY KEY, tile INTEGER, group_key, cluster INTEGER, owned INTEGER, smallest);
CREATE TEMP TABLE seen(id, group_key, node INTEGER);
SQL
  shell "$work/cut.db" "SELECT tile FROM tile" | while read -r tile; do
    cat << SQL
ATTACH $(quoted "$work/$tile.db") AS t;
INSERT INTO temp.part(tile, group_key, cluster, owned, smallest) SELECT $tile, group_key, cluster, owned, smallest FROM t.part;
CREATE UNIQUE INDEX IF NOT EXISTS temp.part_key ON part(tile, group_key, cluster);
INSERT INTO temp.seen SELECT s.id, s.group_key, p.node FROM t.seen_by_several AS s
JOIN temp.part AS p ON p.tile = $tile AND p.group_key = s.group_key AND p.cluster = s.cluster;
DETACH t;
SQL
  done
  cat << SQL
CREATE TEMP TABLE whole AS
SELECT id AS node, component FROM cl_components((SELECT cl_links(a, b) FROM (
  SELECT node AS a, node AS b FROM temp.part
  UNION
  SELECT node, min(node) OVER (PARTITION BY id, group_key) FROM temp.seen)));
CREATE TEMP TABLE numbered AS
SELECT component, row_number() OVER (PARTITION BY group_key ORDER BY sum(owned) DESC, min(smallest)) AS cluster
FROM temp.part JOIN temp.whole USING (node) GROUP BY component HAVING sum(owned) > 0;
CREATE TEMP TABLE label AS
SELECT p.tile, p.group_key, p.cluster AS here, n.cluster FROM temp.part AS p JOIN temp.whole USING (node) JOIN temp.numbered AS n USING (component);
CREATE INDEX temp.label_key ON label(tile, group_key, here);
SQL
  shell "$work/cut.db" "SELECT tile FROM tile" | while read -r tile; do
    cat << SQL
ATTACH $(quoted "$work/$tile.db") AS t;
INSERT INTO firm_cluster SELECT m.id, m.group_key, l.cluster, m.kind FROM t.member AS m
LEFT JOIN temp.label AS l ON l.tile = $tile AND l.group_key = m.group_key AND l.here = m.cluster WHERE m.owned;
DETACH t;
SQL
  done
  # Firms that are nowhere: as in cl_dbscan, a row without cluster.
  cat << SQL
INSERT INTO firm_cluster SELECT id, group_key, cluster, kind FROM cl_dbscan((
  SELECT cl_points(id, x, y, weight, group_key) FROM src.firms WHERE x IS NULL OR y IS NULL OR weight IS NULL), $eps, $min_points, '$metric');
SQL
} > "$work/merge.sql"
shell "$work/merged.db" < "$work/merge.sql" > /dev/null
mv "$work/merged.db" "$result"
