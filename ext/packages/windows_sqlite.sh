#!/usr/bin/env bash
# Builds sqlite3.exe for Windows x64 from Debian's SQLite source, the same version as sqlite3 here, for tests of the module.
#
#   ext/packages/windows_sqlite.sh DIRECTORY      makes DIRECTORY/sqlite3.exe; nothing is done if it is there already
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
mkdir -p "${1:?where to build}"
cd "$1"
[ ! -e sqlite3.exe ] || exit 0
# SQLite's makefile takes no path with spaces, which DIRECTORY may have.
build="$(mktemp -d)"
trap 'rm -rf "$build"' EXIT
"$here/debian_source.sh" sqlite3 "$build"
mkdir "$build/made"
(cd "$build/made" && ../tree/configure --disable-tcl && make sqlite3.c shell.c)
x86_64-w64-mingw32-gcc-posix -O2 -static -s -DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE \
  -DSQLITE_LIKE_DOESNT_MATCH_BLOBS -DSQLITE_DEFAULT_RECURSIVE_TRIGGERS -o sqlite3.exe "$build/made/shell.c" "$build/made/sqlite3.c"
