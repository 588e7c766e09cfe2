# shellcheck shell=bash
# Shared by the tests that start PostgreSQL servers: start NAME PORT, query PORT ..., $first is a free port. Sourced after
# client.sh, not run.
needs_program psql
binaries="$(find /usr/lib/postgresql -path '*/bin/initdb' 2> /dev/null | sort -V | tail -1)"
[ -n "$binaries" ] || skip "no PostgreSQL server here"
binaries="$(dirname "$binaries")"
as_owner=()
if [ "$(id -u)" -eq 0 ]; then # the server refuses root
  id postgres > /dev/null 2>&1 && command -v runuser > /dev/null || skip "no user postgres to run the server"
  as_owner=(runuser -u postgres --)
fi

work="$(mktemp -d)"
chmod 755 "$work"
stop() {
  for name in "$work"/pg/*/; do
    [ ! -d "$name" ] || "${as_owner[@]}" "$binaries/pg_ctl" -D "$name" -m immediate stop > /dev/null 2>&1 || true
  done
  rm -rf "$work"
}
trap stop EXIT
mkdir "$work/pg"
[ ${#as_owner[@]} -eq 0 ] || chown postgres "$work/pg"

start() { # name, port
  "${as_owner[@]}" "$binaries/initdb" -D "$work/pg/$1" -U postgres -A trust -E UTF8 --no-sync > /dev/null
  "${as_owner[@]}" "$binaries/pg_ctl" -D "$work/pg/$1" -w -l "$work/pg/$1.log" \
    -o "-p $2 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/pg -c fsync=off" start > /dev/null ||
    { cat "$work/pg/$1.log" >&2; skip "no server could be started on port $2"; }
}
# shellcheck disable=SC2034 # for the tests
first=$((20000 + $$ % 10000))
query() { psql -h 127.0.0.1 -p "$1" -U postgres -X -q -v ON_ERROR_STOP=1 "${@:2}"; }
