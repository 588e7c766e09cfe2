#!/usr/bin/env bash
# The installed pages run from any directory: the demo and every example on the synthetic city, and the report.
set -uo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
source "$here/../clients/client.sh"
needs_program sqlite3 cmake
build="${CLUSTERLITE_BUILD_DIR:?set CLUSTERLITE_BUILD_DIR to the folder of the build}"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
lend_runtime_to sqlite3 "$work"
unset CLUSTERLITE_MODULE CLUSTERLITE_SOURCE_DIR

cmake --install "$build" --prefix "$work/there" > "$work/install.txt" 2>&1 || fail "cmake --install: $(tail -3 "$work/install.txt")"
share="$work/there/share/clusterlite"
installed="$(find "$work/there" -name mod_clusterlite.so)"
{ grep -rlE '(^|[^/a-z])(build|fixtures|sql)/' "$share" --include='*.sql' || grep -lE '(^|[^/a-z])(build|fixtures|sql)/' "$share"/README*.md; } && fail "these pages name files of the source tree"
DESTDIR="$work/staged" cmake --install "$build" --prefix /usr > "$work/install.txt" 2>&1 || fail "cmake --install with DESTDIR"
grep -rlF "$work" "$work/staged/usr/share/clusterlite" && fail "DESTDIR stands in these pages"
expect "under /usr the module has no path" "" "$(grep -rhE '^[.]load .*[^ ]/mod_clusterlite' "$work/staged/usr/share/clusterlite")"

mkdir "$work/elsewhere"
cd "$work/elsewhere" || exit 1
bash "$share/demo.sh" > demo.txt 2> errors.txt || fail "the demo: $(cat errors.txt)"
[ ! -s errors.txt ] && [ -s seoul.db ] || fail "the demo: $(head -3 errors.txt)"
cp seoul.db fresh.db
has_spatialite=yes
sqlite3 -batch -init /dev/null :memory: ".load mod_spatialite" 2> /dev/null || has_spatialite=
for page in "$share"/examples/*.sql; do
  grep -q 'shared/realdata' "$page" && continue
  [ -n "$has_spatialite" ] || ! grep -q '^\.load mod_spatialite' "$page" || continue
  cp fresh.db seoul.db
  shell seoul.db ".load '$installed'" ".read $page" > out.txt 2> errors.txt || fail "${page##*/}: $(head -3 errors.txt)"
  [ ! -s errors.txt ] && [ "$(wc -l < out.txt)" -ge 5 ] || fail "${page##*/}: $(head -3 errors.txt)"
done
[ -s clusters.svg ] || fail "no picture in the directory of the user"
CLUSTERLITE_MODULE="$installed" "$share/report.sh" fresh.db report.html && [ -s report.html ] || fail "the report"

echo "installed_test: passed"
