-- Takes out of a file what needs the extension: the views of sql/, and the tables of settings that only they read
-- (cluster_parameters, cluster_rules, cluster_measures, role_targets ...), with what you changed in them. Firms, ties, districts,
-- open_firms, a concordance, kept snapshots and what the freeze files made stay. Needs no extension.
--
--   cp city.db handout.db
--   sqlite3 handout.db '.read sql/unprofile.sql'
--
-- Permanent tables of your own (CREATE VIRTUAL TABLE ... USING cl_dbscan) are dropped by DROP TABLE with the extension loaded.

-- Layers of qgis.sql and qgis_geopackage.sql go too, with their lines in the lists of layers; where a file has no such list,
-- the names mean the empty tables here.
ATTACH ':memory:' AS unprofile_lists;
CREATE TABLE unprofile_lists.views_geometry_columns (view_name);
CREATE TABLE unprofile_lists.geometry_columns (f_table_name);
CREATE TABLE unprofile_lists.gpkg_geometry_columns (table_name);
CREATE TABLE unprofile_lists.gpkg_contents (table_name);

BEGIN;
DELETE FROM views_geometry_columns WHERE view_name IN ('cluster_layer', 'member_layer');
DELETE FROM geometry_columns WHERE f_table_name IN ('cluster_layer_columns', 'member_layer_columns');
DELETE FROM gpkg_geometry_columns WHERE table_name IN ('cluster_layer', 'member_layer');
DELETE FROM gpkg_contents WHERE table_name IN ('cluster_layer', 'member_layer');
DROP VIEW IF EXISTS cluster_layer;
DROP VIEW IF EXISTS member_layer;
DROP TABLE IF EXISTS cluster_layer_columns;
DROP TABLE IF EXISTS member_layer_columns;
DROP VIEW IF EXISTS cluster_lineage;
DROP VIEW IF EXISTS cluster_history;
DROP VIEW IF EXISTS register_years;
DROP VIEW IF EXISTS cluster_diagnosis;
DROP VIEW IF EXISTS settings_complaints;
DROP VIEW IF EXISTS cluster_figures;
DROP VIEW IF EXISTS cluster_findings;
DROP VIEW IF EXISTS district_competition;
DROP VIEW IF EXISTS cluster_borders;
DROP VIEW IF EXISTS borders_without_territory;
DROP VIEW IF EXISTS cluster_linkage;
DROP VIEW IF EXISTS open_links;
DROP VIEW IF EXISTS role_distance;
DROP VIEW IF EXISTS role_links;
DROP VIEW IF EXISTS cluster_territory;
DROP VIEW IF EXISTS cluster_completeness;
DROP VIEW IF EXISTS cluster_roles;
DROP VIEW IF EXISTS territory_roles;
DROP VIEW IF EXISTS open_roles;
DROP VIEW IF EXISTS cluster_ties;
DROP VIEW IF EXISTS cluster_districts;
DROP VIEW IF EXISTS cluster_profile;
DROP VIEW IF EXISTS cluster_members;
DROP VIEW IF EXISTS concordance_check;
DROP VIEW IF EXISTS converted_firms;
DROP TABLE IF EXISTS cluster_chance;
DROP TABLE IF EXISTS cluster_parameters;
DROP TABLE IF EXISTS cluster_periods;
DROP TABLE IF EXISTS cluster_rules;
DROP TABLE IF EXISTS cluster_measures;
DROP TABLE IF EXISTS cluster_editions;
DROP TABLE IF EXISTS role_targets;
DROP TABLE IF EXISTS role_names;
COMMIT;
DETACH unprofile_lists;
