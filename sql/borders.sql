-- Do administrative borders cut a cluster, hide it, or let districts compete over it? Reads schema.sql, profile.sql,
-- linkage.sql and roles.sql.
--
--   SELECT industry, cluster, effective_districts, crossing_links, expected_crossing, hidden_by FROM cluster_borders;
--   SELECT * FROM district_competition;
--
-- Expected crossing ties: each tie keeps its sender and its distance, in bands of 100 m; its receiver is any other member of
-- the cluster at that distance. Firms on one side of a border are nearer to each other, so any comparison that forgets the
-- distance calls every border a barrier. By hand: a tie from a firm that has 30 members between 200 and 300 m away, 12 of them
-- across the border, is expected to cross with 12/30; the sum over all ties is expected_crossing.
--
-- This is the weakest figure of all. Two things to know. The bands must be narrow against the cluster: with 200 m one of seven
-- clusters of the synthetic city, which knows no border effect, passes 2 standard deviations, and the whole city in bands of
-- 500 m would show z = -8.5. And a small effect stays unseen. Of two large clusters ties across borders were taken away by lot;
-- crossing_z, its median over the draws and the share of them with less than -3:
--
--   crossing ties taken away                         none     10 %           30 %           50 %    70 %
--   second city, 420 firms, 385 of 1,344 ties cross  -0.9  -2.2 (23 %)    -4.6 (98 %)       -7.4    -10.5 (all)
--   first city, 663 firms, 508 of 1,928 ties cross   -0.9  -2.0 (none)    -4.5 (all)        -7.1    -10.4 (all)
--
-- (200 draws over ten cities of the second plan, 100 of the first.) With fewer ties less is seen: z grows as the root of their
-- number. So a low z says something, a middling one nothing.

INSERT INTO cluster_rules
SELECT 'limit', 'side_by_side_m', 0, 'side_by_side_m', '<', 3000, NULL, NULL
WHERE NOT EXISTS (SELECT 1 FROM cluster_rules WHERE code = 'side_by_side_m');

DROP VIEW IF EXISTS district_competition;
DROP VIEW IF EXISTS cluster_borders;
DROP VIEW IF EXISTS borders_without_territory;

-- All of cluster_borders but what needs the territories, for who has these already.
CREATE VIEW borders_without_territory AS
WITH
  members AS (
    SELECT firm_id, industry, cluster, district, x, y, industry || ' ' || cluster AS label
    FROM cluster_members
    WHERE cluster IS NOT NULL
    LIMIT -1
  ),
  clusters AS (SELECT label, industry, cluster, count(*) AS firms FROM members GROUP BY label LIMIT -1),
  parts AS (
    SELECT label, district, count(*) AS firms,
           row_number() OVER (PARTITION BY label ORDER BY count(*) DESC, district) AS place,
           sum(count(*)) OVER (PARTITION BY label) AS of_all
    FROM members
    WHERE district IS NOT NULL
    GROUP BY label, district
    LIMIT -1
  ),
  torn AS (
    SELECT firm_id, x, y, label, district FROM members
    WHERE label IN (SELECT label FROM parts GROUP BY label HAVING count(*) > 1)
    LIMIT -1
  ),
  crossing AS (  -- of clusters in one district nothing can cross: they are spared the counting of pairs
    SELECT group_key AS label, sum(crossing_links) AS links, sum(expected_crossing) AS expected,
           sum(crossing_variance) AS variance
    FROM cl_link_distance((SELECT cl_points(firm_id, x, y, 1, label) FROM torn),
                          (SELECT cl_links(from_id, to_id) FROM links
                           WHERE +from_id IN (SELECT firm_id FROM torn) AND +to_id IN (SELECT firm_id FROM torn)),
                          100, NULL,
                          (SELECT cl_labels(firm_id, district) FROM (SELECT firm_id, max(district) AS district FROM torn GROUP BY firm_id)),
                          (SELECT metric FROM cluster_parameters))
    GROUP BY group_key
  ),
  located AS (  -- firms with coordinates; those of an unknown district or industry count in the totals
    SELECT industry, region AS district, firms
    FROM cl_location_quotient((SELECT cl_crosstab(district, industry) FROM open_firms WHERE x IS NOT NULL AND y IS NOT NULL))
    WHERE firms > 0
    UNION ALL
    SELECT industry, district, count(*)
    FROM open_firms
    WHERE x IS NOT NULL AND y IS NOT NULL AND (district IS NULL OR industry IS NULL)
    GROUP BY industry, district
    LIMIT -1
  ),
  of_industry AS (
    SELECT industry, sum(firms) AS firms, 1.0 * sum(firms) / (SELECT sum(firms) FROM located) AS share
    FROM located GROUP BY industry
    LIMIT -1
  ),
  of_district AS (SELECT district, sum(firms) AS firms FROM located GROUP BY district LIMIT -1),
  quotients AS (  -- of the districts with a tenth of the members or more, and always of the one with most
    SELECT c.label, p.place, 1.0 * l.firms / d.firms / i.share AS lq
    FROM parts AS p
    JOIN clusters AS c ON c.label = p.label
    JOIN located AS l ON l.industry = c.industry AND l.district = p.district
    JOIN of_district AS d ON d.district = p.district
    JOIN of_industry AS i ON i.industry = c.industry
    WHERE p.firms >= .1 * p.of_all OR p.place = 1
  ),
  measured AS (
    SELECT c.industry, c.cluster, c.label,
           x.links, x.expected, x.variance,
           c.firms, i.share AS industry_share,
           (SELECT lq FROM quotients AS q WHERE q.label = c.label AND q.place = 1) AS lq_main_district,
           (SELECT max(lq) FROM quotients AS q WHERE q.label = c.label) AS lq_largest
    FROM clusters AS c
    LEFT JOIN crossing AS x ON x.label = c.label
    LEFT JOIN of_industry AS i ON i.industry = c.industry
  ),
  spread AS (
    SELECT label, count(*) AS districts, 1.0 * max(of_all) * max(of_all) / sum(firms * firms) AS effective_districts,
           max(iif(place = 1, district, NULL)) AS main_district, 1 - 1.0 * max(firms) / max(of_all) AS share_outside
    FROM parts
    GROUP BY label
  )
