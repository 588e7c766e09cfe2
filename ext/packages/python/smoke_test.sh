#!/usr/bin/env bash
# Installs the wheel into a new environment, without any index, and asks sqlite3 (and apsw and shapely, when they are here, in
# the same process: shapely brings a GEOS of its own).
#
#   ext/packages/python/smoke_test.sh clusterlite-VERSION.whl
set -euo pipefail
wheel="$(realpath "$1")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 -m venv --system-site-packages "$work/env"
"$work/env/bin/pip" install --quiet --no-index --no-deps "$wheel"
"$work/env/bin/python" - << 'END'
import sqlite3
import clusterlite

try:
    import shapely.geometry
except ImportError:
    shapely = None
QUESTION = """WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 10)
  SELECT cl_version(), (SELECT count(*) FROM cl_dbscan((SELECT cl_points(i, 100 * i, 0) FROM s), 150, 3) WHERE cluster = 1),
  cl_as_text(cl_convex_hull(cl_point(i, i * i, 5186))) LIKE 'POLYGON%' FROM s"""
expected = (clusterlite.__version__, 10, 1)
with sqlite3.connect(":memory:") as db:
    clusterlite.load(db)
    if shapely:
        assert shapely.geometry.box(0, 0, 1, 1).buffer(1).area > 1
    got = db.execute(QUESTION).fetchone()
    assert got == expected, got
    if shapely:
        assert shapely.geometry.box(0, 0, 1, 1).buffer(1).area > 1
    try:
        db.load_extension(clusterlite.loadable_path())
        raise SystemExit("loading stayed switched on")
    except sqlite3.OperationalError:
        pass
print(f"sqlite3: ok (SQLite {sqlite3.sqlite_version}" + (f", beside shapely {shapely.__version__})" if shapely else ")"))
try:
    import apsw
except ImportError:
    print("apsw is not here: not tried")
else:
    db = apsw.Connection(":memory:")
    clusterlite.load(db)
    got = db.cursor().execute(QUESTION).fetchone()
    assert got == expected, got
    print(f"apsw: ok ({apsw.apswversion()})")
END
"$work/env/bin/pip" uninstall --quiet --yes clusterlite
[ -z "$(find "$work/env" -path '*clusterlite*' -print -quit)" ] || { echo "uninstalling left files" >&2; exit 1; }
echo "smoke_test: passed (${wheel##*/}, $(stat -c %s "$wheel") bytes)"
