#!/usr/bin/env bash
# All shell scripts are clean for shellcheck, with the exceptions that .shellcheckrc names.
set -uo pipefail

command -v shellcheck > /dev/null || { echo "shellcheck_test: skipped, no shellcheck here"; exit 77; }
cd "${CLUSTERLITE_SOURCE_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}" || exit 1
mapfile -t scripts < <(find .ci/run ext sql tests fixtures \( -name '*.sh' -o -name run \) -type f | sort)
shellcheck -x "${scripts[@]}" || { echo "shellcheck_test: see above" >&2; exit 1; }
echo "shellcheck_test: passed (${#scripts[@]} scripts)"