SELECT m.industry, m.cluster, s.districts, s.effective_districts, s.main_district, s.share_outside,
       iif(s.districts > 0, ifnull(m.links, 0), NULL) AS crossing_links,
       iif(s.districts > 0, ifnull(m.expected, 0.0), NULL) AS expected_crossing,
       m.links / nullif(m.expected, 0) AS crossing_quotient,
       iif(m.variance > 0, (m.links - m.expected) / (  -- the square root of the variance, by Newton's method
         WITH RECURSIVE root(step, s) AS (
           SELECT 0, (m.variance + 1) / 2
           UNION ALL
           SELECT step + 1, (s + m.variance / s) / 2 FROM root WHERE step < 60
         )
         SELECT min(s) FROM root), NULL) AS crossing_z,
       m.firms, m.industry_share,  -- lq_cluster: firms / those of the territory / the industry's share of all
       m.lq_main_district, m.lq_largest AS lq_largest_district
FROM measured AS m
LEFT JOIN spread AS s ON s.label = m.label;

CREATE VIEW cluster_borders AS
WITH
  territories AS (SELECT industry, cluster, max(all_firms) AS firms FROM territory_roles GROUP BY industry, cluster LIMIT -1),
  borders AS (SELECT * FROM borders_without_territory LIMIT -1)
SELECT b.industry, b.cluster,
       b.districts,                -- how many it reaches into; all NULL when no district is known
       b.effective_districts,      -- so many equal ones would spread its members as much (1 / Herfindahl)
       b.main_district,
       b.share_outside,            -- members outside the main district
       b.crossing_links,           -- ties between members of two districts
       b.expected_crossing,
       b.crossing_quotient,        -- 1: borders do not matter
       b.crossing_z,
       1.0 * b.firms / t.firms / b.industry_share AS lq_cluster,  -- location quotient of the industry in the territory, from
                                   -- located firms
       b.lq_main_district,         -- and in the main district
       b.lq_largest_district,      -- the largest among districts with a tenth of the members
       1.0 * b.firms / t.firms / b.industry_share / nullif(b.lq_largest_district, 0) AS hidden_by
                                   -- 2: twice what the figures of any district show
FROM borders AS b
LEFT JOIN territories AS t ON t.industry = b.industry AND t.cluster = b.cluster;

