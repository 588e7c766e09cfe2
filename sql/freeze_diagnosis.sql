-- Plain tables beside the views from roles.sql to diagnosis.sql, as freeze.sql makes those of profile.sql.
--
--   sqlite3 city.db -cmd '.load mod_clusterlite' '.read sql/freeze.sql' '.read sql/freeze_diagnosis.sql'
--
-- Not cluster_territory, which lists the firms of one territory at a time, nor views that are parts of these.

BEGIN;
DROP TABLE IF EXISTS frozen_cluster_roles;
DROP TABLE IF EXISTS frozen_cluster_completeness;
DROP TABLE IF EXISTS frozen_role_links;
DROP TABLE IF EXISTS frozen_role_distance;
DROP TABLE IF EXISTS frozen_cluster_linkage;
DROP TABLE IF EXISTS frozen_cluster_borders;
DROP TABLE IF EXISTS frozen_district_competition;
DROP TABLE IF EXISTS frozen_cluster_history;
DROP TABLE IF EXISTS frozen_cluster_lineage;
DROP TABLE IF EXISTS frozen_cluster_figures;
DROP TABLE IF EXISTS frozen_cluster_diagnosis;
CREATE TABLE frozen_cluster_roles AS SELECT * FROM cluster_roles ORDER BY industry, cluster, role;
CREATE TABLE frozen_cluster_completeness AS SELECT * FROM cluster_completeness ORDER BY industry, cluster;
CREATE TABLE frozen_role_links AS SELECT * FROM role_links;
CREATE TABLE frozen_role_distance AS SELECT * FROM role_distance;
CREATE TABLE frozen_cluster_linkage AS SELECT * FROM cluster_linkage ORDER BY industry, cluster;
CREATE TABLE frozen_cluster_borders AS SELECT * FROM cluster_borders ORDER BY industry, cluster;
CREATE TABLE frozen_district_competition AS SELECT * FROM district_competition;
CREATE TABLE frozen_cluster_history AS SELECT * FROM cluster_history;
CREATE TABLE frozen_cluster_lineage AS SELECT * FROM cluster_lineage;
CREATE TABLE frozen_cluster_figures AS SELECT * FROM cluster_figures ORDER BY industry, cluster, figure;
CREATE TABLE frozen_cluster_diagnosis AS SELECT * FROM cluster_diagnosis ORDER BY industry, cluster;
COMMIT;
