#!/usr/bin/env bash
# Fetches a source package from the archives this system already uses and unpacks it into DIRECTORY/tree; the system itself is not
# touched.
#
#   ext/packages/debian_source.sh PACKAGE DIRECTORY
set -euo pipefail
package="${1:?a source package}"
mkdir -p "${2:?where to unpack}"
cd "$2"
work="$PWD"
for program in apt-get dpkg-source; do
  command -v $program > /dev/null || { echo "debian_source.sh: needs $program" >&2; exit 1; }
done
mkdir -p lists/partial
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# shellcheck disable=SC2016  # apt-get fills these in
apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' | sort -u |
  awk -v key="$([ ! -e $keyring ] || echo "[signed-by=$keyring] ")" '$3 == "main" { print "deb-src", key $1, $2, $3 }' > sources.list
apt=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$work/lists"
  -o APT::Sandbox::User=root)
apt-get "${apt[@]}" -q update
apt-get "${apt[@]}" -q source --download-only "$package"
rm -rf tree
dpkg-source -x "$package"_*.dsc tree
