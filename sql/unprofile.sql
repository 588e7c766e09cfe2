-- Takes out of a file what needs the extension: the views of profile.sql and their parameters. The firms, ties,
-- districts and what freeze.sql made stay. Needs no extension.
--
--   sqlite3 city.db '.read sql/unprofile.sql'
--
-- Permanent tables of your own (CREATE VIRTUAL TABLE ... USING cl_dbscan) are dropped by DROP TABLE with the extension loaded.

BEGIN;
DROP VIEW IF EXISTS cluster_lineage;
DROP VIEW IF EXISTS cluster_history;
DROP VIEW IF EXISTS register_years;
DROP VIEW IF EXISTS cluster_diagnosis;
DROP VIEW IF EXISTS cluster_figures;
DROP VIEW IF EXISTS cluster_findings;
DROP VIEW IF EXISTS district_competition;
DROP VIEW IF EXISTS cluster_borders;
DROP VIEW IF EXISTS cluster_linkage;
DROP VIEW IF EXISTS open_links;
DROP VIEW IF EXISTS role_distance;
DROP VIEW IF EXISTS role_links;
DROP VIEW IF EXISTS cluster_territory;
DROP VIEW IF EXISTS cluster_completeness;
DROP VIEW IF EXISTS cluster_roles;
DROP VIEW IF EXISTS open_roles;
DROP VIEW IF EXISTS cluster_ties;
DROP VIEW IF EXISTS cluster_districts;
DROP VIEW IF EXISTS cluster_profile;
DROP VIEW IF EXISTS cluster_members;
DROP VIEW IF EXISTS concordance_check;
DROP VIEW IF EXISTS converted_firms;
DROP TABLE IF EXISTS cluster_chance;
DROP TABLE IF EXISTS cluster_parameters;
COMMIT;
