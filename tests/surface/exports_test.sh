#!/usr/bin/env bash
# SQLite loads extensions with RTLD_GLOBAL, so two extensions that export one C++ name call each other's code. The module
# exports its entry point and nothing else.
set -uo pipefail

module="${CLUSTERLITE_MODULE:?}"
command -v nm > /dev/null || { echo "exports_test: skipped, no nm here"; exit 77; }
exported="$(nm -D --defined-only "$module" | awk '$2 ~ /^[A-Z]$/ && $2 != "A" { print $3 }')"
if [ "$exported" != sqlite3_modclusterlite_init ]; then
  echo "exports_test: $module should export sqlite3_modclusterlite_init alone, and exports:" >&2
  echo "$exported" >&2
  exit 1
fi
# SQLite's own functions come through the table that the host hands over, never by linking: the host's SQLite may be another.
linked="$(nm -D --undefined-only "$module" | awk '$2 ~ /^sqlite3_/ { print $2 }')"
if [ -n "$linked" ]; then
  echo "exports_test: $module calls SQLite past the host's table of functions:" >&2
  echo "$linked" >&2
  exit 1
fi
echo "exports_test: passed"
