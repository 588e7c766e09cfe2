#!/usr/bin/env bash
# Runs the examples of sql/hosts.md: each block, in the program of its section, must print what stands under it. A program that
# is not installed is named and passed over.
#
#   CLUSTERLITE_MODULE          a module under /usr is taken as installed: the programs find it by themselves
#   CLUSTERLITE_NODE_MODULES    better-sqlite3, libsql and node (22), as many as there are; and clusterlite, where the package
#                               itself is to be tried
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
needs_program sqlite3 python3
[ -z "${CLUSTERLITE_SANITIZE:-}" ] || skip "the programs here do not all start with the runtime of $CLUSTERLITE_SANITIZE"
page="${CLUSTERLITE_SOURCE_DIR:?}/sql/hosts.md"
node_modules="$(realpath -m "$node_modules")"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
# Where the module would be after installation.
case "$module" in
  /usr/*) ;;
  *)
    LD_LIBRARY_PATH="$(dirname "$module")${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
    export LD_LIBRARY_PATH
    ;;
esac

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

mkdir node_modules
for package in "$node_modules"/*; do
  [ ! -e "$package" ] || ln -s "$package" node_modules/
done
# The npm package as ext/package.sh makes it, with the module of this build.
if [ ! -e node_modules/clusterlite ]; then
  native="node_modules/clusterlite/native/$(node -p 'process.platform + "-" + process.arch' 2> /dev/null)"
  mkdir -p "$native"
  cp "$(dirname "$page")"/../ext/packages/npm/index.* node_modules/clusterlite/
  echo '{"name": "clusterlite", "main": "index.cjs"}' > node_modules/clusterlite/package.json
  cp "$module" "$native/"
fi
node=node
[ ! -x node_modules/node/bin/node ] || node=node_modules/node/bin/node
# The block of the page in each of the three hosts. All of them answer alike.
cat > in_node.sh << END
declare -A edits=([better-sqlite3]='' [libsql]='s/require("better-sqlite3")/require("libsql")/'
  [node:sqlite]='s/^const Database = .*/const { DatabaseSync } = require("node:sqlite");/; s/new Database("city.db")/new DatabaseSync("city.db", { allowExtension: true })/')
answers=()
for host in better-sqlite3 libsql node:sqlite; do
  # better-sqlite3 is compiled for the Node that installed it.
  for node in node $node; do \$node -e "new (require('\$host').DatabaseSync ?? require('\$host'))(':memory:')" 2> /dev/null && break; done || continue
  sed "\${edits[\$host]}" "\$1" > block.cjs
  answer="\$(\$node --no-warnings block.cjs)" || exit 1
  echo "\$host (Node \$(\$node -p process.version))" >> node_hosts.txt
  answers+=("\$answer")
done
[ \${#answers[@]} -gt 0 ] && printf '%s\n' "\${answers[@]}" | sort -u
END

run=() passed=() absent=() bad=0
# Sets `run` to what runs a block, or fails when the program is not here.
runner() { # language, section
  case "$1:$2" in
    sh:GDAL) command -v ogr2ogr > /dev/null && ogr2ogr --formats | grep 'SQLite.*rw' > /dev/null && run=(bash) ;;
    sh:SpatiaLite) command -v spatialite > /dev/null && run=(bash) ;;
    sh:sqlite-utils) command -v sqlite-utils > /dev/null && run=(bash) ;;
    sh:*) run=(bash) ;;
    python:apsw) /usr/bin/python3 -c 'import apsw' 2> /dev/null && run=(/usr/bin/python3) ;;
    python:*) /usr/bin/python3 -c 'import sqlite3; sqlite3.Connection.enable_load_extension' 2> /dev/null && run=(/usr/bin/python3) ;;
    r:*) command -v Rscript > /dev/null && Rscript -e "stopifnot(all(sapply(c('RSQLite', $(grep -q sf "$3" && echo "'sf'," ) 'DBI'), requireNamespace, quietly = TRUE)))" > /dev/null 2>&1 && run=(Rscript) ;;
    java:*) command -v java > /dev/null && [ -e /usr/share/java/sqlite-jdbc.jar ] &&
      run=(java -cp /usr/share/java/sqlite-jdbc.jar --source 11) ;;
    php:*) command -v php > /dev/null && php -m | grep -x sqlite3 > /dev/null && run=(php -d "sqlite3.extension_dir=$(dirname "$module")") ;;
    perl:*) perl -MDBD::SQLite -e 1 2> /dev/null && run=(perl) ;;
    ruby:*) ruby -e 'require "sqlite3"' 2> /dev/null && run=(ruby) ;;
    tcl:*) command -v tclsh > /dev/null && echo 'package require sqlite3' | tclsh > /dev/null 2>&1 &&
      [ "$(echo 'if {[catch {package require sqlite3}]} {puts no}' | tclsh)" != no ] && run=(tclsh) ;;
    js:*) command -v node > /dev/null && { [ -e node_modules/better-sqlite3 ] || [ -e node_modules/libsql ] || "$node" -e 'require("node:sqlite")' 2> /dev/null; } &&
      run=(bash in_node.sh) ;;
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
[ ! -e node_hosts.txt ] || passed+=("$(paste -sd, node_hosts.txt)")
echo "hosts_test: passed (${passed[*]}; not here: ${absent[*]:-none})"
