#!/usr/bin/env bash
# Runs the tests that go through a connection with another SQLite than the machine's: its amalgamation comes with the npm
# package better-sqlite3, is built as a shared library and put before the system's.
#
#   tests/robustness/with_sqlite.sh 3.31.1|3.45.1|3.49.1|3.50.4|newest [gtest filter]
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

case "${1:-}" in
  3.31.1) package=7.0.0 ;;
  3.45.1) package=9.4.5 ;;
  3.49.1) package=11.9.1 ;;
  3.50.4) package=12.4.1 ;;
  newest) package=latest ;;
  *) echo "with_sqlite.sh: which SQLite? 3.31.1, 3.45.1, 3.49.1, 3.50.4 or newest" >&2; exit 2 ;;
esac
filter="${2:-*}"
# 3.31 lacks SQL that the tests themselves use: iif(), ln(), MATERIALIZED, sqlite_schema, DROP COLUMN.
[ "$1" != 3.31.1 ] || filter="${2:-LentDataSets*:Dbscan*:Cancellation*:HostileDataSet*:Misplaced*:-*RandomFirms}"

work="$root/build/sqlite-$package"
mkdir -p "$work"
cd "$work"
[ -d package ] || { npm pack --silent "better-sqlite3@$package" > /dev/null && tar -xzf better-sqlite3-*.tgz; }
[ ! -f package/deps/sqlite3.tar.gz ] || tar -xzf package/deps/sqlite3.tar.gz -C package/deps
source="$(find package/deps -name sqlite3.c | head -1)"
[ -f libsqlite3.so ] || ${CC:-cc} -O2 -shared -fPIC -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_MATH_FUNCTIONS \
  -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_JSON1 -DSQLITE_ENABLE_DESERIALIZE "$source" -o libsqlite3.so \
  -lm -lpthread -ldl
cd "$root"
LD_PRELOAD="$work/libsqlite3.so" build/tests/sql_tests --gtest_filter="$filter" --gtest_brief=1
