#!/usr/bin/env bash
# The suite holds at least as many tests as it did when the number below was written. A pattern in CMakeLists.txt that
# finds no file any more would otherwise run no test, and nobody would hear of it. Raise the number when tests are added.
set -uo pipefail

least=1100
# Without the tests of failing allocations, which a sanitizer's own allocator does not serve.
[ -z "${CLUSTERLITE_SANITIZE:-}" ] || least=1050

found="$(ctest --test-dir "$CLUSTERLITE_BUILD_DIR" -N | sed -n 's/^Total Tests: //p')"
[ "${found:-0}" -ge "$least" ] && { echo "test_count_test: passed ($found tests)"; exit 0; }
echo "test_count_test: only ${found:-no} tests found, there were $least: has a folder or a pattern been lost?" >&2
exit 1
