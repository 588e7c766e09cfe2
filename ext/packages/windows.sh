#!/usr/bin/env bash
# Builds mod_clusterlite.dll for Windows x64 on Debian: MinGW-w64 compiles, GEOS comes from its source package, and all that
# is no part of Windows is inside. Prints the path of the file.
#
#   ext/packages/windows.sh DIRECTORY      GEOS, headers and the build go in there
#   JOBS=2                                 how many compilers at once (default 1)
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
mkdir -p "${1:?where to build}"
work="$(cd "$1" && pwd)"
for program in x86_64-w64-mingw32-g++-posix pkg-config cmake; do
  command -v $program > /dev/null || { echo "windows.sh: needs $program (Debian: g++-mingw-w64-x86-64-posix)" >&2; exit 1; }
done
"$root/ext/packages/geos.sh" windows "$work/geos" >&2

# The headers that are the same on every system, one by one: MinGW must not see /usr/include itself.
include="$work/include"
rm -rf "$include" "$work/pkgconfig"
mkdir -p "$include" "$work/pkgconfig"
ln -s "$work/geos/include/geos_c.h" "$work/geos/include/geos" "$include/"
for package in libxxhash sqlite3; do
  from="$(pkg-config --variable=includedir $package)"
  for header in xxhash.h sqlite3.h sqlite3ext.h; do
    [ ! -e "$from/$header" ] || ln -sf "$from/$header" "$include/"
  done
done
ln -s "$(echo '#include <boost/version.hpp>' | g++ -E -x c++ - | sed -n 's/^# 1 "\(.*\)\/boost\/version[.]hpp".*/\1/p' | head -1)/boost" "$include/boost"
package() { # name, flags
  printf 'Name: %s\nDescription: its headers\nVersion: %s\nCflags: -I%s %s\n' "$1" "$(pkg-config --modversion "$1")" "${include// /\\ }" "${2:-}" \
    > "$work/pkgconfig/$1.pc"
}
package sqlite3
package geos
package libxxhash -DXXH_INLINE_ALL

PKG_CONFIG_LIBDIR="$work/pkgconfig" cmake -S "$root" -B "$work/build" -DCMAKE_TOOLCHAIN_FILE="$root/ext/packages/windows.cmake" \
  -DCMAKE_BUILD_TYPE=Release -DCLUSTERLITE_TESTS=OFF -DCLUSTERLITE_BENCHMARKS=OFF -DCLUSTERLITE_VERSION_SCRIPT=OFF \
  -DCLUSTERLITE_WERROR=OFF \
  "-DGEOS_C_LIBRARY=$work/geos/lib/libgeos_c.a;$work/geos/lib/libgeos.a" \
  -DBoost_NO_BOOST_CMAKE=ON -DBoost_INCLUDE_DIR="$include" -DEigen3_DIR="$(pkg-config --variable=prefix eigen3)/share/eigen3/cmake" \
  -DCMAKE_MODULE_LINKER_FLAGS="-static -s" >&2
cmake --build "$work/build" -j "${JOBS:-1}" --target mod_clusterlite >&2
module="$work/build/mod_clusterlite.dll"
needed="$(x86_64-w64-mingw32-objdump -p "$module" | sed -n 's/^\tDLL Name: //p' | grep -viE '^(kernel32|msvcrt|advapi32)[.]dll$' || true)"
[ -z "$needed" ] || { echo "windows.sh: the module still needs $needed" >&2; exit 1; }
echo "$module"
