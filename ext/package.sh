#!/usr/bin/env bash
# Builds packages of ClusterLite into build-packages/ and tries each where it was made.
#
#   ext/package.sh deb       libsqlite3-mod-clusterlite_*.deb, for Debian and Ubuntu
#   ext/package.sh static    libclusterlite.a, clusterlite.h, clusterlite.pc as a tar.gz, for programs in C and C++
#   ext/package.sh npm       clusterlite-*.tgz for Node
#   ext/package.sh wheel     clusterlite-*.whl for Python
#   ext/package.sh rqlite    clusterlite-*-linux-x64.tar.gz with the module alone, as rqlite takes it
#   ext/package.sh windows   clusterlite-*-windows-x64.zip with mod_clusterlite.dll, views and examples (needs MinGW-w64)
#
# The last four carry GEOS inside, built from the source package of the distribution (ext/packages/geos.sh, about ten
# minutes once). JOBS=2 sets how many compilers run at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root="$PWD"
out="$root/build-packages"
geos="$out/geos-linux"
version="$(sed -n 's/^project(ClusterLite VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)"
export JOBS="${JOBS:-1}"
mkdir -p "$out"

say() { printf '== %s\n' "$*" >&2; }

# Ends with what to install when a program is not here; $1 builds, $2... are PROGRAM:DEBIAN_PACKAGE.
needs() {
  local missing=() pair
  for pair in "${@:2}"; do
    command -v "${pair%%:*}" > /dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -eq 0 ] || { say "ext/package.sh $1 needs more: apt-get install ${missing[*]}"; exit 1; }
}
compiler=(cmake:cmake c++:g++ make:make pkg-config:pkg-config)
from_source=(apt-get:apt dpkg-source:dpkg-dev)

configure() { # directory, options
  cmake -S . -B "$1" -DCMAKE_BUILD_TYPE=Release -DCLUSTERLITE_TESTS=OFF -DCLUSTERLITE_BENCHMARKS=OFF "${@:2}" >&2
}

# The module with GEOS, xxHash and the C++ library inside: it needs glibc alone, of version $glibc.
self_contained_module() {
  ext/packages/geos.sh linux "$geos" >&2
  mkdir -p "$root/build-self-contained"
  cc -O2 -fPIC -c ext/packages/arc4random.c -o "$root/build-self-contained/arc4random.o"
  # What is used of xxHash is small: its archive instead of the shared library.
  configure "$root/build-self-contained" "-DGEOS_C_LIBRARY=$geos/lib/libgeos_c.a;$geos/lib/libgeos.a;$root/build-self-contained/arc4random.o" \
    -Dpkgcfg_lib_XXHASH_xxhash="$(pkg-config --variable=libdir libxxhash)/libxxhash.a" \
    -DCMAKE_MODULE_LINKER_FLAGS="-static-libstdc++ -static-libgcc -s"
  cmake --build "$root/build-self-contained" -j "$JOBS" --target mod_clusterlite >&2
  module="$root/build-self-contained/mod_clusterlite.so"
  local needed
  needed="$(objdump -p "$module" | awk '$1 == "NEEDED" && $2 !~ /^(libc|libm|ld-linux-x86-64)[.]so/ { print $2 }')"
  [ -z "$needed" ] || { say "the module still needs $needed"; exit 1; }
  glibc="$(objdump -T "$module" | sed -n 's/.*(GLIBC_\([0-9.]*\)).*/\1/p' | sort -V | tail -1)"
  say "the module needs glibc $glibc"
}

# The licence of ClusterLite, that of GEOS (LGPL-2.1, section 6: whoever has the sources and the recipe can link it anew).
notices() { # directory, what else is inside
  cp LICENSE "$1/LICENSE"
  cp "$geos/COPYING.GEOS" "$1/COPYING.GEOS"
  cp ext/packages/{geos.sh,debian_source.sh} "$1/"
  cat > "$1/NOTICE" << END
This package holds ClusterLite $version (MIT, file LICENSE), statically linked with
GEOS ($(sed 's/[.]dsc//' "$geos/VERSION.GEOS"), LGPL-2.1, file COPYING.GEOS; built unchanged from Debian's source
package by geos.sh in this directory), xxHash (BSD-2-Clause, Copyright (C) Yann Collet), and Boost and Eigen headers
(Boost Software License 1.0; MPL-2.0). To use another GEOS, build ClusterLite from its sources: ext/package.sh there
made this package, and mod_clusterlite links any GEOS that is installed.${2:+
$2}
END
}

