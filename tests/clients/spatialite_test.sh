#!/usr/bin/env bash
# A database that mod_spatialite wrote: POINT geometries in, also as TinyPoint; clusters; hulls out, which mod_spatialite
# takes for its own. Both extensions in one process, in both orders.
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
needs_program sqlite3
with_runtime sqlite3 -batch -init /dev/null :memory: ".load mod_spatialite" "SELECT spatialite_version()" > /dev/null 2>&1 ||
  skip "no mod_spatialite here"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
db="$work/firms.sqlite"

# 20 firms: 9 on a lattice of 100 m at (0, 0), 9 at (10000, 0), one far away, one without a place. EPSG:5179 metres.
fill="
  CREATE TABLE firms(id INTEGER PRIMARY KEY, industry TEXT, employees INTEGER);
  SELECT AddGeometryColumn('firms', 'geom', 5179, 'POINT', 'XY');
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 17)
  INSERT INTO firms(id, industry, employees, geom)
    SELECT i + 1, iif(i < 9, 'J62', 'C14'), i, MakePoint(i / 9 * 10000 + i % 3 * 100, i % 9 / 3 * 100, 5179) FROM n;
  INSERT INTO firms VALUES (19, 'J62', 5, MakePoint(50000, 50000, 5179)), (20, 'J62', 5, NULL);"
shell "$db" ".load mod_spatialite" "SELECT InitSpatialMetadata(1)" "$fill" > /dev/null || fail "mod_spatialite cannot make the database"

first=".load $module"
second=".load mod_spatialite"
for order in "clusterlite first" "spatialite first"; do
  [ "$order" = "clusterlite first" ] || { first=".load mod_spatialite"; second=".load $module"; }

  expect "$order: clusters" "1|9|36
