-- Plain tables beside the views of profile.sql, for a file that others open without the extension: a client that lacks it
-- says "no such table: main.cl_dbscan" at the views, and reads these.
--
--   sqlite3 city.db -cmd '.load mod_clusterlite' '.read sql/freeze.sql'
--
--   frozen_cluster_members, frozen_cluster_profile, frozen_cluster_districts, frozen_cluster_chance
--
-- When diagnosis.sql and the files that it reads were read too, freeze_diagnosis.sql does the same with their views. The tables
-- do not follow the firms: run the file again after a change. To hand out a file without any trace of the extension, copy the
-- file, run this, then unprofile.sql.

BEGIN;
DROP TABLE IF EXISTS frozen_cluster_members;
DROP TABLE IF EXISTS frozen_cluster_profile;
DROP TABLE IF EXISTS frozen_cluster_districts;
DROP TABLE IF EXISTS frozen_cluster_chance;
CREATE TABLE frozen_cluster_members AS SELECT * FROM cluster_members ORDER BY industry, cluster, firm_id;
CREATE TABLE frozen_cluster_profile AS SELECT * FROM cluster_profile ORDER BY industry, cluster;
CREATE TABLE frozen_cluster_districts AS SELECT * FROM cluster_districts ORDER BY industry, cluster, district;
CREATE TABLE frozen_cluster_chance AS SELECT * FROM cluster_chance ORDER BY industry;
CREATE INDEX frozen_members_by_id ON frozen_cluster_members (firm_id);
COMMIT;
