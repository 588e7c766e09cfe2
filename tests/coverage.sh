#!/usr/bin/env bash
# Which lines and branches of ext/ the tests reach.    tests/coverage.sh [options of ctest]
#
# Clang counts in the source, not in the machine code: a branch is an outcome of a condition as it is written, once, in however
# many places the compiler put it and for however many types a template was made; what it adds itself is not counted.
# Prints a line per file and the sums; build-coverage/uncovered.txt has each line and branch that was not reached.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for version in -14 -15 -16 -17 -18 -19 ""; do
  if command -v "clang++$version" "llvm-cov$version" "llvm-profdata$version" > /dev/null; then
    found=yes
    break
  fi
done
[ "${found:-}" ] || { echo "tests/coverage.sh: needs clang++, llvm-cov and llvm-profdata (apt-get install clang-14 llvm-14)" >&2; exit 1; }

directory=$PWD/build-coverage
cmake -S . -B "$directory" -DCMAKE_CXX_COMPILER="clang++$version" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-O1 \
  -DCLUSTERLITE_COVERAGE=ON -DCLUSTERLITE_WERROR=OFF -DCLUSTERLITE_TESTS=ON -DCLUSTERLITE_BENCHMARKS=OFF >&2
cmake --build "$directory" -j "$(getconf _NPROCESSORS_ONLN)" >&2
rm -rf "$directory/profiles"
# Processes that end at the same time add to four files in turn. What a killed process had counted is lost.
export LLVM_PROFILE_FILE="$directory/profiles/%4m.profraw"
ctest --test-dir "$directory" --output-on-failure -j "$(getconf _NPROCESSORS_ONLN)" "$@" >&2
"llvm-profdata$version" merge -sparse "$directory"/profiles/*.profraw -o "$directory/tests.profdata"

what=("$directory/mod_clusterlite.so" -object "$directory/tests/unit_tests" -instr-profile="$directory/tests.profdata"
  -ignore-filename-regex='(^|/)tests/|^/usr/')
"llvm-cov$version" show "${what[@]}" --show-branches=count --show-instantiations=false > "$directory/coverage.txt" 2> /dev/null
awk '/^[^ ].*:$/ { file = $0 }
     /^ +[0-9]+\| +0\|/ || /Branch .*(True|False): 0[],]/ { print file, $0 }' "$directory/coverage.txt" > "$directory/uncovered.txt"
"llvm-cov$version" report "${what[@]}" --show-branch-summary 2> /dev/null