2|9|117
|2|10" "$(shell "$db" "$first" "$second" "
    SELECT m.cluster, count(*), sum(f.employees)
    FROM cl_dbscan((SELECT cl_geometries(id, geom) FROM firms), 150, 4) AS m JOIN firms AS f USING (id)
    GROUP BY m.cluster ORDER BY m.cluster IS NULL, m.cluster")"
  expect "$order: the same clusters from coordinates" "20" "$(shell "$db" "$first" "$second" "
    SELECT sum(a.cluster IS b.cluster AND a.kind IS b.kind)
    FROM cl_dbscan((SELECT cl_geometries(id, geom) FROM firms), 150, 4) AS a
    JOIN (SELECT * FROM cl_dbscan((SELECT cl_points(id, ST_X(geom), ST_Y(geom)) FROM firms), 150, 4)) AS b USING (id)")"
  expect "$order: what the data set knows" "20|19|5179|0.0|50000.0" "$(shell "$db" "$first" "$second" "
    SELECT rows, located, srid, min_x, max_x FROM cl_describe((SELECT cl_geometries(id, geom) FROM firms))")"

  # A lattice of 3 x 3 has a square of 200 m by 200 m around it; with the far firm a triangle of known area.
  expect "$order: hull of geometries" "POLYGON|5179|1|40000.0" "$(shell "$db" "$first" "$second" "
    SELECT GeometryType(hull), ST_SRID(hull), ST_IsValid(hull), ST_Area(hull)
    FROM (SELECT cl_convex_hull(geom) AS hull FROM firms WHERE id <= 9)")"
  expect "$order: hull of coordinates" "POLYGON|5179|1|40000.0|1" "$(shell "$db" "$first" "$second" "
    SELECT GeometryType(hull), ST_SRID(hull), ST_IsValid(hull), ST_Area(hull), hull = other
    FROM (SELECT cl_convex_hull(ST_X(geom), ST_Y(geom), 5179) AS hull, cl_convex_hull(geom) AS other FROM firms WHERE id <= 9)")"
  expect "$order: every hull is SpatiaLite's own" "1|1
2|1
3|1" "$(shell "$db" "$first" "$second" "
    SELECT g, ST_Equals(hull, ST_ConvexHull(points)) FROM (
      SELECT CASE WHEN id <= 9 THEN 1 WHEN id <= 18 THEN 2 ELSE 3 END AS g, cl_convex_hull(geom) AS hull, ST_Collect(geom) AS points
      FROM firms GROUP BY g)")"
  expect "$order: one place and a line" "POINT|POINT(50000 50000)|LINESTRING|200.0" "$(shell "$db" "$first" "$second" "
    SELECT GeometryType(p), ST_AsText(p), GeometryType(l), ST_Length(l)
    FROM (SELECT cl_convex_hull(geom) AS p FROM firms WHERE id = 19), (SELECT cl_concave_hull(geom, 0.5) AS l FROM firms WHERE id <= 3)")"
  expect "$order: nothing" "NULL" "$(shell "$db" "$first" "$second" "SELECT quote(cl_convex_hull(geom)) FROM firms WHERE id = 20")"

  # Both lattices: the convex hull spans the gap, the concave one is valid and contains all firms.
  expect "$order: concave hull" "POLYGON|5179|1|1|18|2040000.0" "$(shell "$db" "$first" "$second" "
    SELECT GeometryType(concave), ST_SRID(concave), ST_IsValid(concave), ST_Area(concave) < ST_Area(convex),
           (SELECT sum(ST_Covers(concave, geom)) FROM firms WHERE id <= 18), ST_Area(convex)
    FROM (SELECT cl_concave_hull(geom, 0.9) AS concave, cl_convex_hull(geom) AS convex FROM firms WHERE id <= 18)")"
done

# ---- a permanent table over a geometry column; its answer in an ordinary geometry column
expect "a permanent table over geometries" "9" "$(shell "$db" ".load $module" ".load mod_spatialite" "
  CREATE VIRTUAL TABLE clusters USING cl_dbscan(source = firms, id = id, geometry = geom, eps = 150, min_points = 4);
  SELECT count(*) FROM clusters WHERE cluster = 1")"
expect "hulls in a geometry column" "2|1" "$(shell "$db" ".load $module" ".load mod_spatialite" "
  CREATE TABLE areas(cluster INTEGER PRIMARY KEY);
  SELECT AddGeometryColumn('areas', 'geom', 5179, 'POLYGON', 'XY') IS NULL;
  INSERT INTO areas SELECT m.cluster, cl_convex_hull(f.geom) FROM clusters AS m JOIN firms AS f USING (id)
    WHERE m.cluster IS NOT NULL GROUP BY m.cluster;
  SELECT count(*), min(ST_Area(geom) = 40000.0) FROM areas" | tail -1)"
expect "a geometry column refuses what is no polygon" "areas.geom violates Geometry constraint [geom-type or SRID not allowed]" \
  "$(shell "$db" ".load $module" ".load mod_spatialite" "INSERT INTO areas SELECT 9, cl_convex_hull(geom) FROM firms WHERE id = 19" 2>&1 |
    grep -o 'areas.geom violates.*' | sed 's/ (.*//')"

# ---- TinyPoint: 24 bytes a point, written by mod_spatialite on request
tiny="$work/tiny.sqlite"
shell "$tiny" ".load mod_spatialite" "SELECT InitSpatialMetadata(1); SELECT EnableTinyPoint()" "$fill" > /dev/null ||
  fail "mod_spatialite cannot make a database with TinyPoints"
expect "the points are TinyPoints" "24" "$(shell "$tiny" "SELECT DISTINCT length(geom) FROM firms WHERE geom IS NOT NULL")"
expect "clusters of TinyPoints" "9|9|1" "$(shell "$tiny" ".load $module" "
  SELECT sum(cluster = 1), sum(cluster = 2), sum(kind = 'noise') FROM cl_dbscan((SELECT cl_geometries(id, geom) FROM firms), 150, 4)")"
expect "hull of TinyPoints" "POLYGON|5179|1|40000.0|POINT" "$(shell "$tiny" ".load $module" ".load mod_spatialite" "
  SELECT GeometryType(hull), ST_SRID(hull), ST_IsValid(hull), ST_Area(hull),
         (SELECT GeometryType(cl_convex_hull(geom)) FROM firms WHERE id = 1)
  FROM (SELECT cl_convex_hull(geom) AS hull FROM firms WHERE id <= 9)")"

# ---- geometries of another kind
expect "a polygon among the firms" "2|2" \
  "$(shell "$db" ".load $module" ".load mod_spatialite" "SELECT rows, shapes FROM cl_describe((SELECT cl_geometries(rowid, geom) FROM areas))")"
expect "two SRIDs" "cl_geometries: the geometries must be of one SRID (got 5179 and 4326)" \
  "$(shell "$db" ".load $module" ".load mod_spatialite" "
    SELECT cl_geometries(id, iif(id = 2, SetSRID(geom, 4326), geom)) FROM firms" 2>&1 | grep -o 'cl_geometries: .*')"

echo "spatialite_test: passed (mod_spatialite $(shell :memory: ".load mod_spatialite" "SELECT spatialite_version()"))"
