-- Clusters by distance and their profiles, as views over open_firms (schema.sql).
--
--   sqlite3 city.db
--   .load build/mod_clusterlite
--   .read sql/schema.sql
--   .read sql/profile.sql
--   SELECT industry, cluster, firms, jobs, share_of_firms, main_district FROM cluster_profile;
--
--   cluster_parameters   one row: what makes a cluster. Change it: UPDATE cluster_parameters SET eps = 400;
--   cluster_rules        the limits of the diagnosis (diagnosis.sql)
--   cluster_editions     which rows these files have filled in: a new version adds its new rows, yours are left alone
--   cluster_members      one row per open firm: its cluster
--   cluster_profile      one row per industry and cluster
--   cluster_districts    one row per industry, cluster and district it reaches into
--   cluster_chance       one row per industry, empty until chance.sql fills it: is its largest cluster more than chance?
--
-- All industries are clustered in one call, by their group key, each by itself. Any client that loads the extension can
-- read the views, also with trusted_schema = OFF. To keep an answer: CREATE TABLE clusters_2012 AS SELECT * FROM
-- cluster_profile. For more than about a million firms, or when the same clusters are asked for again and again, a
-- permanent table remembers them as long as the firms do not change:
--
--   CREATE VIRTUAL TABLE clusters USING cl_dbscan(source = open_firms, id = firm_id, x = x, y = y, group_key = industry,
--                                                 eps = 500, min_points = 12);
--
-- Let cluster_members read it, or a table that you make anew when you want, and all other views follow:
--
--   CREATE TABLE members_now AS SELECT * FROM cluster_members;
--   DROP VIEW cluster_members;
--   CREATE VIEW cluster_members AS SELECT * FROM members_now;
--
-- Run this file again after an update: the views are made anew, the parameters stay.

CREATE TABLE IF NOT EXISTS cluster_parameters (
  only_row    INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
  eps         REAL NOT NULL DEFAULT 500 CHECK (eps >= 0),         -- neighbours are at most this far away, in metres
  min_points  REAL NOT NULL DEFAULT 12 CHECK (min_points >= 1),   -- so many firms of one industry, the firm itself
                                                                  --   included, within eps are dense
  metric      TEXT,                                               -- 'geodesic' when x and y are longitude and latitude
  srid        INTEGER NOT NULL DEFAULT -1                         -- of x and y, written into the hulls (5179, 4326, ...)
);
INSERT OR IGNORE INTO cluster_parameters DEFAULT VALUES;

-- The limits that borders.sql, maturity.sql and diagnosis.sql judge by, one row each: they fill it, you change it.
CREATE TABLE IF NOT EXISTS cluster_rules (
  kind         TEXT NOT NULL CHECK (kind IN ('stage', 'flag', 'limit')),  -- 'limit': a number that a view reads
  code         TEXT NOT NULL,     -- what is said when the rule holds; a stage of several rows needs all of them
  priority     INTEGER NOT NULL CHECK (typeof(priority) = 'integer'),
                                  -- of the stages that hold the lowest counts; flags are listed in this order
  figure       TEXT NOT NULL,     -- of cluster_figures
  comparison   TEXT NOT NULL CHECK (comparison IN ('<', '>=')),
  threshold    REAL NOT NULL CHECK (typeof(threshold) IN ('integer', 'real')),
  unless_code  TEXT,              -- not said where one of these flags is, several joined by '; '
  measure      TEXT,              -- of cluster_measures: what to do about it
  PRIMARY KEY (kind, code, figure, comparison)
);

