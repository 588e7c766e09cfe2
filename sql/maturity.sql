-- How old and how lively is a cluster: emerging, growing, established, declining? And which cluster of one year is which of
-- another? Reads schema.sql (register_firms with founded and closed) and profile.sql.
--
--   SELECT industry, cluster, event, firms_before, firms, growth_per_year, stage FROM cluster_history;
--   UPDATE cluster_periods SET year_before = 1995, year_after = 2003;      -- then the same again
--
--   cluster_periods    one row, the two years compared; NULL: the last year in the data, and five years before
--   cluster_history    one row per cluster of year_after, and one per cluster that dissolved since year_before
--   cluster_snapshots  the located firms of any years, one BLOB a year; you fill it, by one statement:
--
--     INSERT OR REPLACE INTO cluster_snapshots (year, points)
--     SELECT y.column1, cl_points(f.firm_id, f.x, f.y, 1, f.industry)
--     FROM (VALUES (1995), (1999), (2003), (2012)) AS y
--     JOIN register_years AS f ON (f.founded IS NULL OR f.founded <= y.column1) AND (f.closed IS NULL OR f.closed > y.column1)
--     GROUP BY y.column1;
--
--   cluster_lineage    one row per cluster and year of cluster_snapshots, ready to plot as firms over year by lineage
--
-- A firm is open in a year if it was founded by then and closes later. A firm without founding year counts as open in every
-- year before it closed; where more than a fifth of a cluster are such firms, cluster_diagnosis says so.
--
-- Growth compares a cluster with all it comes from. After a split each part is compared with the whole and seems to decline; the
-- event says why.

CREATE TABLE IF NOT EXISTS cluster_periods (
  only_row     INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
  year_before  INTEGER CHECK (year_before IS NULL OR typeof(year_before) = 'integer'),
  year_after   INTEGER CHECK (year_after IS NULL OR typeof(year_after) = 'integer'),
  CHECK (year_before < year_after)
);
INSERT OR IGNORE INTO cluster_periods DEFAULT VALUES;

CREATE TABLE IF NOT EXISTS cluster_snapshots (
  year    INTEGER PRIMARY KEY,
  points  BLOB NOT NULL         -- cl_points(firm_id, x, y, 1, industry) of the firms open in that year
);

-- Menzel & Fornahl 2010. What they say of heterogeneity cannot be seen in one industry and is left out; age is no rule either:
-- a cluster that has grown fourfold is young and growing. The thresholds are starting values.
INSERT OR IGNORE INTO cluster_editions SELECT 'stages', EXISTS (SELECT 1 FROM cluster_rules WHERE kind = 'stage');
INSERT OR IGNORE INTO cluster_rules
SELECT column2, column3, column4, column5, column6, column7, column8, column9
FROM (VALUES (1, 'stage', 'emerging', 1, 'born', '>=', 1, NULL, 'support'),
             (1, 'stage', 'growing', 2, 'growth_per_year', '>=', .02, 'one employer', 'space'),
             (1, 'stage', 'declining', 3, 'growth_per_year', '<', -.02, NULL, 'support'),
             (1, 'stage', 'established', 4, 'growth_per_year', '>=', -.02, 'unlinked', 'identity'))
WHERE column1 > (SELECT edition FROM cluster_editions WHERE filled = 'stages');
UPDATE cluster_editions SET edition = 1 WHERE filled = 'stages';

DROP VIEW IF EXISTS cluster_lineage;
DROP VIEW IF EXISTS cluster_history;
DROP VIEW IF EXISTS register_years;

-- The firms of all years, the years as numbers ('2003-05-31' is 2003). A closing without a year ('yes') is year 0: such a
-- firm is closed whatever the year.
CREATE VIEW register_years AS
SELECT firm_id, nullif(industry, '') AS industry, nullif(x, '') AS x, nullif(y, '') AS y,
       nullif(CAST(founded AS INTEGER), 0) AS founded,
       iif(ifnull(trim(closed, char(9, 10, 13, 32, 160, 12288)), '') = '', NULL, CAST(closed AS INTEGER)) AS closed
FROM register_firms;

