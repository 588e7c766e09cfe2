#!/usr/bin/env bash
# Includes go one way, downwards:
#
#   support < datasets < { geometry, indicators, distance, network, sqlite } < functions < clusterlite.cpp
#
# The five in the middle know nothing of each other, but geometry knows distance: clusters of shapes are what distance/
# says, with distances by GEOS. SQLite's header stands in ext/sqlite only; whoever needs it gets it
# through there, and that is ext/functions and the entry point. GEOS and SpatiaLite headers stand in ext/geometry only.
# After the source tree itself, trees with one planted violation each are checked: each must be found.
set -uo pipefail

root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"

# Prints one line per violation in the sources below the directory $1, which is some ext/.
violations() {
  (cd "$1" && find . -type f -name '*.[chi]*' -printf '%P\n' | sort | xargs awk '
    BEGIN {
      middle = "datasets support"
      below["support"] = ""
      below["datasets"] = "support"
      below["geometry"] = below["indicators"] = below["distance"] = below["network"] = below["sqlite"] = middle
      below["geometry"] = "distance " middle
      below["functions"] = below["clusterlite.cpp"] = \
        "functions sqlite geometry indicators distance network " middle
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
      if (!(layer in below)) complain("ext/" layer " is no known layer")
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
      } else if (quoted && target != layer && !index(" " below[layer] " ", " " target " ")) {
        complain("ext/" layer " must not know " header)
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
[ "$files" -gt 40 ] || { echo "layers_test: only $files sources found under $root/ext" >&2; failures=1; }

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
plant support/text.hpp '#include "datasets/key.hpp"'
plant datasets/key.cpp '#include "indicators/concentration.hpp"'
plant datasets/points.hpp '#  include <sqlite3ext.h>'
plant indicators/concentration.cpp '#include "distance/dbscan.hpp"'
plant indicators/concentration.cpp '#include "sqlite/value.hpp"'
plant distance/dbscan.cpp '#include "geometry/hull.hpp"'
plant distance/dbscan.cpp '#include <geos_c.h>'
plant geometry/hull.cpp '  #include "functions/families.hpp"'
plant geometry/hull.cpp '#include <sqlite3.h>'
plant sqlite/value.cpp '#include "distance/dbscan.hpp"'
plant sqlite/value.cpp '#include "functions/families.hpp"'
plant sqlite/value.cpp '#include <spatialite/gaiageo.h>'
plant functions/hulls.cpp '#include <sqlite3ext.h>'
plant functions/hulls.cpp '#include "../sqlite/value.hpp"'
plant clusterlite.cpp '#include <sqlite3ext.h>'
plant network/planted.hpp '#include "distance/dbscan.hpp"'
plant helpers/planted.hpp '#include <vector>'

[ "$failures" -eq 0 ] || exit 1
echo "layers_test: passed ($files files; $planted planted violations found)"
