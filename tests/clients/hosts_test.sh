#!/usr/bin/env bash
# Runs the examples of sql/hosts.md: each block, in the program of its section, must print what stands under it. A program that
# is not installed is named and passed over.
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
needs_program sqlite3 python3
[ -z "${CLUSTERLITE_SANITIZE:-}" ] || skip "the programs here do not all start with the runtime of $CLUSTERLITE_SANITIZE"
page="${CLUSTERLITE_SOURCE_DIR:?}/sql/hosts.md"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
# Where the module would be after installation.
LD_LIBRARY_PATH="$(dirname "$module")${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export LD_LIBRARY_PATH

# NN.lang, NN.out and NN.name: the blocks that have a result, and the first, which has none.
python3 - "$page" << 'END' || fail "cannot read $page"
import re, sys

section, number = "", 0
text = open(sys.argv[1], encoding="utf-8").read()
for match in re.finditer(r"^## ([^\n]*)$|^```(\w+)\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", text, re.M | re.S):
    title, language, code, output = match.groups()
    if title:
        section = title
    elif output is not None or number == 0:
        for ending, content in (("code", code), ("lang", language), ("out", output or ""), ("name", section)):
            open(f"{number:02}.{ending}", "w", encoding="utf-8").write(content)
        number += 1
END

run=() passed=() absent=() bad=0
# Sets `run` to what runs a block, or fails when the program is not here.
runner() { # language, section
  case "$1:$2" in
    sh:GDAL) command -v ogr2ogr > /dev/null && ogr2ogr --formats | grep -q 'SQLite.*rw' && run=(bash) ;;
    sh:SpatiaLite) command -v spatialite > /dev/null && run=(bash) ;;
    sh:sqlite-utils) command -v sqlite-utils > /dev/null && run=(bash) ;;
    sh:*) run=(bash) ;;
    python:apsw) /usr/bin/python3 -c 'import apsw' 2> /dev/null && run=(/usr/bin/python3) ;;
    python:*) /usr/bin/python3 -c 'import sqlite3; sqlite3.Connection.enable_load_extension' 2> /dev/null && run=(/usr/bin/python3) ;;
    r:*) command -v Rscript > /dev/null && Rscript -e "stopifnot(all(sapply(c('RSQLite', $(grep -q sf "$3" && echo "'sf'," ) 'DBI'), requireNamespace, quietly = TRUE)))" > /dev/null 2>&1 && run=(Rscript) ;;
    java:*) command -v java > /dev/null && [ -e /usr/share/java/sqlite-jdbc.jar ] &&
      run=(java -cp /usr/share/java/sqlite-jdbc.jar --source 11) ;;
    php:*) command -v php > /dev/null && php -m | grep -qx sqlite3 && run=(php -d "sqlite3.extension_dir=$(dirname "$module")") ;;
    perl:*) perl -MDBD::SQLite -e 1 2> /dev/null && run=(perl) ;;
    ruby:*) ruby -e 'require "sqlite3"' 2> /dev/null && run=(ruby) ;;
    tcl:*) command -v tclsh > /dev/null && echo 'package require sqlite3' | tclsh > /dev/null 2>&1 &&
      [ "$(echo 'if {[catch {package require sqlite3}]} {puts no}' | tclsh)" != no ] && run=(tclsh) ;;
    *) fail "no way to run a block of $1 in section $2" ;;
  esac
}

for file in ??.code; do
  number="${file%.code}"
  section="$(< "$number.name")"
  run=()
  if ! runner "$(< "$number.lang")" "$section" "$file"; then
    absent+=("$section")
    continue
  fi
  output="$("${run[@]}" "./$file" 2> "$number.err")" || { echo "$section: $(head -c 600 "$number.err") $output" >&2; bad=1; continue; }
  # Blanks at the ends of lines are the program's own.
  expect "$section" "$(sed 's/ *$//' "$number.out")" "$(printf '%s\n' "$output" | sed 's/[ \r]*$//')"
  [ "$number" = 00 ] || passed+=("$section")
done
[ $bad = 0 ] || fail "see above"
[ ${#passed[@]} -gt 0 ] || fail "no block was run"
echo "hosts_test: passed (${passed[*]}; not here: ${absent[*]:-none})"
