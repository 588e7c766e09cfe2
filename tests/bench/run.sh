#!/usr/bin/env bash
# Builds and runs the benchmarks: whole statements against the bare scan, then the algorithms alone.
#
#   tests/bench/run.sh [firms ...]      default: 100000 1000000
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

ext/build.sh --bench
printf '%s, %s cores, %s\n' "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -1)" \
  "$(getconf _NPROCESSORS_ONLN)" "$(sqlite3 :memory: ".load build/mod_clusterlite" "SELECT cl_build()")"
[ $# -gt 0 ] || set -- 100000 1000000
for firms in "$@"; do
  build/tests/bench/statements_bench "$firms"
  echo
done
build/tests/bench/algorithms_bench --benchmark_filter='/1000000'
