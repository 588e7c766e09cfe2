-- Takes out of a file what needs the extension: the views of sql/, and the tables of settings that only they read
-- (cluster_parameters, cluster_rules, cluster_measures, role_targets ...), with what you changed in them. Firms, ties, districts,
-- open_firms, a concordance, kept snapshots and what the freeze files made stay. Needs no extension.
--
--   cp city.db handout.db
--   sqlite3 handout.db '.read sql/unprofile.sql'
--
-- Permanent tables of your own (CREATE VIRTUAL TABLE ... USING cl_dbscan) are dropped by DROP TABLE with the extension loaded.

BEGIN;
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
