-- Are the clusters of an industry more than the city's own crowding? Fills cluster_chance (profile.sql), anew each time.
--
--   .read sql/chance.sql
--   SELECT * FROM cluster_chance WHERE p < .05;
--
-- A city has crowded places, so any industry has clusters in them. cl_cluster_test draws as many firms as the industry has
-- from all open firms, 199 times, and looks for clusters among them: p is how often chance alone makes one at least as large
-- as the largest (one-sided; it cannot fall below 1 / 200). It speaks of cluster 1 of the industry and of no other. Fill it
-- again when firms or cluster_parameters change. Reads schema.sql and profile.sql.

BEGIN;
DELETE FROM cluster_chance;
INSERT INTO cluster_chance
SELECT t.group_key, t.clusters, t.largest, t.expected_largest, t.p
FROM cl_cluster_test((SELECT cl_points(firm_id, x, y, 1, industry) FROM open_firms),
                     (SELECT eps FROM cluster_parameters),
                     (SELECT min_points FROM cluster_parameters),
                     NULL, 199, 'labelling', 'greater', 1,
                     (SELECT metric FROM cluster_parameters)) AS t
WHERE t.group_key IS NOT NULL;
COMMIT;
