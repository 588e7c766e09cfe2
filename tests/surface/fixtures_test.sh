#!/usr/bin/env bash
# The committed synthetic city is what its generator makes, byte for byte; the planted answers come out of it and stand in
# its README; the files stay small. Exit code 0 if so.
set -uo pipefail

fixtures="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../fixtures" && pwd)" || exit 1
python="${PYTHON:-/usr/bin/python3}"
command -v "$python" > /dev/null || python=python3
command -v "$python" > /dev/null || { echo "fixtures_test: no Python 3 found; set PYTHON" >&2; exit 1; }
made="$(mktemp -d)" || exit 1
trap 'rm -rf "$made"' EXIT

failures=0
fail() {
  echo "fixtures_test: $*" >&2
  failures=$((failures + 1))
}

"$python" "$fixtures/make_city.py" "$made" || fail "make_city.py failed"
"$python" "$fixtures/check_city.py" "$made" > /dev/null || fail "the made city does not hold what its README promises"

for file in firms.csv links.csv districts.csv planted.csv; do
  if ! difference="$(cmp "$made/$file" "$fixtures/$file" 2>&1)"; then
    fail "$file is not what the generator makes (${difference}); run fixtures/make_city.py and check_city.py and commit the result"
  fi
done

rows=0
while IFS=, read -r cluster industry firms _; do
  [ "$cluster" = cluster ] && continue
  rows=$((rows + 1))
  grep -qF "| $cluster | $industry | $firms |" "$fixtures/README.md" ||
    fail "README.md does not say that '$cluster' ($industry) has $firms firms"
done < "$fixtures/planted.csv"
[ "$rows" -eq 10 ] || fail "planted.csv has $rows clusters, expected 10"

bytes="$(cat "$fixtures"/{firms,links,districts}.csv | wc -c)"
[ "$bytes" -lt 4000000 ] || fail "the city's files have $bytes bytes together, expected less than 4 MB"

if [ "$failures" -gt 0 ]; then
  echo "fixtures_test: $failures failure(s)" >&2
  exit 1
fi
echo "fixtures_test: passed ($rows planted clusters, $bytes bytes)"
