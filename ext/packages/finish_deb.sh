#!/usr/bin/env bash
# What CPack cannot say of a Debian package: Multi-Arch, and that a module needs no ldconfig after installing.
#
#   ext/packages/finish_deb.sh PACKAGE.deb DIRECTORY     writes the finished package into DIRECTORY
set -euo pipefail
deb="$1"
tree="$(mktemp -d)"
trap 'rm -rf "$tree"' EXIT
dpkg-deb -R "$deb" "$tree/package"
cd "$tree/package"
# CPack writes a trigger or scripts that run ldconfig for any file named .so.
rm -f DEBIAN/postinst DEBIAN/postrm DEBIAN/triggers
grep -q '^Multi-Arch:' DEBIAN/control || sed -i '/^Architecture:/a Multi-Arch: same' DEBIAN/control
find . -type d -exec chmod 755 {} +
find . -type f -not -name '*.sh' -exec chmod 644 {} +
dpkg-deb --root-owner-group -Zxz -b . "$2/${deb##*/}" > /dev/null
