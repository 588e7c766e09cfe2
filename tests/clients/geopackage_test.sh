#!/usr/bin/env bash
# A GeoPackage: a feature table of points as QGIS keeps it, written with mod_spatialite's GeoPackage functions; clusters and
# hulls; a feature table of polygons made of the hulls.
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
needs_program sqlite3
with_runtime sqlite3 -batch -init /dev/null :memory: ".load mod_spatialite" "SELECT gpkgMakePoint(1, 2, 3)" > /dev/null 2>&1 ||
  skip "no mod_spatialite with GeoPackage functions here"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
gpkg="$work/firms.gpkg"

# The same firms as in spatialite_test: two lattices of 3 x 3, one firm far away, one without a place.
shell "$gpkg" ".load mod_spatialite" "
  SELECT gpkgCreateBaseTables();
  SELECT gpkgInsertEpsgSRID(5179);
  CREATE TABLE firms(id INTEGER PRIMARY KEY AUTOINCREMENT, industry TEXT, employees INTEGER);
  INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES ('firms', 'features', 'firms', 5179);
  SELECT gpkgAddGeometryColumn('firms', 'geom', 'POINT', 0, 0, 5179);
  SELECT gpkgAddGeometryTriggers('firms', 'geom');
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 17)
  INSERT INTO firms(id, industry, employees, geom)
    SELECT i + 1, 'J62', i, gpkgMakePoint(i / 9 * 10000 + i % 3 * 100, i % 9 / 3 * 100, 5179) FROM n;
  INSERT INTO firms VALUES (19, 'J62', 5, gpkgMakePoint(50000, 50000, 5179)), (20, 'J62', 5, NULL);" > /dev/null ||
  fail "mod_spatialite cannot make the GeoPackage"
expect "the points are GeoPackage BLOBs" "GP" "$(shell "$gpkg" "SELECT DISTINCT CAST(substr(geom, 1, 2) AS TEXT) FROM firms WHERE geom IS NOT NULL")"

# ---- without mod_spatialite, as in a program that knows GeoPackages by itself
expect "clusters" "1|9|36
2|9|117
|2|10" "$(shell "$gpkg" ".load $module" "
  SELECT m.cluster, count(*), sum(f.employees)
  FROM cl_dbscan((SELECT cl_geometries(id, geom) FROM firms), 150, 4) AS m JOIN firms AS f USING (id)
  GROUP BY m.cluster ORDER BY m.cluster IS NULL, m.cluster")"
expect "what the data set knows" "20|19|5179|0.0|50000.0" "$(shell "$gpkg" ".load $module" "
  SELECT rows, located, srid, min_x, max_x FROM cl_describe((SELECT cl_geometries(id, geom) FROM firms))")"
expect "a hull is a GeoPackage BLOB with an envelope" "GP|3" "$(shell "$gpkg" ".load $module" "
  SELECT CAST(substr(hull, 1, 2) AS TEXT), hex(substr(hull, 4, 1)) + 0 FROM (SELECT cl_convex_hull(geom) AS hull FROM firms WHERE id <= 9)")"

# ---- what mod_spatialite makes of the hulls
expect "convex hull" "POLYGON|5179|1|40000.0|0.0|200.0" "$(shell "$gpkg" ".load $module" ".load mod_spatialite" "
  SELECT GeometryType(g), ST_SRID(g), ST_IsValid(g), ST_Area(g), ST_MinX(hull), ST_MaxY(hull)
  FROM (SELECT GeomFromGPB(hull) AS g, hull FROM (SELECT cl_convex_hull(geom) AS hull FROM firms WHERE id <= 9))")"
expect "mod_spatialite takes it for a GeoPackage geometry" "1|1" "$(shell "$gpkg" ".load mod_spatialite" ".load $module" "
  SELECT IsValidGPB(hull), gpkgGetImageType(hull) = 'unknown' FROM (SELECT cl_convex_hull(geom) AS hull FROM firms WHERE id <= 9)")"
expect "concave hull" "POLYGON|5179|1|1" "$(shell "$gpkg" ".load $module" ".load mod_spatialite" "
  SELECT GeometryType(g), ST_SRID(g), ST_IsValid(g), ST_Area(g) < 2040000.0
  FROM (SELECT GeomFromGPB(cl_concave_hull(geom, 0.9)) AS g FROM firms WHERE id <= 18)")"
expect "one place" "POINT(50000 50000)" "$(shell "$gpkg" ".load $module" ".load mod_spatialite" "
  SELECT ST_AsText(GeomFromGPB(cl_convex_hull(geom))) FROM firms WHERE id >= 19")"

# ---- a feature table of hulls, under the triggers that check geometries
expect "a feature table of hulls" "1|40000.0
2|40000.0" "$(shell "$gpkg" ".load $module" ".load mod_spatialite" "
  CREATE TABLE areas(id INTEGER PRIMARY KEY AUTOINCREMENT);
  INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES ('areas', 'features', 'areas', 5179);
  SELECT gpkgAddGeometryColumn('areas', 'geom', 'POLYGON', 0, 0, 5179);
  SELECT gpkgAddGeometryTriggers('areas', 'geom');
  INSERT INTO areas SELECT m.cluster, cl_convex_hull(f.geom)
    FROM cl_dbscan((SELECT cl_geometries(id, geom) FROM firms), 150, 4) AS m JOIN firms AS f USING (id)
    WHERE m.cluster IS NOT NULL GROUP BY m.cluster;
  SELECT id, ST_Area(GeomFromGPB(geom)) FROM areas" | tail -2)"
expect "a permanent table in a GeoPackage" "9" "$(shell "$gpkg" ".load $module" "
  CREATE VIRTUAL TABLE clusters USING cl_dbscan(source = firms, id = id, geometry = geom, eps = 150, min_points = 4);
  SELECT count(*) FROM clusters WHERE cluster = 2")"

echo "geopackage_test: passed"