CREATE VIEW cluster_history AS
WITH
  period AS (
    SELECT ifnull(year_before, ifnull(year_after, last) - 5) AS year_before, ifnull(year_after, last) AS year_after
    FROM cluster_periods
    CROSS JOIN (SELECT nullif(max(ifnull(max(founded), 0), ifnull(max(closed), 0)), 0) AS last FROM register_years)
    LIMIT 1
  ),
  -- The members of the clusters of the two years. An id is unique within an industry only, hence the keys.
  earlier AS (
    SELECT m.group_key AS industry, m.cluster, m.group_key || ' ' || m.cluster AS label, m.group_key || ':' || m.id AS firm,
           r.closed <= (SELECT year_after FROM period) AS has_closed
    FROM cl_dbscan((SELECT cl_points(firm_id, x, y, 1, industry) FROM register_years
                    WHERE (founded IS NULL OR founded <= (SELECT year_before FROM period))
                      AND (closed IS NULL OR closed > (SELECT year_before FROM period))),
                   (SELECT eps FROM cluster_parameters), (SELECT min_points FROM cluster_parameters),
                   (SELECT metric FROM cluster_parameters)) AS m
    CROSS JOIN register_years AS r ON r.firm_id = m.id AND r.industry = m.group_key
    WHERE m.cluster IS NOT NULL
    LIMIT -1
  ),
  later AS (
    SELECT m.group_key AS industry, m.cluster, m.group_key || ' ' || m.cluster AS label, m.group_key || ':' || m.id AS firm,
           r.firm_id, r.x, r.y, r.founded
    FROM cl_dbscan((SELECT cl_points(firm_id, x, y, 1, industry) FROM register_years
                    WHERE (founded IS NULL OR founded <= (SELECT year_after FROM period))
                      AND (closed IS NULL OR closed > (SELECT year_after FROM period))),
                   (SELECT eps FROM cluster_parameters), (SELECT min_points FROM cluster_parameters),
                   (SELECT metric FROM cluster_parameters)) AS m
    CROSS JOIN register_years AS r ON r.firm_id = m.id AND r.industry = m.group_key
    WHERE m.cluster IS NOT NULL
    LIMIT -1
  ),
  track AS (
    SELECT * FROM cl_track((SELECT cl_labels(firm, label) FROM earlier), (SELECT cl_labels(firm, label) FROM later)) LIMIT -1
  ),
  before AS (
    SELECT label, industry, cluster, count(*) AS firms, sum(ifnull(has_closed, 0)) AS closed
    FROM earlier GROUP BY label
    LIMIT -1
  ),
  successions AS (
    SELECT t.cluster_before, t.cluster_after, t.shared, t.event, t.members_before AS firms_before, b.closed,
           sum(t.shared) OVER (PARTITION BY t.cluster_before) AS shared_with_successors,
           row_number() OVER (PARTITION BY t.cluster_after ORDER BY t.shared DESC, b.cluster) AS place
    FROM track AS t
    JOIN before AS b ON b.label = t.cluster_before
    WHERE t.event IS NOT NULL AND t.cluster_after IS NOT NULL
  ),
  origins AS (
    SELECT cluster_after AS label, max(iif(place = 1, event, NULL)) AS event, sum(firms_before) AS firms_before,
           sum(closed) AS closed, sum(shared) AS stayed, sum(firms_before - closed - shared_with_successors) AS left_
    FROM successions
    GROUP BY cluster_after
  ),
  ages AS (  -- the median founding year
    SELECT label, avg(founded) AS founded
    FROM (SELECT label, founded, row_number() OVER (PARTITION BY label ORDER BY founded) AS place,
                 count(*) OVER (PARTITION BY label) AS places
          FROM later WHERE founded IS NOT NULL)
    WHERE place IN ((places + 1) / 2, (places + 2) / 2)
    GROUP BY label
  ),
  after AS (
    SELECT label, industry, cluster, count(*) AS firms, sum(ifnull(founded > (SELECT year_before FROM period), 0)) AS entered,
           1.0 * (count(*) - count(founded)) / count(*) AS founded_missing_share,
           cl_area(cl_convex_hull(x, y, (SELECT srid FROM cluster_parameters)),
                   (SELECT metric FROM cluster_parameters)) / 1e6 AS area
    FROM later GROUP BY label
  ),
  shared_now AS (
    SELECT l.label, m.cluster, row_number() OVER (PARTITION BY l.label ORDER BY count(*) DESC, m.cluster) AS place,
           row_number() OVER (PARTITION BY m.industry, m.cluster ORDER BY count(*) DESC, l.cluster) AS place_now
    FROM later AS l
    JOIN cluster_members AS m ON m.firm_id = l.firm_id AND m.industry = l.industry
    WHERE m.cluster IS NOT NULL
    GROUP BY l.label, m.cluster
    LIMIT -1
  ),
  measured AS (
    SELECT a.industry, a.cluster, n.cluster AS cluster_now, ifnull(o.event, 'born') AS event, p.year_before, p.year_after,
           o.firms_before, a.firms, 1.0 * a.entered / a.firms AS entry_rate, 1.0 * o.closed / o.firms_before AS exit_rate,
           iif(o.label IS NULL, 0, a.firms - a.entered - o.stayed + o.left_) AS moved,
           p.year_after - g.founded AS median_age, a.firms / nullif(a.area, 0) AS firms_per_km2, a.founded_missing_share
    FROM after AS a
    JOIN period AS p ON p.year_after IS NOT NULL
    LEFT JOIN origins AS o ON o.label = a.label
    LEFT JOIN ages AS g ON g.label = a.label
    LEFT JOIN shared_now AS n ON n.label = a.label AND n.place = 1 AND n.place_now = 1
    UNION ALL
    SELECT b.industry, b.cluster, NULL, t.event, p.year_before, p.year_after, t.members_before, 0, NULL, 1.0 * b.closed / b.firms,
           b.firms - b.closed, NULL, NULL, NULL
    FROM track AS t
    JOIN before AS b ON b.label = t.cluster_before
    JOIN period AS p ON p.year_after IS NOT NULL
    WHERE t.event = 'died'
    UNION ALL  -- no year is known: the clusters, and nothing about their past
    SELECT a.industry, a.cluster, a.cluster, NULL, NULL, NULL, NULL, a.firms, NULL, NULL, NULL, NULL, a.firms / nullif(a.area, 0),
           a.founded_missing_share
    FROM after AS a
    JOIN period AS p ON p.year_after IS NULL
  ),
  grown AS (  -- the factor of a year is the root of the whole factor, by Newton's method: inner steps raise the guess to its power
    SELECT m.*,
           iif(m.event IN ('born', 'died') OR m.year_before >= m.year_after, NULL, (
             WITH RECURSIVE root(step, guess, years, power) AS (
               SELECT 0, 1 + (1.0 * m.firms / m.firms_before - 1) / (m.year_after - m.year_before), 0, 1.0
               UNION ALL
               SELECT step + 1,
                      iif(years = m.year_after - m.year_before,
                          guess - guess * (power - 1.0 * m.firms / m.firms_before) / (years * power), guess),
                      iif(years = m.year_after - m.year_before, 0, years + 1),
                      iif(years = m.year_after - m.year_before, 1.0, power * guess)
               FROM root
               WHERE step < 40 * (m.year_after - m.year_before + 1)
             )
             SELECT guess - 1 FROM root WHERE step = 40 * (m.year_after - m.year_before + 1))) AS growth_per_year
    FROM measured AS m
    LIMIT -1
  )
