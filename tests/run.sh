#!/usr/bin/env bash
# Builds and runs all tests. CTest's summary is the last thing printed.
#
#   tests/run.sh               the whole suite in a release build
#   tests/run.sh --asan        the same under AddressSanitizer and UndefinedBehaviorSanitizer, in build-asan/
#   tests/run.sh --tsan        the same under ThreadSanitizer, in build-tsan/
#   tests/run.sh --coverage    the same in build-coverage/, with Clang: which share of lines and branches of ext/ was reached
#   tests/run.sh --update      writes what the golden files tests/sql/*.test give now into them; look at git diff
#   tests/run.sh --tidy        clang-tidy over ext/, with the checks of .clang-tidy as errors (takes some minutes)
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
  --update)
    CLUSTERLITE_UPDATE_GOLDEN=1 build/tests/sql_tests --gtest_filter='*GoldenFile*'
    exec git --no-pager diff --stat -- tests/sql
    ;;
  --tidy)
    cmake --preset release >&2
    git ls-files 'ext/*.cpp' | xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 4 clang-tidy --quiet --extra-arg=-Wno-unknown-warning-option -p build
    exit
    ;;
  --coverage) exec tests/coverage.sh ;;
  *) echo "tests/run.sh: unknown option $1 (known: --asan, --tsan, --coverage, --update, --tidy)" >&2; exit 2 ;;
esac

exec ctest --test-dir "$directory" --output-on-failure -j "$(getconf _NPROCESSORS_ONLN)"
