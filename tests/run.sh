#!/usr/bin/env bash
# Builds and runs all tests. CTest's summary is the last thing printed.
#
#   tests/run.sh               the whole suite in a release build
#   tests/run.sh --asan        the same under AddressSanitizer and UndefinedBehaviorSanitizer, in build-asan/
#   tests/run.sh --tsan        the same under ThreadSanitizer, in build-tsan/
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ext/build.sh --tests

directory=build
case "${1:-}" in
  "") ;;
  --asan | --tsan)
    preset=${1#--}
    directory=build-$preset
    cmake --preset "$preset" >&2
    cmake --build "$directory" -j "$(getconf _NPROCESSORS_ONLN)" >&2
    ;;
  *) echo "tests/run.sh: unknown option $1 (known: --asan, --tsan)" >&2; exit 2 ;;
esac

exec ctest --test-dir "$directory" --output-on-failure -j "$(getconf _NPROCESSORS_ONLN)"