case "${1:-}" in
  deb)
    needs deb "${compiler[@]}" dpkg-deb:dpkg dpkg-shlibdeps:dpkg-dev
    rm -f build-deb/*.deb
    configure build-deb -DCMAKE_INSTALL_PREFIX=/usr
    cmake --build build-deb -j "$JOBS" --target mod_clusterlite >&2
    (cd build-deb && cpack -G DEB >&2)
    deb="$(find "$root/build-deb" -maxdepth 1 -name '*.deb')"
    ext/packages/finish_deb.sh "$deb" "$out"
    ext/packages/try_deb.sh "$out/${deb##*/}"
    ;;
  static)
    needs static "${compiler[@]}" cc:gcc
    configure "$root/build-static" -DCMAKE_INSTALL_PREFIX=/usr
    cmake --build "$root/build-static" -j "$JOBS" --target clusterlite_static >&2
    rm -rf "$out/static-root"
    DESTDIR="$out/static-root" cmake --install "$root/build-static" --component static >&2
    mkdir -p "$out/static-root/usr/share/doc/clusterlite"
    cp LICENSE "$out/static-root/usr/share/doc/clusterlite/"
    tar -C "$out/static-root" --owner=0 --group=0 -czf "$out/clusterlite-$version-static.tar.gz" .
    CLUSTERLITE_MODULE=none CLUSTERLITE_STATIC="$out/clusterlite-$version-static.tar.gz" tests/clients/static_test.sh
    ;;
  npm)
    needs npm "${compiler[@]}" "${from_source[@]}" npm:npm
    self_contained_module
    rm -rf "$out/npm"
    mkdir -p "$out/npm/native/linux-x64"
    cp ext/packages/npm/*.{cjs,mjs,d.ts} "$out/npm/"
    sed "s/@GLIBC@/$glibc/" ext/packages/npm/README.md > "$out/npm/README.md"
    sed "s/@VERSION@/$version/" ext/packages/npm/package.json.in > "$out/npm/package.json"
    cp "$module" "$out/npm/native/linux-x64/"
    notices "$out/npm"
    (cd "$out" && npm pack --silent ./npm >&2)
    ext/packages/npm/smoke_test.sh "$out/clusterlite-$version.tgz"
    ;;
  wheel)
    needs wheel "${compiler[@]}" "${from_source[@]}" python3:python3
    /usr/bin/python3 -c 'import ensurepip' 2> /dev/null || { say "ext/package.sh wheel needs more: apt-get install python3-venv"; exit 1; }
    self_contained_module
    rm -rf "$out/wheel"
    mkdir -p "$out/wheel"
    notices "$out/wheel"
    wheel="$(python3 ext/packages/python/make_wheel.py "$version" "$glibc" "$module" "$out/wheel" "$out")"
    ext/packages/python/smoke_test.sh "$wheel"
    ;;
  rqlite)
    needs rqlite "${compiler[@]}" "${from_source[@]}" sqlite3:sqlite3
    self_contained_module
    archive="$out/clusterlite-$version-linux-x64.tar.gz"
    # rqlite loads every file of the archive: the notices lie beside it.
    tar -C "$(dirname "$module")" --owner=0 --group=0 -czf "$archive" mod_clusterlite.so
    rm -rf "$out/rqlite"
    mkdir "$out/rqlite"
    notices "$out/rqlite"
    tar -C "$out/rqlite" --owner=0 --group=0 -czf "$out/clusterlite-$version-linux-x64-notices.tar.gz" .
    mkdir "$out/rqlite/unpacked"
    tar -C "$out/rqlite/unpacked" -xf "$archive"
    answer="$(cd "$out/rqlite/unpacked" && for file in *; do sqlite3 -batch -init /dev/null :memory: ".load './$file'" "SELECT cl_version()"; done)"
    [ "$answer" = "$version" ] || { say "the archive does not load: $answer"; exit 1; }
    ;;
  windows)
    needs windows "${compiler[@]}" "${from_source[@]}" x86_64-w64-mingw32-g++-posix:g++-mingw-w64-x86-64-posix \
      x86_64-w64-mingw32-gcc-posix:gcc-mingw-w64-x86-64-posix tclsh:tcl
    module="$(ext/packages/windows.sh "$out/windows")"
    geos="$out/windows/geos"
    folder="$out/windows/clusterlite-$version"
    rm -rf "$folder" "$out/windows/test"
    mkdir -p "$folder" "$out/windows/test"
    cp "$module" "$folder/"
    cp -r sql fixtures "$folder/"
    find "$folder" \( -name '*.py' -o -name '*.cmake' -o -name '*.sh' \) -delete
    # The pages are read from this folder, where the module lies, and write what they make into it.
    cp README.md "$folder/"
    find "$folder/sql" -name '*.sql' -exec sed -i 's#build/##g' {} +
    sed -i 's#build/##g' "$folder/README.md" "$folder/sql/README.ko.md"
    notices "$folder" "It also holds the run-time libraries of GCC (GPL-3.0 with the GCC Runtime Library Exception) and of MinGW-w64 (public
domain, ZPL-2.1, MIT)."
    cp ext/packages/windows.cmake "$folder/"
    (cd "$out/windows" && cmake -E tar cf "$out/clusterlite-$version-windows-x64.zip" --format=zip "clusterlite-$version")
    ext/packages/windows_sqlite.sh "$out/windows/sqlite" >&2
    cp "$module" "$out/windows/sqlite/sqlite3.exe" "$out/windows/test/"
    if [ ! -e "$root/build/mod_clusterlite.so" ]; then
      configure "$root/build"
      cmake --build "$root/build" -j "$JOBS" --target mod_clusterlite >&2
    fi
    CLUSTERLITE_MODULE="$root/build/mod_clusterlite.so" CLUSTERLITE_SOURCE_DIR="$root" tests/clients/windows_test.sh ||
      [ $? = 77 ]
    ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
say "done: $(cd "$out" && find . -maxdepth 1 -type f -printf '%f ')"