SELECT industry,
       cluster,                  -- number in its industry in year_after; of a dissolved one, in year_before
       cluster_now,              -- of cluster_members: the one that shares most firms with it, each the other's first choice
       event,                    -- 'born', 'grown', 'shrunk', 'continued', 'split', 'merged', 'died' (cl_track)
       year_before, year_after,
       firms_before,             -- of all the clusters it comes from
       firms,
       growth_per_year,          -- (firms / firms_before)^(1 / years) - 1; born or died: NULL
       entry_rate,               -- members founded after year_before / firms
       exit_rate,                -- members of year_before closed by year_after / firms_before
       moved,                    -- firms that came in or dropped out without being founded or closed
       median_age,               -- in years, at year_after
       firms_per_km2,
       founded_missing_share,
       iif(event = 'died', 'dissolved', (  -- of rules on these columns; cluster_diagnosis also knows rules on others
         SELECT code
         FROM (SELECT code, priority, iif(comparison = '<', value < threshold, value >= threshold) AS holds
               FROM (SELECT code, priority, comparison, threshold,
                            CASE figure WHEN 'born' THEN h.event = 'born' WHEN 'growth_per_year' THEN h.growth_per_year
                                        WHEN 'firms' THEN h.firms WHEN 'firms_before' THEN h.firms_before
                                        WHEN 'entry_rate' THEN h.entry_rate WHEN 'exit_rate' THEN h.exit_rate
                                        WHEN 'moved' THEN h.moved WHEN 'median_age' THEN h.median_age
                                        WHEN 'firms_per_km2' THEN h.firms_per_km2 END AS value
                     FROM cluster_rules WHERE kind = 'stage'))
         GROUP BY code
         HAVING min(ifnull(holds, 0)) = 1
         ORDER BY min(priority)
         LIMIT 1)) AS stage
