#!/usr/bin/env bash
# Installs the programs that the tests in this folder and the pictures are run with, from Debian and from npm. A test whose
# program is missing is skipped, so nothing here is needed to run the suite; Java, R, QGIS and Chromium are large.
#
#   tests/clients/install.sh           by apt-get (as root, or by sudo); npm packages go into build-packages/node_modules
#   tests/clients/install.sh --list    only prints what is missing
#
# ext/package.sh makes what two more tests try: "static" the static library, "windows" the dll and its sqlite3.exe (in Wine).
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

packages=(
  sqlite3 libsqlite3-mod-spatialite spatialite-bin gdal-bin sqlitebrowser python3-qgis
  python3-apsw python3-shapely python3-venv sqlite-utils r-cran-rsqlite r-cran-sf
  libxerial-sqlite-jdbc-java php-cli php-sqlite3 libdbd-sqlite3-perl ruby-sqlite3 tcl libsqlite3-tcl
  postgresql clickhouse-server clickhouse-client
  chromium librsvg2-bin python3-pyqt5.qtsvg python3-pil
)
command -v javac > /dev/null || packages+=(default-jdk-headless)
command -v npm > /dev/null || packages+=(nodejs npm)
# node is Node 22, whose node:sqlite loads extensions.
modules=(better-sqlite3@12 libsql node@22 @duckdb/node-api)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null | grep -qx installed || missing+=("$package")
done
absent=()
for module in "${modules[@]}"; do
  name="${module%@[0-9]*}"
  [ -e "$root/build-packages/node_modules/$name" ] || absent+=("$module")
done
case "${1:-}" in
  "") ;;
  --list)
    printf 'Debian: %s\nnpm: %s\n' "${missing[*]:-nothing}" "${absent[*]:-nothing}"
    exit
    ;;
  *) echo "tests/clients/install.sh: unknown option $1 (known: --list)" >&2; exit 2 ;;
esac

if [ ${#missing[@]} -gt 0 ]; then
  sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo > /dev/null || { echo "tests/clients/install.sh: root must run apt-get install ${missing[*]}" >&2; exit 1; }
    sudo=(sudo)
  fi
  "${sudo[@]}" apt-get update -q
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
fi
if [ ${#absent[@]} -gt 0 ]; then
  mkdir -p "$root/build-packages/node_modules"
  # better-sqlite3 is compiled where no ready binary can be fetched; the headers of Node are beside it.
  npm_config_nodedir="$(dirname "$(dirname "$(command -v node)")")" \
    npm install --prefix "$root/build-packages" --no-save --no-audit --no-fund "${absent[@]}"
fi
