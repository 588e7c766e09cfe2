#!/usr/bin/env bash
# Cells from DuckDB, over two Parquet files with half of the firms each, give the same bits as the firms in one file; sums
# that HUGEINT cannot hold are an error. DuckDB comes from the npm package @duckdb/node-api (tests/clients/install.sh).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/partials.sh"
source_dir="${CLUSTERLITE_SOURCE_DIR:?set CLUSTERLITE_SOURCE_DIR to the source directory}"
needs_program sqlite3 node
NODE_PATH="$(realpath -m "$node_modules")"
export NODE_PATH
node -e 'require("@duckdb/node-api")' 2> /dev/null || skip "no npm package @duckdb/node-api here (tests/clients/install.sh brings it)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

make_firms one.db
for half in 0 1; do
  shell -csv -header one.db "SELECT * FROM firms WHERE id % 2 = $half" > "$half.csv"
  echo "COPY (SELECT * FROM read_csv('$half.csv', types = {'employees': 'BIGINT'})) TO 'firms_$half.parquet' (FORMAT parquet);"
done > statements.sql
{
  echo "CREATE VIEW clusterlite_firms AS SELECT district AS region, industry, employees AS value FROM 'firms_*.parquet';"
  cat "$source_dir/sql/partials/duckdb.sql"
  echo "COPY (SELECT * FROM clusterlite_cells) TO 'cells.csv' (HEADER);"
  echo "CREATE OR REPLACE VIEW clusterlite_firms AS SELECT 'd' AS region, 'c' AS industry, 4000000000 AS value;"
} >> statements.sql
cat > run.js << 'JS'
const { DuckDBInstance } = require("@duckdb/node-api");
(async () => {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(require("fs").readFileSync("statements.sql", "utf8"));
  try {
    await connection.run("SELECT * FROM clusterlite_cells");
  } catch (error) {
    console.log(String(error).includes("Overflow") ? "overflow" : String(error));
  }
})();
JS
expect "a fourth power beyond HUGEINT" "overflow" "$(node run.js)"
compare_cells one.db cells.csv "" "DuckDB $(node -p 'require("@duckdb/node-api").version()')"
