#!/usr/bin/env bash
# All C++ sources are formatted as .clang-format says. Other versions of clang-format break lines differently, so only
# version 14 (Debian 12) decides; without it the test is skipped.
set -uo pipefail

root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
tool=""
for candidate in clang-format-14 clang-format; do
  if command -v "$candidate" > /dev/null && "$candidate" --version | grep -q 'version 14\.'; then
    tool="$candidate"
    break
  fi
done
if [ -z "$tool" ]; then
  echo "format_test: skipped, no clang-format 14 here"
  exit 77
fi

cd "$root" || exit 1
mapfile -t sources < <(find ext tests -name '*.cpp' -o -name '*.hpp' | sort)
mapfile -t unformatted < <(printf '%s\0' "${sources[@]}" | xargs -0 -n 40 "$tool" --dry-run 2>&1 |
  sed -n 's/^\([^:]*\):.*clang-format-violations.*/\1/p' | sort -u)
if [ ${#unformatted[@]} -gt 0 ]; then
  echo "format_test: ${#unformatted[@]} of ${#sources[@]} sources are not formatted; run" >&2
  echo "  $tool -i ${unformatted[*]}" >&2
  exit 1
fi
echo "format_test: passed (${#sources[@]} sources)"