-- Rules, measures, roles and their targets are filled once, each row with the edition that brought it, and are yours from then
-- on: changed rows stay changed, deleted ones stay away, and reading the files of a later version adds what is new in it. A table
-- that was filled before there were editions has the first.
CREATE TABLE IF NOT EXISTS cluster_editions (
  filled   TEXT PRIMARY KEY NOT NULL,
  edition  INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS cluster_chance (
  industry          PRIMARY KEY NOT NULL,  -- without a type: a code that is a number stays one, as in the views
  clusters          INTEGER NOT NULL,
  largest           INTEGER NOT NULL,  -- firms of cluster 1; 0 without clusters
  expected_largest  REAL,              -- mean of the largest among as many firms drawn from the city
  p                 REAL               -- how often chance makes one at least as large
);

DROP VIEW IF EXISTS cluster_districts;
DROP VIEW IF EXISTS cluster_profile;
DROP VIEW IF EXISTS cluster_members;

-- LIMIT -1 does not limit anything. It keeps SQLite from flattening the view into a subquery per firm, which would run
-- cl_dbscan once for each of them. AS MATERIALIZED says the same, but needs SQLite 3.35. firm_id is that of the firms, not of
-- cl_dbscan: it has the type of their column, which the index of a join on it must have. An id is unique within a group only,
-- here an industry: in a register of licences a firm has one row for each of its industries.
CREATE VIEW cluster_members AS
SELECT f.firm_id, f.industry, f.district, f.x, f.y, f.employees,
       m.cluster,              -- 1 is the largest of its industry; NULL: in no cluster, or without coordinates
       m.kind                  -- 'core', 'border', 'noise'; NULL: without coordinates
FROM cl_dbscan((SELECT cl_points(firm_id, x, y, 1, industry) FROM open_firms),
               (SELECT eps FROM cluster_parameters),
               (SELECT min_points FROM cluster_parameters),
               (SELECT metric FROM cluster_parameters)) AS m
JOIN open_firms AS f ON f.firm_id = m.id AND f.industry = m.group_key
LIMIT -1;

-- Shares run from 0 to 1. Areas need coordinates in metres, or metric = 'geodesic' for longitudes and latitudes.
-- The members are sorted once, by one integer and few other columns; the districts of a cluster come from a small crosstab.
-- They are those of cluster_members, joined here again: CROSS JOIN keeps cl_dbscan outermost, so that it runs once, and firms
-- in no cluster are not looked up.
CREATE VIEW cluster_profile AS
WITH
  industries AS (  -- with all firms in one region, its cells are the totals of the industries
    SELECT industry, firms, value AS jobs, row_number() OVER (ORDER BY industry) AS number
    FROM cl_location_quotient((SELECT cl_crosstab('everywhere', industry, employees) FROM open_firms))
    LIMIT -1
  ),
  members AS (
    SELECT (i.number << 32) | m.cluster AS cluster_number,
           f.district, f.x, f.y, nullif(f.employees, '') AS employees
    FROM cl_dbscan((SELECT cl_points(firm_id, x, y, 1, industry) FROM open_firms),
                   (SELECT eps FROM cluster_parameters),
                   (SELECT min_points FROM cluster_parameters),
                   (SELECT metric FROM cluster_parameters)) AS m
    CROSS JOIN open_firms AS f ON f.firm_id = m.id AND f.industry = m.group_key
    CROSS JOIN industries AS i ON i.industry = m.group_key
    WHERE m.cluster IS NOT NULL
  ),
  clusters AS (
    SELECT cluster_number,
           count(*) AS firms,
           sum(employees) AS jobs,
           count(*) - count(employees) AS firms_without_jobs,
           cl_concentration_ratio(1, employees) AS largest_employer_share,
           cl_crosstab(district, 'firms') AS by_district,
           avg(x) AS centre_x,
           avg(y) AS centre_y,
           cl_convex_hull(x, y, (SELECT srid FROM cluster_parameters)) AS hull
    FROM members
    GROUP BY cluster_number
  ),
  measured AS (
    SELECT i.industry,
           c.cluster_number & 4294967295 AS cluster,
           c.firms, c.jobs, c.firms_without_jobs, c.largest_employer_share, c.centre_x, c.centre_y, c.hull,
           1.0 * c.firms / i.firms AS share_of_firms,
           1.0 * c.jobs / i.jobs AS share_of_jobs,
           ifnull(d.regions, 0) AS districts,
           d.effective_regions AS effective_districts,
           d.top_region AS main_district,
           1.0 * round(d.top_share * d.firms) / c.firms AS main_district_share,
           cl_area(c.hull, (SELECT metric FROM cluster_parameters)) / 1e6 AS area
    FROM clusters AS c
    CROSS JOIN industries AS i ON i.number = c.cluster_number >> 32
    LEFT JOIN cl_concentration(c.by_district) AS d
  )
SELECT industry,
       cluster,                 -- number in the industry, the largest is 1
       firms,
       jobs,                    -- of the firms whose employees are known; NULL when none are
       firms_without_jobs,      -- how many are not
       share_of_firms,          -- of the industry's open firms, those without coordinates included
       share_of_jobs,           -- of the industry's known jobs
       largest_employer_share,  -- of the cluster's jobs: near 1, it is one plant and its neighbours
       districts,               -- how many districts it reaches into
       effective_districts,     -- as many equal ones would spread its firms as much (1 / Herfindahl)
       main_district,           -- the one with most of its firms
       main_district_share,     -- of the cluster's firms
       centre_x, centre_y,      -- the mean of its firms' coordinates
       area AS area_km2,        -- of its hull; 0 when all are in one place or on one line
       firms / nullif(area, 0) AS firms_per_km2,
       hull,                    -- convex, a geometry BLOB for SpatiaLite and QGIS; cl_concave_hull() follows the firms more closely
       -- How often chance makes one at least as large. It speaks of the largest alone; NULL: chance.sql has not filled it.
       iif(cluster = 1, (SELECT c.p FROM cluster_chance AS c WHERE c.industry = measured.industry), NULL) AS p
FROM measured;

CREATE VIEW cluster_districts AS
SELECT industry, cluster, district,
       count(*) AS firms,
       sum(nullif(employees, '')) AS jobs,
       1.0 * count(*) / sum(count(*)) OVER (PARTITION BY industry, cluster) AS share_of_cluster
FROM cluster_members
WHERE cluster IS NOT NULL
GROUP BY industry, cluster, district;
