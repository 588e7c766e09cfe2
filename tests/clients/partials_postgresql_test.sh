#!/usr/bin/env bash
# Cells from PostgreSQL: two servers with half of the firms each, read by a third over postgres_fdw, give the same bits as
# the firms in one file.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/partials.sh"
source_dir="${CLUSTERLITE_SOURCE_DIR:?set CLUSTERLITE_SOURCE_DIR to the source directory}"
[ -z "$sanitizer_runtime" ] || skip "psql is started by sqlite3, which has a sanitizer's runtime"
needs_program sqlite3
source "$(dirname "${BASH_SOURCE[0]}")/postgresql.sh"
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

compare_cells "$work/one.db" "$work/cells.csv" "" "PostgreSQL $(query $port -At -c "SHOW server_version")"
