#!/usr/bin/env bash
# What README.md shows (or another page: readme_test.sh PAGE), works: every block of SQL, shell, Python and R is run in the order of
# the page, on the demo's database,
# and where a block of output follows, the same must come out. Its links lead to files that are there.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
page="${1:-README.md}"
needs_program sqlite3 cmake
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT

# A project whose build/ is the build under test, with the demo's database in it. There is nobody to ask for a password, and
# what is installed goes into a directory of its own.
mkdir "$work/project" "$work/bin" "$work/blocks"
ln -s "$root"/* "$work/project/"
rm -f "$work/project/build"
mkdir "$work/project/build"
ln -s "${CLUSTERLITE_BUILD_DIR:?}"/* "$work/project/build/"
rm -f "$work/project/build/seoul.db" "$work/project/build/mod_clusterlite.so"
ln -s "$module" "$work/project/build/mod_clusterlite.so"
printf '#!/usr/bin/env bash\nexec env DESTDIR="%s" "$@"\n' "$work/installed" > "$work/bin/sudo"
chmod +x "$work/bin/sudo"
cd "$work/project" || exit 1
shell build/seoul.db ".read sql/demo.sql" > /dev/null || fail "sql/demo.sql failed"

# NN.sql, NN.sh, ... and NN.text for the output that follows at once.
awk -v blocks="$work/blocks" '
  /^```/ && inside { inside = 0; close(file); next }
  /^```/ { inside = 1; kind = substr($0, 4)
           if (kind == "text") { if (NR != last + 1) { print "an output at line " NR " follows no block"; bad = 1 } }
           else { ++count; start[count] = NR }
           file = sprintf("%s/%02d.%s", blocks, count, kind); print "" > file; close(file); printf "" > file; next }
  inside { print > file; last = NR + 1 }
  END { exit bad }' "$page" || fail "$page has blocks that are not understood"

run_block() { # file
  case "$1" in
    *.sql) shell build/seoul.db ".load build/mod_clusterlite" ".mode column" ".headers on" ".read $1" ;;
    *.sh) PATH="$work/bin:$PATH" with_runtime bash -eu "$1" ;;
    *.python) with_runtime "${PYTHON:-/usr/bin/python3}" "$1" ;;
    *.r) with_runtime Rscript "$1" ;;
    *) echo "no way to run $1" >&2; return 1 ;;
  esac
}

has_spatialite=yes
shell :memory: ".load mod_spatialite" 2> /dev/null || has_spatialite=
has_r=
command -v Rscript > /dev/null && Rscript -e 'library(RSQLite)' > /dev/null 2>&1 && [ -z "$sanitizer_runtime" ] && has_r=yes

run=0
left_out=()
for block in "$work"/blocks/*; do
  name="${block##*/}"
  [[ "$name" != *.text ]] || continue
  if grep -q '^\./' "$block"; then # the demo and the tests themselves: demo_test.sh runs the one, this is run by the other
    while read -r program _; do [ -x "$root/$program" ] || fail "there is no program $program"; done < "$block"
    continue
  fi
  if [ -z "$has_spatialite" ] && grep -q mod_spatialite "$block"; then left_out+=("$name: no mod_spatialite"); continue; fi
  if [ -z "$has_r" ] && [[ "$name" == *.r ]]; then left_out+=("$name: no R with RSQLite"); continue; fi
  run=$((run + 1))
  if ! run_block "$block" > "$work/out" 2> "$work/err" || { [ -s "$work/err" ] && [[ "$name" != *.r ]]; }; then
    fail "block $name failed: $(head -5 "$work/err")
$(cat "$block")"
  fi
  expected="${block%.*}.text"
  if [ -f "$expected" ]; then
    diff -u <(sed 's/ *$//' "$expected") <(sed 's/ *$//' "$work/out") > "$work/difference" ||
      fail "block $name prints something else than $page shows:
$(cat "$work/difference")"
  fi
done
# lib, or lib/x86_64-linux-gnu: both are directories of the loader.
[ -n "$(find "$work/installed/usr/lib" -name mod_clusterlite.so)" ] || fail "cmake --install did not install the extension"

while read -r target; do
  [ -e "$(dirname "$root/$page")/$target" ] || fail "the link to $target leads nowhere"
done < <(grep -oE '\]\([^)#]+[^)]*\)' "$page" | sed 's/#[^)]*//' | sed 's/^](//; s/)$//' | grep -v '^https\?:')

echo "readme_test: $page passed ($run blocks run${left_out:+; left out: ${left_out[*]}})"