-- Three ways in which districts compete:
--   'one cluster'              both hold a tenth or more of its members; figure: the smaller share
--   'side by side'             each is the main district of another cluster of the industry, and members of the two are
--                              within the limit side_by_side_m of cluster_rules; figure: their least distance in metres
--   'claim without a cluster'  district_a has more firms of the industry than chance gives (location quotient >= 1.25, the
--                              figure; z >= 3) and no member of its clusters, which lie elsewhere
-- z of a claim: the firms are dealt to districts and industries as ties to senders and receivers (linkage.sql).
CREATE VIEW district_competition AS
WITH
  members AS (
    SELECT firm_id, industry, cluster, district, x + 0 AS x, y + 0 AS y FROM cluster_members WHERE cluster IS NOT NULL LIMIT -1
  ),
  parts AS (
    SELECT industry, cluster, district, count(*) AS firms,
           row_number() OVER (PARTITION BY industry, cluster ORDER BY count(*) DESC, district) AS place,
           1.0 * count(*) / sum(count(*)) OVER (PARTITION BY industry, cluster) AS share
    FROM members
    WHERE district IS NOT NULL
    GROUP BY industry, cluster, district
    LIMIT -1
  ),
  places AS (
    SELECT m.industry, m.cluster, p.district, cl_points(m.firm_id, m.x, m.y) AS points,
           min(m.x) AS west, max(m.x) AS east, min(m.y) AS south, max(m.y) AS north
    FROM members AS m
    JOIN parts AS p ON p.industry = m.industry AND p.cluster = m.cluster AND p.place = 1
    GROUP BY m.industry, m.cluster
    LIMIT -1
  ),
  reach AS (  -- a degree of latitude has 111195 m on the mean sphere; degrees of longitude are not bounded
    SELECT threshold AS metres, p.metric,
           iif(p.metric = 'geodesic', threshold / 111194, threshold) AS north,
           iif(p.metric = 'geodesic', 400, threshold) AS east
    FROM cluster_rules CROSS JOIN cluster_parameters AS p
    WHERE code = 'side_by_side_m'
    LIMIT 1
  ),
  neighbours AS (
    SELECT a.industry, iif(a.district < b.district, a.district, b.district) AS district_a,
           iif(a.district < b.district, b.district, a.district) AS district_b,
           iif(a.district < b.district, a.cluster, b.cluster) AS cluster_a,
           iif(a.district < b.district, b.cluster, a.cluster) AS cluster_b,
           (SELECT min(distance) FROM cl_nearest(a.points, b.points, 1, r.metric)) AS distance, r.metres
    FROM places AS a
    JOIN places AS b ON b.industry = a.industry AND b.cluster > a.cluster AND b.district <> a.district
    CROSS JOIN reach AS r
    WHERE b.west - a.east <= r.east AND a.west - b.east <= r.east
      AND b.south - a.north <= r.north AND a.south - b.north <= r.north
  ),
  cells AS (
    SELECT industry, region AS district, firms
    FROM cl_location_quotient((SELECT cl_crosstab(district, industry) FROM open_firms))
    WHERE firms > 0
    LIMIT -1
  ),
  dealt AS (  -- with all numbers as reals: their products pass 2^63 in a large register
    SELECT c.industry, c.district, c.firms, 1.0 * i.firms AS industry_firms, 1.0 * d.firms AS district_firms,
           1.0 * (SELECT sum(firms) FROM cells) AS n
    FROM cells AS c
    JOIN (SELECT industry, sum(firms) AS firms FROM cells GROUP BY industry) AS i ON i.industry = c.industry
    JOIN (SELECT district, sum(firms) AS firms FROM cells GROUP BY district) AS d ON d.district = c.district
    WHERE c.industry IN (SELECT industry FROM parts)
  ),
  claims AS (
    SELECT industry, district, firms * n / (industry_firms * district_firms) AS lq,
           firms - industry_firms * district_firms / n AS surplus,
           industry_firms * district_firms * (n - industry_firms) * (n - district_firms) / (n * n * (n - 1)) AS variance
    FROM dealt AS d
    WHERE n > 1 AND NOT EXISTS (SELECT 1 FROM parts AS p WHERE p.industry = d.industry AND p.district = d.district)
  )
SELECT a.industry, a.district AS district_a, b.district AS district_b, 'one cluster' AS kind,
       a.cluster AS cluster_a, NULL AS cluster_b, min(a.share, b.share) AS figure, NULL AS z
FROM parts AS a
JOIN parts AS b ON b.industry = a.industry AND b.cluster = a.cluster AND b.district > a.district
WHERE a.share >= .1 AND b.share >= .1
UNION ALL
SELECT industry, district_a, district_b, 'side by side', cluster_a, cluster_b, distance, NULL
FROM neighbours
WHERE distance <= metres
UNION ALL
SELECT industry, district, NULL, 'claim without a cluster', NULL, NULL, lq, surplus / (
         WITH RECURSIVE root(step, s) AS (
           SELECT 0, (variance + 1) / 2
           UNION ALL
           SELECT step + 1, (s + variance / s) / 2 FROM root WHERE step < 60
         )
         SELECT min(s) FROM root)
FROM claims
WHERE lq >= 1.25 AND surplus > 0 AND surplus * surplus >= 9 * variance AND variance > 0;
