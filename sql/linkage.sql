-- A dense cluster need not be linked: the ties of each cluster beside what chance would give. Reads schema.sql and profile.sql.
--
--   SELECT industry, cluster, internal_links, expected_internal, linkage_quotient, linkage_z FROM cluster_linkage;
--
--   open_links        the ties whose two firms are open
--   cluster_linkage   one row per industry and cluster: cl_linkage() over these ties
--
-- Chance: each firm keeps the number of ties it gives and takes, who takes them is shuffled. A cluster whose members give O
-- ties and take I of m in all expects O x I / m ties inside it. By hand for one cluster:
--
--   SELECT 1.0 * sum(from_id IN (SELECT firm_id FROM cluster_members WHERE industry = 'J62' AND cluster = 1))
--              * sum(to_id IN (SELECT firm_id FROM cluster_members WHERE industry = 'J62' AND cluster = 1)) / count(*)
--   FROM open_links;
--
-- linkage_z counts standard deviations above it. The comparison is with all ties of the city: in a city of closed clusters
-- also firms that choose their partners blindly score somewhat above 1. Without ties the counts are 0 and the rest is NULL.

DROP VIEW IF EXISTS cluster_ties;
DROP VIEW IF EXISTS cluster_linkage;
DROP VIEW IF EXISTS open_links;

-- From the ties to the firms: without the + SQLite would try all pairs of firms in the index of links.
CREATE VIEW open_links AS
SELECT *  -- from_id, to_id, weight and, where there is one, kind
FROM links
WHERE +from_id IN (SELECT firm_id FROM open_firms) AND +to_id IN (SELECT firm_id FROM open_firms);

CREATE VIEW cluster_linkage AS
WITH
  members AS (  -- the last space parts industry and cluster, so no two clusters share a label
    SELECT firm_id, industry, cluster, industry || ' ' || cluster AS label
    FROM cluster_members
    WHERE cluster IS NOT NULL
    LIMIT -1
  ),
  clusters AS (SELECT label, industry, cluster FROM members GROUP BY label)
SELECT c.industry, c.cluster,
       l.members,
       l.tied_members,             -- with any tie at all, inside or outside
       1.0 * l.tied_members / l.members AS tied_share,  -- little of it: the tie data do not know this cluster
       l.linked_members,           -- with a tie to another member
       l.linked_share,
       l.internal_links,           -- ties between two members
       l.external_links,           -- ties with one end in the cluster
       l.internal_weight, l.external_weight,
       l.density,                  -- of all pairs of members, the share that is tied
       l.expected_internal,        -- ties inside by chance
       l.linkage_quotient,         -- internal_links / expected_internal: 1 is chance
       l.linkage_z,                -- standard deviations above chance; chance alone hardly passes 4
       l.ei_index,                 -- 1: all ties leave the cluster, -1: all stay
       l.reciprocity, l.clustering_coefficient, l.components, l.largest_component_share
FROM cl_linkage(cl_links_among((SELECT cl_links(from_id, to_id, weight) FROM links),  -- open_links, in half the time
                               (SELECT cl_labels(firm_id, NULL) FROM open_firms)),
                (SELECT cl_labels(firm_id, label) FROM members)) AS l
CROSS JOIN clusters AS c ON c.label = l.label;
