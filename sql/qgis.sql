-- Clusters as layers of a database of SpatiaLite, for QGIS and every program that reads through GDAL: views that follow the
-- firms, and no table to be made anew. A GeoPackage: qgis_geopackage.sql. It needs the views of profile.sql.
--
--   sqlite3 city.db -cmd '.load mod_spatialite' -cmd '.load mod_clusterlite' '.read sql/qgis.sql'
--
-- The program that reads the layers has to load the extension: OGR_SQLITE_LOAD_EXTENSIONS=/usr/lib/x86_64-linux-gnu/mod_clusterlite.so
-- in its environment (QGIS: Settings, Options, System, Environment). Without it the layers are listed and cannot be read; for
-- such programs write a copy:
--
--   ogr2ogr clusters.gpkg city.db cluster_layer        ogr2ogr -t_srs EPSG:4326 clusters.geojson city.db cluster_layer
--
-- Set the coordinate system first, if you have not: UPDATE cluster_parameters SET srid = 5179;

-- An empty file gets the tables of SpatiaLite; where they are, this changes nothing.
SELECT InitSpatialMetaDataFull(1) WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'geometry_columns');

DROP VIEW IF EXISTS cluster_layer;
DROP VIEW IF EXISTS member_layer;

-- Both tables stay empty: put before the rows of a view, they give its columns their types, which programs ask for.
CREATE TABLE IF NOT EXISTS cluster_layer_columns (
  ogc_fid INTEGER PRIMARY KEY, industry TEXT, cluster INTEGER, label TEXT, firms INTEGER, jobs REAL, share_of_firms REAL, districts INTEGER,
  main_district TEXT, area_km2 REAL, geometry GEOMETRY);
CREATE TABLE IF NOT EXISTS member_layer_columns (
  ogc_fid INTEGER PRIMARY KEY, firm_id TEXT, industry TEXT, cluster INTEGER, kind TEXT, district TEXT, employees REAL, geometry POINT);

-- ogc_fid is the number by which a program asks for one feature.
CREATE VIEW cluster_layer AS
SELECT ogc_fid, industry, cluster, label, firms, jobs, share_of_firms, districts, main_district, area_km2, geometry FROM cluster_layer_columns WHERE 0
UNION ALL
SELECT row_number() OVER (ORDER BY industry, cluster), industry, cluster, industry || ' ' || cluster, firms, jobs, share_of_firms, districts,
       main_district, area_km2, hull
FROM cluster_profile;

CREATE VIEW member_layer AS
SELECT ogc_fid, firm_id, industry, cluster, kind, district, employees, geometry FROM member_layer_columns WHERE 0
UNION ALL
SELECT row_number() OVER (ORDER BY industry, firm_id), firm_id, industry, cluster, kind, district, employees,
       cl_point(x, y, (SELECT srid FROM cluster_parameters))
FROM cluster_members WHERE cluster IS NOT NULL;

DELETE FROM views_geometry_columns WHERE view_name IN ('cluster_layer', 'member_layer');
DELETE FROM geometry_columns WHERE f_table_name IN ('cluster_layer_columns', 'member_layer_columns');
INSERT INTO geometry_columns (f_table_name, f_geometry_column, geometry_type, coord_dimension, srid, spatial_index_enabled)
SELECT 'cluster_layer_columns', 'geometry', 0, 2, srid, 0 FROM cluster_parameters
UNION ALL SELECT 'member_layer_columns', 'geometry', 1, 2, srid, 0 FROM cluster_parameters;
INSERT INTO views_geometry_columns (view_name, view_geometry, view_rowid, f_table_name, f_geometry_column, read_only) VALUES
  ('cluster_layer', 'geometry', 'ogc_fid', 'cluster_layer_columns', 'geometry', 1),
  ('member_layer', 'geometry', 'ogc_fid', 'member_layer_columns', 'geometry', 1);
