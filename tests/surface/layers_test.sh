#!/usr/bin/env bash
# Includes go one way, downwards:
#
#   support < datasets < { geometry, indicators, distance, network, statistics, sqlite } < functions < clusterlite.cpp
#   support < pictures < functions
#
# Those in the braces know nothing of each other, with two exceptions: geometry asks distance, since clusters of shapes
# are what distance/ says, with distances by GEOS; network and statistics ask the rooms of distance/ that hold where
# points lie and how they are searched. Inside a layer with rooms the rooms have an order, too; rooms of functions/ know
# functions/shared only. SQLite's header stands in ext/sqlite only; whoever needs it gets it through there, and that is
# ext/functions and the entry point. GEOS and SpatiaLite headers stand in ext/geometry only.
# ext/packages holds what packages are made of; nothing of it is compiled into the module.
# After the source tree itself, trees with one planted violation each are checked: each must be found.
set -uo pipefail

root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"

# Prints one line per violation in the sources below the directory $1, which is some ext/.
violations() {
  (cd "$1" && find . -type f -name '*.[chi]*' -not -path './packages/*' -printf '%P\n' | sort | xargs awk '
    BEGIN {
      middle = "datasets support"
      searched = " distance/located distance/frame distance/grid distance/tree"
      below["support"] = ""
      below["datasets"] = "support"
      below["indicators"] = below["distance"] = below["sqlite"] = middle
      below["pictures"] = "support"
      below["network"] = below["statistics"] = middle searched
      below["geometry"] = middle " distance"
      below["functions"] = below["clusterlite.cpp"] = \
        "functions sqlite geometry indicators distance network statistics pictures " middle
      # Rooms: what each may know of its own layer. A layer that has none here is one room.
      room["distance/located"] = room["distance/srids"] = ""
      room["distance/frame"] = "distance/located distance/srids"
      room["distance/grid"] = room["distance/tree"] = room["distance/frame"] " distance/frame"
      room["distance/centre"] = room["distance/clusters"] = room["distance/neighbours"] = \
        "distance/located distance/frame distance/grid distance/tree"
      room["geometry/blobs"] = ""
      room["geometry/shapes"] = "geometry/blobs"
      room["statistics/sites"] = room["statistics/weights"] = ""
      room["statistics/autocorrelation"] = "statistics/weights"
      room["statistics/windows"] = "statistics/sites"
      room["statistics/curves"] = "statistics/sites statistics/windows"
      room["statistics/patterns"] = "statistics/sites statistics/windows statistics/curves"
      room["geometry/contiguity"] = "geometry/blobs geometry/shapes"
      room["geometry/hulls"] = "geometry/blobs geometry/shapes"
      room["indicators/crosstab"] = ""
      room["indicators/inequality"] = room["indicators/dynamics"] = room["indicators/relatedness"] = "indicators/crosstab"
      room["indicators/concentration"] = "indicators/crosstab indicators/inequality"
      room["indicators/interaction"] = "indicators/inequality"
      room["network/graph"] = ""
      room["network/linkage"] = room["network/places"] = room["network/communities"] = room["network/centrality"] = \
        "network/graph"
      room["pictures/options"] = ""
      room["pictures/drawing"] = "pictures/options"
      room["pictures/map"] = "pictures/options pictures/drawing"
      room["pictures/charts"] = "pictures/options pictures/drawing pictures/map"
      room["support/numbers"] = room["support/text"] = room["support/running"] = ""
      room["support/memory"] = "support/running"
      room["support/chance"] = "support/running support/numbers support/text support/memory"
      room["datasets/blobs"] = ""
      room["datasets/keys"] = "datasets/blobs"
      room["datasets"] = "datasets/blobs datasets/keys"
      room["sqlite/values"] = ""
      room["sqlite/connection"] = "sqlite/values"
      room["sqlite/tables"] = "sqlite/values sqlite/connection"
      for (name in room) if (name ~ /\//) has_rooms[substr(name, 1, index(name, "/") - 1)] = 1
      has_rooms["functions"] = 1
    }
    function room_of(path) { return path ~ /\/.*\// ? substr(path, 1, match(path, /\/[^\/]*$/) - 1) : "" }
    function listed(list, target,   names, count, i) {
      count = split(list, names, " ")
      for (i = 1; i <= count; ++i)
        if (target == names[i] || index(target, names[i] "/") == 1) return 1
      return 0
    }
    # Whether the room `from` may know the room `to` of the same layer. What stands in the layer itself is open to all.
    function may_enter(from, to) {
      if (to == from) return 1
      if (to == "") return !(layer in room) # else the files of the layer itself stand above its rooms
      if (from ~ /^functions\//) return to == "functions/shared"
      return listed(room[from == "" ? layer : from], to)
    }
    function is_file(path, line) {
      if (!(path in known)) {
        known[path] = (getline line < path) >= 0
        close(path)
      }
      return known[path]
    }
    function complain(what) { print "ext/" FILENAME ":" FNR ": " what }
    FNR == 1 {
      layer = FILENAME
      sub("/.*", "", layer)
      if (!(layer in below)) complain("ext/" layer " is not a known layer")
      own_room = room_of(FILENAME)
      if (own_room != "" && layer != "functions" && layer in has_rooms && !(own_room in room))
        complain("ext/" own_room " is not a known room")
    }
    /^[ \t]*#[ \t]*include/ {
      quoted = $0 ~ /include[ \t]*"/
      header = $0
      sub(/^[^<"]*[<"]/, "", header)
      sub(/[>"].*/, "", header)
      target = header
      sub("/.*", "", target)
      if (header ~ /(^|\/)sqlite3(ext)?\.h$/) {
        if (layer != "sqlite") complain(header " belongs into ext/sqlite")
      } else if (header ~ /^(geos|spatialite)(_c)?\.h$|^(geos|spatialite)\/|(^|\/)gaia[a-z]*\.h$/) {
        if (layer != "geometry") complain(header " belongs into ext/geometry")
      } else if (quoted && !is_file(header)) {
        complain("there is no ext/" header " (paths are relative to ext)")
      } else if (quoted && target != layer && !listed(below[layer], header)) {
        complain("ext/" layer " must not know " header)
      } else if (quoted && target == layer && layer in has_rooms && !may_enter(own_room, room_of(header))) {
        complain("ext/" own_room " must not know " header)
      }
    }')
}

failures=0
found="$(violations "$root/ext")"
if [ -n "$found" ]; then
  echo "layers_test: includes that go up or sideways:" >&2
  echo "$found" >&2
  failures=1
fi
files="$(find "$root/ext" -name '*.?pp' | wc -l)"
[ "$files" -gt 200 ] || { echo "layers_test: only $files sources found under $root/ext" >&2; failures=1; }

# ---- It can fail: each of these lines, put at the end of a file of a copy, is one violation.
scratch="$(mktemp -d)" || exit 1
trap 'rm -rf "$scratch"' EXIT
cp -r "$root/ext" "$scratch"
before="$(violations "$scratch/ext" | wc -l)"
planted=0
plant() { # file, line
  local file="$scratch/ext/$1" new=0
  mkdir -p "$(dirname "$file")"
  [ -f "$file" ] && cp "$file" "$scratch/kept" || new=1
  printf '%s\n' "$2" >> "$file"
  planted=$((planted + 1))
  local after
  after="$(violations "$scratch/ext")"
  if [ "$(grep -c . <<< "$after")" -ne $((before + 1)) ] || ! grep -qF "ext/$1:" <<< "$after"; then
    echo "layers_test: did not find $2 in ext/$1" >&2
    failures=1
  fi
  if [ "$new" -eq 1 ]; then rm "$file"; else cp "$scratch/kept" "$file"; fi
}
plant support/text/text.hpp '#include "datasets/keys/key.hpp"'
plant datasets/keys/key.cpp '#include "indicators/concentration/concentration.hpp"'
plant datasets/points.hpp '#  include <sqlite3ext.h>'
plant indicators/concentration/concentration.cpp '#include "distance/clusters/dbscan.hpp"'
plant indicators/concentration/concentration.cpp '#include "sqlite/values/value.hpp"'
plant distance/clusters/dbscan.cpp '#include "geometry/hulls/hull.hpp"'
plant distance/clusters/dbscan.cpp '#include <geos_c.h>'
plant geometry/hulls/hull.cpp '  #include "functions/shared/families.hpp"'
plant geometry/hulls/hull.cpp '#include <sqlite3.h>'
plant sqlite/values/value.cpp '#include "distance/clusters/dbscan.hpp"'
plant sqlite/values/value.cpp '#include "functions/shared/families.hpp"'
plant sqlite/values/value.cpp '#include <spatialite/gaiageo.h>'
plant functions/geometry/hulls.cpp '#include <sqlite3ext.h>'
plant functions/geometry/hulls.cpp '#include "../sqlite/values/value.hpp"'
plant clusterlite.cpp '#include <sqlite3ext.h>'
plant network/planted.hpp '#include "distance/clusters/dbscan.hpp"'
plant network/planted.hpp '#include "statistics/planted.hpp"'
plant statistics/planted.hpp '#include "distance/clusters/dbscan.hpp"'
plant statistics/planted.hpp '#include "geometry/hulls/hull.hpp"'
plant pictures/planted.hpp '#include "datasets/keys/key.hpp"'
plant distance/frame/metric.cpp '#include "distance/grid/cell_grid.hpp"'
plant distance/tree/places.cpp '#include "distance/clusters/dbscan.hpp"'
plant distance/located/row_groups.hpp '#include "distance/frame/metric.hpp"'
plant distance/planted/planted.hpp '#include <vector>'
plant geometry/blobs/geometry_walk.cpp '#include "geometry/shapes/shape_reader.hpp"'
plant functions/geometry/hulls.cpp '#include "functions/shared/../distance/point_result.hpp"'
plant functions/datasets/links.cpp '#include "functions/distance/point_result.hpp"'
plant datasets/keys/key.cpp '#include "datasets/points.hpp"'
plant network/graph/graph.hpp '#include "network/linkage/linkage.hpp"'
plant sqlite/values/value.cpp '#include "sqlite/tables/table_function.hpp"'
plant statistics/sites/planted.hpp '#include "statistics/curves/m_function.hpp"'
plant statistics/weights/planted.hpp '#include "statistics/autocorrelation/sample.hpp"'
plant statistics/planted/planted.hpp '#include <vector>'
plant helpers/planted.hpp '#include <vector>'

[ "$failures" -eq 0 ] || exit 1
echo "layers_test: passed ($files files; $planted planted violations found)"
