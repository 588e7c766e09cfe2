#!/usr/bin/env bash
# Cells from PostgreSQL: two servers with half of the firms each, read by a third over postgres_fdw, give the same bits as
# the firms in one file.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/partials.sh"
source_dir="${CLUSTERLITE_SOURCE_DIR:?set CLUSTERLITE_SOURCE_DIR to the source directory}"
[ -z "$sanitizer_runtime" ] || skip "psql is started by sqlite3, which has a sanitizer's runtime"
needs_program sqlite3 psql
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
  for name in a b main; do
    [ ! -d "$work/pg/$name" ] || "${as_owner[@]}" "$binaries/pg_ctl" -D "$work/pg/$name" -m immediate stop > /dev/null 2>&1 || true
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
first=$((20000 + $$ % 10000))
query() { psql -h 127.0.0.1 -p "$1" -U postgres -X -q -v ON_ERROR_STOP=1 "${@:2}"; }
(cd "$work" && start a $first && start b $((first + 1)) && start main $((first + 2)))

make_firms "$work/one.db"
for half in 0 1; do
  port=$((first + half))
  query $port -c "CREATE TABLE firms(id bigint, district text, industry text, employees integer)"
  shell -csv "$work/one.db" "SELECT * FROM firms WHERE id % 2 = $half" | query $port -c "COPY firms FROM STDIN CSV"
  query $port -v table=firms -v region=district -v industry=industry -v value=employees -f "$source_dir/sql/partials/postgresql.sql"
done
port=$((first + 2))
query $port -c "CREATE EXTENSION postgres_fdw"
for half in 0 1; do
  query $port << SQL
CREATE SCHEMA w$half;
CREATE SERVER w$half FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '$((first + half))', dbname 'postgres');
CREATE USER MAPPING FOR postgres SERVER w$half OPTIONS (user 'postgres');
IMPORT FOREIGN SCHEMA public LIMIT TO (clusterlite_cells) FROM SERVER w$half INTO w$half;
SQL
done
query $port -c "COPY (SELECT * FROM w0.clusterlite_cells UNION ALL SELECT * FROM w1.clusterlite_cells) TO STDOUT CSV HEADER" > "$work/cells.csv"

compare_cells "$work/one.db" "$work/cells.csv" ""
