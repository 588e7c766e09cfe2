#!/usr/bin/env bash
# Installs the package and its hosts into a new directory and asks each the same question, by require and by import.
#
#   ext/packages/npm/smoke_test.sh clusterlite-VERSION.tgz
set -euo pipefail
package="$(realpath "$1")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund "$package"

cat > try.cjs << 'END'
const clusterlite = require("clusterlite");
const host = process.argv[2];
let db;
if (host === "node:sqlite") db = new (require(host).DatabaseSync)(":memory:", { allowExtension: true });
else db = new (require(host))(":memory:");
clusterlite.load(db);
const row = db.prepare(`WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 10)
  SELECT cl_version() AS version, sqlite_version() AS sqlite,
    (SELECT count(*) FROM cl_dbscan((SELECT cl_points(i, 100 * i, 0) FROM s), 150, 3) WHERE cluster = 1) AS firms,
    cl_as_text(cl_convex_hull(cl_point(i, i * i, 5186))) LIKE 'POLYGON%' AS hull FROM s`).get();
if (row.firms !== 10 || row.hull !== 1) throw new Error(JSON.stringify(row));
console.log(`${host}: ok (ClusterLite ${row.version}, SQLite ${row.sqlite}, Node ${process.version})`);
END
cat > try.mjs << 'END'
import { getLoadablePath } from "clusterlite";
if (!getLoadablePath().includes("mod_clusterlite")) throw new Error(getLoadablePath());
console.log("import: ok");
END
node try.mjs

tried=0
for host in better-sqlite3@12 libsql; do
  # better-sqlite3 is compiled where no ready binary can be fetched; the headers of Node are beside it.
  if npm_config_nodedir="$(dirname "$(dirname "$(command -v node)")")" npm install --silent --no-audit --no-fund "$host" > install.log 2>&1; then
    node try.cjs "${host%@*}"
    tried=$((tried + 1))
  else
    echo "$host could not be installed here: not tried"
  fi
done
if node -e 'require("node:sqlite")' 2> /dev/null; then
  node --no-warnings try.cjs node:sqlite
elif npm install --silent --no-audit --no-fund node@22 > install.log 2>&1; then
  ./node_modules/node/bin/node --no-warnings try.cjs node:sqlite
else
  echo "node:sqlite needs Node 22.13: not tried"
fi
npm uninstall --silent --no-audit --no-fund clusterlite
[ -z "$(find node_modules -path '*clusterlite*' -print -quit)" ] || { echo "uninstalling left files" >&2; exit 1; }
! grep -q clusterlite package.json package-lock.json || { echo "uninstalling left the name" >&2; exit 1; }
[ $tried -gt 0 ] || { echo "no host could be tried" >&2; exit 1; }
