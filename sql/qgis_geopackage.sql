-- qgis.sql for a GeoPackage: clusters as layers that follow the firms. It needs the views of profile.sql in the GeoPackage.
--
--   ogr2ogr city.gpkg firms.csv -oo AUTODETECT_TYPE=YES           (or any other way to make a GeoPackage of the firms)
--   sqlite3 city.gpkg -cmd '.load mod_clusterlite' '.read sql/schema.sql' '.read sql/profile.sql' '.read sql/qgis_geopackage.sql'
--
-- The program that reads the layers has to load the extension: OGR_SQLITE_LOAD_EXTENSIONS, as qgis.sql says.
-- Set the coordinate system first, if you have not: UPDATE cluster_parameters SET srid = 5179; the GeoPackage must know it
-- (gpkg_spatial_ref_sys), as it does when a layer of it has that system.

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
       main_district, area_km2, cl_from_text(cl_as_text(hull), (SELECT srid FROM cluster_parameters), 'geopackage')
FROM cluster_profile;

CREATE VIEW member_layer AS
SELECT ogc_fid, firm_id, industry, cluster, kind, district, employees, geometry FROM member_layer_columns WHERE 0
UNION ALL
SELECT row_number() OVER (ORDER BY industry, firm_id), firm_id, industry, cluster, kind, district, employees,
       cl_point(x, y, (SELECT srid FROM cluster_parameters), 'geopackage')
FROM cluster_members WHERE cluster IS NOT NULL;

DELETE FROM gpkg_geometry_columns WHERE table_name IN ('cluster_layer', 'member_layer');
DELETE FROM gpkg_contents WHERE table_name IN ('cluster_layer', 'member_layer');
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
SELECT 'cluster_layer', 'features', 'cluster_layer', srid FROM cluster_parameters
UNION ALL SELECT 'member_layer', 'features', 'member_layer', srid FROM cluster_parameters;
INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)
SELECT 'cluster_layer', 'geometry', 'GEOMETRY', srid, 0, 0 FROM cluster_parameters
UNION ALL SELECT 'member_layer', 'geometry', 'POINT', srid, 0, 0 FROM cluster_parameters;