FROM grown AS h;

-- A cluster carries on the lineage of the predecessor it shares most firms with, unless a larger part of that one carries it:
-- then, and when it is born, it begins a lineage of its own, named by industry, year and number of its first appearance.
-- A cluster that died has a row in the first year without it, cluster NULL and firms 0, so that a line ends on the axis.
CREATE VIEW cluster_lineage AS
WITH RECURSIVE
  members AS (
    SELECT s.year, ifnull(m.group_key, '') || ':' || m.id AS firm, ifnull(m.group_key, '') || ' ' || m.cluster AS label,
           m.group_key AS industry, m.cluster
    FROM cluster_snapshots AS s
    CROSS JOIN cl_dbscan(s.points, (SELECT eps FROM cluster_parameters), (SELECT min_points FROM cluster_parameters),
                         (SELECT metric FROM cluster_parameters)) AS m
    WHERE m.cluster IS NOT NULL
    LIMIT -1
  ),
  years AS (  -- a year without any cluster has an empty data set
    SELECT s.year, lag(s.year) OVER (ORDER BY s.year) AS year_before,
           (SELECT cl_labels(firm, label) FROM members AS m WHERE m.year = s.year) AS labels
    FROM cluster_snapshots AS s
    LIMIT -1
  ),
  clusters AS (SELECT year, label, industry, cluster, count(*) AS firms FROM members GROUP BY year, label LIMIT -1),
  track AS (
    SELECT a.year, a.year_before, t.cluster_before, t.cluster_after, t.shared, t.event
    FROM years AS a
    JOIN years AS b ON b.year = a.year_before
    CROSS JOIN cl_track(b.labels, a.labels) AS t
    WHERE t.event IS NOT NULL
    LIMIT -1
  ),
  ranked AS (
    SELECT *, row_number() OVER (PARTITION BY year, cluster_after ORDER BY shared DESC, cluster_before) AS origin,
           row_number() OVER (PARTITION BY year, cluster_before ORDER BY shared DESC, cluster_after) AS heir
    FROM track
    WHERE cluster_before IS NOT NULL AND cluster_after IS NOT NULL
    LIMIT -1
  ),
  steps AS (  -- where each cluster of a year comes from: heir_of NULL begins a lineage
    SELECT c.year, y.year_before, c.label, c.industry, c.cluster, c.firms,
           iif(r.heir = 1, r.cluster_before, NULL) AS heir_of,
           iif(y.year_before IS NULL, NULL, ifnull(r.event, 'born')) AS event
    FROM clusters AS c
    JOIN years AS y ON y.year = c.year
    LEFT JOIN ranked AS r ON r.year = c.year AND r.cluster_after = c.label AND r.origin = 1
    LIMIT -1
  ),
  named AS (
    SELECT year, label, industry, cluster, firms, event, ifnull(industry || ' ', '') || year || '-' || cluster AS lineage
    FROM steps WHERE heir_of IS NULL
    UNION ALL
    SELECT s.year, s.label, s.industry, s.cluster, s.firms, s.event, n.lineage
    FROM named AS n
    JOIN steps AS s ON s.year_before = n.year AND s.heir_of = n.label
  )
SELECT year, industry, cluster, lineage, firms,
       event                     -- since the snapshot before; NULL in the first one
FROM named
UNION ALL
SELECT t.year, n.industry, NULL, n.lineage, 0, t.event
FROM track AS t
JOIN named AS n ON n.year = t.year_before AND n.label = t.cluster_before
WHERE t.event = 'died';
