#!/usr/bin/env bash
# The static library, its header and its pkg-config file, as installed: a C program that links SQLite itself.
# The library is built by ext/package.sh static, not by the suite: all sources are compiled anew for it (two minutes).
#
#   CLUSTERLITE_STATIC      its archive (the one in build-packages/), which is unpacked and tried; without one, what
#                           CLUSTERLITE_BUILD_DIR would install
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
needs_program cc c++ pkg-config cmake
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
root="$(dirname "${BASH_SOURCE[0]}")/../.."
header="$root/ext/packages/clusterlite.h"
read -ra sqlite <<< "$(pkg-config --cflags sqlite3)"
for language in c c++; do
  cc -x $language -Wall -Wextra -Wpedantic -Werror -fsyntax-only "${sqlite[@]}" "$header" || fail "clusterlite.h in $language"
done

archive="${CLUSTERLITE_STATIC:-}"
for made in "$root"/build-packages/clusterlite-*-static.tar.gz; do
  archive="${archive:-$made}"
done
if [ -e "$archive" ]; then
  tar -C "$work" -xf "$archive"
else
  build="${CLUSTERLITE_BUILD_DIR:?}"
  [ -e "$build/libclusterlite.a" ] || skip "the header is good; ext/package.sh static builds the library, which is not here"
  [ -z "${CLUSTERLITE_SANITIZE:-}" ] || skip "built with $CLUSTERLITE_SANITIZE"
  DESTDIR="$work" cmake --install "$build" --component static > /dev/null
fi
cat > "$work/program.c" << 'END'
#include <stdio.h>
#include <clusterlite.h>

static int print(void* unused, int columns, char** values, char** names) {
  (void)unused, (void)names;
  for (int i = 0; i < columns; ++i) printf("%s%s", i ? "|" : "", values[i]);
  puts("");
  return 0;
}

int main(void) {
  sqlite3* db;
  char* message = 0;
  sqlite3_auto_extension((void (*)(void))sqlite3_modclusterlite_init);
  if (sqlite3_open(":memory:", &db) != SQLITE_OK) return 1;
  if (sqlite3_exec(db,
                   "CREATE TABLE firms AS WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 10)"
                   " SELECT i AS firm_id, 100 * i + 5000 * (i > 6) AS x, 0 AS y FROM s;"
                   "SELECT count(DISTINCT cluster), cl_version() FROM"
                   " cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 150, 3);"
                   "SELECT length(cl_convex_hull(cl_point(x, y, 5179))) IS NULL FROM firms LIMIT 1;",
                   print, 0, &message) != SQLITE_OK)
    return fprintf(stderr, "%s\n", message), 1;
  return sqlite3_close(db);
}
END
# What a packager would write, with the directory of this installation before the paths in clusterlite.pc.
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
PKG_CONFIG_PATH="$(dirname "$(find "$work" -name clusterlite.pc)")"
read -ra flags <<< "$(pkg-config --define-variable=prefix="$work/usr" --cflags --libs --static clusterlite)"
cc -std=c11 -Wall -Wextra -Werror "$work/program.c" "${flags[@]}" -o "$work/program"
output="$("$work/program")" || fail "the program failed: $output"
expect "clusters and version" "2|$(pkg-config --modversion clusterlite)" "$(head -1 <<< "$output")"
echo "static_test: passed ($(cc --version | head -1))"
