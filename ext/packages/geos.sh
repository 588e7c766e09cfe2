#!/usr/bin/env bash
# Builds GEOS as a static library from the source package of the distribution, so that a package can carry it: one
# process, such as Python with shapely, then never meets two GEOS under the same names.
#
#   ext/packages/geos.sh linux|windows PREFIX      installs into PREFIX; nothing is done if it is there already
#   JOBS=2                                         how many compilers at once (default 1)
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
system="${1:?linux or windows}"
prefix="$(mkdir -p "${2:?where to install}" && cd "$2" && pwd)"
[ ! -e "$prefix/lib/libgeos_c.a" ] || exit 0
command -v cmake > /dev/null || { echo "geos.sh: needs cmake" >&2; exit 1; }
work="$prefix/source"
"$here/debian_source.sh" geos "$work"
cd "$work"

toolchain=()
if [ "$system" = windows ]; then
  toolchain=(-DCMAKE_TOOLCHAIN_FILE="$here/windows.cmake")
fi
cmake -S tree -B build -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON \
  -DBUILD_TESTING=OFF -DBUILD_BENCHMARKS=OFF -DBUILD_GEOSOP=OFF -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib \
  "${toolchain[@]}"
cmake --build build -j "${JOBS:-1}" --target geos_c
mkdir -p "$prefix/lib" "$prefix/include/geos"
cp tree/include/geos/export.h "$prefix/include/geos/"
cp build/include/geos_c.h "$prefix/include/" 2> /dev/null || cp build/capi/geos_c.h "$prefix/include/"
cp tree/COPYING "$prefix/COPYING.GEOS"
ls geos_*.dsc > "$prefix/VERSION.GEOS"
cp "$(find build -name libgeos.a)" "$prefix/lib/"
cp "$(find build -name libgeos_c.a)" "$prefix/lib/"
