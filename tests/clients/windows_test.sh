#!/usr/bin/env bash
# The Windows module under Wine: sqlite3.exe gives byte for byte what sqlite3 gives here, for the main job, all golden SQL files
# and a large city, with one thread and with several. Both files are built by ext/package.sh windows, not by the suite.
#
#   CLUSTERLITE_WINDOWS    the directory with mod_clusterlite.dll and sqlite3.exe (build-packages/windows/test)
#   CLUSTERLITE_FIRMS      how large (100000)
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
files="${CLUSTERLITE_WINDOWS:-$root/build-packages/windows/test}"
firms="${CLUSTERLITE_FIRMS:-100000}"
[ -e "$files/mod_clusterlite.dll" ] || skip "no $files/mod_clusterlite.dll (ext/package.sh windows builds it)"
[ -z "${CLUSTERLITE_SANITIZE:-}" ] || skip "built with $CLUSTERLITE_SANITIZE"
needs_program python3 sqlite3 x86_64-w64-mingw32-objdump
wine="$(command -v wine64 || command -v wine || echo /usr/lib/wine/wine64)"
[ -x "$wine" ] || skip "no wine64 here"

expect "what it needs of Windows" "" "$(x86_64-w64-mingw32-objdump -p "$files/mod_clusterlite.dll" |
  sed -n 's/^\tDLL Name: //p' | grep -viE '^(kernel32|msvcrt|advapi32)[.]dll$')"
expect "what it exports" "sqlite3_modclusterlite_init" "$(x86_64-w64-mingw32-objdump -p "$files/mod_clusterlite.dll" |
  sed -n '/Ordinal\/Name Pointer/,/^$/s/^\t\[ *[0-9]*\] *//p' | sed 's/.* //')"

work="$(mktemp -d)" || exit 1
export WINEPREFIX="$work/wine" WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" TMPDIR="$work"
trap '"${wine%/*}/wineserver" -k 2> /dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
cp "$files/mod_clusterlite.dll" "$files/sqlite3.exe" .
cp "$module" mod_clusterlite.so
cp "$root"/fixtures/*.csv "$root"/sql/*.sql .
version="$(timeout 180 "$wine" sqlite3.exe :memory: "SELECT sqlite_version()" 2> /dev/null | tr -d '\r')"
[ -n "$version" ] || skip "wine does not start sqlite3.exe here"
[ "$version" = "$(sqlite3 :memory: "SELECT sqlite_version()")" ] || skip "sqlite3.exe is $version, sqlite3 is another one"

compared=0
# One script in both; what they print, and what they complain of, is the same.
same() { # name; the script is name.sql
  timeout 900 "$wine" sqlite3.exe -batch -init nothing.txt :memory: < "$1.sql" 2> "$1.wine.err" | tr -d '\r' > "$1.wine.out"
  sqlite3 -batch -init nothing.txt :memory: < "$1.sql" > "$1.out" 2> "$1.err"
  tr -d '\r' < "$1.wine.err" > "$1.wine.complaints"
  [ -s "$1.out" ] || fail "$1: nothing came out here"
  cmp -s "$1.out" "$1.wine.out" || fail "$1: differs on Windows (is the dll of these sources? ext/package.sh windows builds it)
$(diff "$1.out" "$1.wine.out" | head -20)"
  cmp -s "$1.err" "$1.wine.complaints" || fail "$1: complains differently on Windows
$(diff "$1.err" "$1.wine.complaints" | head -20)"
  compared=$((compared + 1))
}
: > nothing.txt

cat > main.sql << 'SQL'
.load ./mod_clusterlite
.import --csv firms.csv firms
.import --csv links.csv links
.import --csv districts.csv districts
.read schema.sql
.read profile.sql
.read roles.sql
.read linkage.sql
.read borders.sql
.read maturity.sql
.read diagnosis.sql
UPDATE cluster_parameters SET eps = 500, min_points = 12, srid = 5179;
.mode quote
SELECT cl_version(), (SELECT count(*) FROM cl_functions);
SELECT * FROM cluster_profile ORDER BY industry, cluster;
SELECT * FROM cluster_diagnosis ORDER BY industry, cluster;
SELECT cl_svg_map(x, y, industry) FROM open_firms;
SQL
same main
[ "$(wc -c < main.out)" -gt 100000 ] || fail "the main job says too little"

# The golden files, each case as the shell runs it.
for file in "$root"/tests/sql/*.test; do
  name="$(basename "$file" .test)"
  { echo ".load ./mod_clusterlite"
    awk '/^=>$/ { result = 1; print ".print =>"; next } result && /^$/ { result = 0 } !result && !/^#/' "$file"; } > "$name.sql"
  same "$name"
done
[ "$compared" -gt 40 ] || fail "only $compared scripts were compared"

# A city of dense places, by whole numbers alone; the same sums with one thread and with more.
cat > city.sql << SQL
.load ./mod_clusterlite
CREATE TABLE firms AS WITH RECURSIVE s(i, r) AS (
  SELECT 1, 12345 UNION ALL SELECT i + 1, (r * 1103515245 + 12345) % 2147483648 FROM s WHERE i < $firms)
SELECT i AS id, 'I' || (r / 65536 % 20) AS industry,
       (r / 1024 % 40) * 1000 + (r * 7919 % 1009) * (r % 997) / 1000.0 AS x,
       (r / 4096 % 40) * 1000 + (r * 104729 % 1013) * (r % 991) / 1000.0 AS y FROM s;
SELECT count(*), sum(x), sum(y) FROM firms;
SQL
for threads in 1 4; do
  cat >> city.sql << SQL
SELECT cl_threads($threads);
SELECT count(cluster), sum(cluster * id), sum(kind = 'core') FROM cl_dbscan((SELECT cl_points(id, x, y, 1, industry) FROM firms), 100, 10);
SELECT count(cluster), sum(cluster * id), sum(probability) FROM cl_hdbscan((SELECT cl_points(id, x, y) FROM firms), 20);
SELECT sum(neighbours), sum(neighbours * id % 1000) FROM cl_neighbour_count((SELECT cl_points(id, x, y) FROM firms), 50);
SQL
done
same city
expect "threads change a result" "$(sed -n 3,5p city.out)" "$(sed -n 7,9p city.out)"
echo "windows_test: passed ($compared scripts, $("$wine" --version), SQLite $version, $firms firms: $(sed -n 3p city.out))"
