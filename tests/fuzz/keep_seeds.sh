#!/usr/bin/env bash
# Keeps what the fuzzer found as seeds: of its corpora the inputs that reach something others do not, at most 400 bytes
# each, a line of hexadecimal digits an input. The suite runs them (fuzz.<target>).
#
#   tests/fuzz/keep_seeds.sh build-fuzz          run after the fuzzing, with its corpora in build-fuzz/corpus
set -euo pipefail
build="$(realpath "${1:?which build?}")"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
for target in data_sets arguments geometries definitions statements; do
  [ -d "$build/corpus/$target" ] || continue
  mkdir "$work/$target"
  "$build/tests/fuzz/fuzz_$target" -merge=1 -max_len=400 "$work/$target" "$build/corpus/$target" 2> /dev/null
  find "$work/$target" -type f -size -401c | sort | while read -r input; do
    od -An -v -tx1 "$input" | tr -d ' \n'
    echo
  done > "$here/seeds/$target.hex"
  wc -l "$here/seeds/$target.hex"
done
