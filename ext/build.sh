#!/usr/bin/env bash
# Brings a machine to a built ClusterLite: installs what is missing and builds into build/.
# sql/demo.sh and tests/run.sh begin with it.
#
#   ext/build.sh            the extension
#   ext/build.sh --tests    also the tests and what they need
#   ext/build.sh --bench    also the benchmarks and what they need
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tests=OFF
bench=OFF
for option in "$@"; do
  case $option in
    --tests) tests=ON ;;
    --bench) bench=ON ;;
    *) echo "ext/build.sh: unknown option $option (known: --tests, --bench)" >&2; exit 2 ;;
  esac
done

packages=(g++ cmake make pkg-config sqlite3 libsqlite3-dev libgeos-dev libxxhash-dev libboost-dev libeigen3-dev)
[ $tests = OFF ] || packages+=(libgtest-dev libspatialite-dev libsqlite3-mod-spatialite python3)
[ $bench = OFF ] || packages+=(libbenchmark-dev)

say() { printf '== %s\n' "$*" >&2; }

install_missing() {
  local missing=()
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || cannot_install "installing needs root, and there is no sudo"
    sudo=(sudo)
  fi
  say "installing ${missing[*]} (apt-get)"
  # Not fatal: the lists that are there may do, and apt-get install says what it lacks.
  "${sudo[@]}" apt-get update -q >&2 || true
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2 ||
    cannot_install "that failed: what is printed above says why"
}

cannot_install() { # why; the caller's list of what is missing
  say "$1."
  say "Have an administrator run this, then try again:"
  say "  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
  exit 1
}

if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
  install_missing
else
  say "not a Debian or Ubuntu system, so nothing is installed here. Needed: a C++20 compiler (GCC 12 or Clang 14),"
  say "CMake 3.25, pkg-config, SQLite 3.31, GEOS 3.10, xxHash 0.8, Boost 1.74 and Eigen 3.4 (headers);"
  say "for the tests also GoogleTest, libspatialite, mod_spatialite and Python 3"
fi

jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
say "building into build/ ($jobs jobs)"
# An option that is on stays on: a demo after a test run does not throw the tests away.
options=(-DCMAKE_BUILD_TYPE=Release)
if [ $tests = ON ] || [ ! -f build/CMakeCache.txt ]; then options+=(-DCLUSTERLITE_TESTS="$tests"); fi
if [ $bench = ON ] || [ ! -f build/CMakeCache.txt ]; then options+=(-DCLUSTERLITE_BENCHMARKS="$bench"); fi
cmake -S . -B build "${options[@]}" >&2
if [ $tests = ON ] || [ $bench = ON ]; then
  cmake --build build -j "$jobs" >&2
else
  cmake --build build -j "$jobs" --target mod_clusterlite >&2
fi
