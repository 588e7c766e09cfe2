#!/usr/bin/env bash
# Tries a package as a stranger would: lintian, then in a new minimal system: refused without its dependencies, installed with
# them, loaded by name, run, purged without a trace. Needs root, debootstrap and the archive; says what it left out otherwise.
#
#   ext/packages/try_deb.sh PACKAGE.deb
set -euo pipefail
deb="$(realpath "$1")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
name="$(dpkg-deb -f "$deb" Package)"
dpkg-deb -f "$deb" Package Version Depends

if command -v lintian > /dev/null; then
  # It leaves files behind.
  TMPDIR="$work" lintian --allow-root --fail-on error,warning "$deb"
  echo "lintian: clean"
else
  echo "lintian was not tried: apt-get install lintian"
fi

if [ "$(id -u)" -ne 0 ] || ! command -v debootstrap > /dev/null; then
  echo "installing was not tried: it needs root and debootstrap"
  exit 0
fi
system="$work/system"
mkdir "$system"
# shellcheck disable=SC2016  # apt-get fills these in
read -r archive suite < <(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Identifier: Packages' 'Component: main' |
  grep -v -e security -e updates -e backports | head -1)
debootstrap --variant=minbase --include=ca-certificates "$suite" "$system" "$archive" > "$system.log" 2>&1 ||
  { tail -5 "$system.log"; exit 1; }
# The name of the archive is found as this system finds it.
cp /etc/resolv.conf /etc/hosts "$system/etc/"
for file in /etc/apt/apt.conf.d/*proxy* /etc/apt/auth.conf.d/*; do
  [ ! -f "$file" ] || cp --parents "$file" "$system"
done
# There is no terminal whose output could be logged.
echo 'Dir::Log::Terminal ""; Dpkg::Use-Pty "0"; APT::Sandbox::User "root";' > "$system/etc/apt/apt.conf.d/99quiet"
cp "$deb" "$system/package.deb"
inside() { chroot "$system" env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"; }

files() { inside find / -xdev \( -path /proc -o -path /sys -o -path /var/lib -o -path /var/cache -o -path /var/log \) -prune -o -print | sort; }
if inside dpkg -i /package.deb > "$system/out" 2>&1; then
  echo "it was installed without its dependencies" >&2
  exit 1
fi
inside dpkg --purge "$name" > /dev/null 2>&1
inside apt-get -q update > /dev/null
inside apt-get -q -y --no-install-recommends install sqlite3 libgeos-c1v5 libxxhash0 > /dev/null
files > "$system.before"
inside apt-get -q -y --no-install-recommends install /package.deb > /dev/null
answer="$(inside sqlite3 :memory: ".load mod_clusterlite" "SELECT cl_version(), count(*) FROM cl_dbscan((
  WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 10) SELECT cl_points(i, 100 * i, 0) FROM s), 150, 3)
  WHERE cluster = 1")"
[ "$answer" = "$(dpkg-deb -f "$deb" Version)|10" ] || { echo "wrong answer: $answer" >&2; exit 1; }
inside test -s /usr/share/clusterlite/schema.sql
inside apt-get -q -y purge "$name" > /dev/null
files > "$system.after"
diff "$system.before" "$system.after" || { echo "purging left or took something" >&2; exit 1; }
if inside dpkg-query -W "$name" > /dev/null 2>&1; then
  echo "dpkg still knows $name after purging" >&2
  exit 1
fi
echo "installed, run and purged in a new $suite: ok"
