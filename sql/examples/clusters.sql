-- Clusters by distance on the synthetic city: which radius, which clusters in which year, and keeping data sets.
--
--   sqlite3 build/seoul.db '.read sql/examples/clusters.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables.

.load build/mod_clusterlite
.mode column
.headers on

-- ---- Which radius? The result should not depend on it

.print "1. HOW MANY NEIGHBOURS has a firm? Firms of the same industry within 500 m, itself included. Where the"
.print "   upper tenth is far above the median, some firms lie in a different world from the rest: clusters."
.print
.width 10 -6 -8 -12 -8
SELECT industry, count(*) AS firms, max(neighbours) FILTER (WHERE rank <= 0.5) AS 'median',
       max(neighbours) FILTER (WHERE rank <= 0.9) AS 'upper tenth', max(neighbours) AS maximum
FROM (
  SELECT group_key AS industry, neighbours,
         1.0 * row_number() OVER (PARTITION BY group_key ORDER BY neighbours) / count(*) OVER (PARTITION BY group_key) AS rank
  FROM cl_neighbour_count((SELECT cl_points(firm_id, x, y, 1, industry) FROM open_firms), 500)
  WHERE neighbours IS NOT NULL
)
GROUP BY industry
ORDER BY max(neighbours) DESC LIMIT 8;

.print
.print "2. DOES THE RADIUS MATTER? Clusters of all industries for radii from 200 to 1,500 m, of 12 firms or more. Over"
.print "   a range of radii the same come out: what is found there is the city's and not the radius's."
.print
.width -8 -10 -18 -14
WITH radius(metres) AS (VALUES (200), (300), (400), (450), (500), (550), (600), (800), (1000), (1500))
SELECT metres,
       count(DISTINCT group_key || ' ' || cluster) AS clusters,
       count(cluster) AS 'firms in clusters',
       printf('%.1f %%', 100.0 * count(cluster) / count(*)) AS 'of all firms'
FROM radius, cl_dbscan((SELECT cl_points(firm_id, x, y, 1, industry) FROM open_firms), metres, 12)
GROUP BY metres;

-- ---- Years. A group key may be anything: here industry and year, so one call clusters each year by itself

CREATE TEMP TABLE firms_of_year AS
SELECT y.year, f.industry || ' ' || y.year AS industry_year, f.industry, f.firm_id, f.district, f.x, f.y
FROM firms AS f
JOIN (SELECT 1995 AS year UNION ALL SELECT 1999 UNION ALL SELECT 2003) AS y
WHERE f.founded + 0 <= y.year AND (f.closed = '' OR f.closed + 0 > y.year);

.print
.print "3. GROWTH AND DECLINE: the clusters of 1995, 1999 and 2003 by number of firms, and the gu with most of them."
.print
.width 10 20 -8 -8 -8
WITH members AS (
  SELECT f.industry, f.year, m.cluster, f.district,
         count(*) OVER (PARTITION BY m.group_key, m.cluster, f.district) AS firms_in_gu
  FROM cl_dbscan((SELECT cl_points(firm_id, x, y, 1, industry_year) FROM firms_of_year), 500, 12) AS m
  JOIN firms_of_year AS f ON f.firm_id = m.id AND f.industry_year = m.group_key
  WHERE m.cluster IS NOT NULL
), placed AS (
  SELECT *, first_value(district) OVER (PARTITION BY industry, year, cluster ORDER BY firms_in_gu DESC, district) AS main_gu
  FROM members
)
SELECT industry, main_gu AS 'main gu',
       count(*) FILTER (WHERE year = 1995) AS '1995',
       count(*) FILTER (WHERE year = 1999) AS '1999',
       count(*) FILTER (WHERE year = 2003) AS '2003'
FROM placed
GROUP BY industry, main_gu
ORDER BY industry, count(*) DESC;

-- ---- A data set is a value: kept in a row, it answers again without the firms

CREATE TEMP TABLE snapshots AS
SELECT year, cl_points(firm_id, x, y, 1, industry) AS points, cl_crosstab(district, industry) AS crosstab
FROM firms_of_year
GROUP BY year;

.print
.print "4. SNAPSHOTS: each year as two data sets in one row (BLOBs); the quotients of J62 in Gangnam-gu out of them."
.print
.width -6 -10 -12 -10 -12 -6
SELECT s.year, d.rows AS firms, printf('%,d', length(s.points)) AS 'points, byte', d.located,
       printf('%,d', length(s.crosstab)) AS 'table, byte', printf('%.2f', q.lq) AS LQ
FROM snapshots AS s, cl_describe(s.points) AS d, cl_location_quotient(s.crosstab) AS q
WHERE q.region = 'Gangnam-gu' AND q.industry = 'J62'
ORDER BY s.year;

-- ---- Other ways to the same

.print
.print "THE LABEL BESIDE THE ROW, without a join: cl_dbscan_label as a window function. Frame and order as written here."
.print
.mode column
.headers on
.width 10 -12
SELECT industry, count(*) AS 'in a cluster'
FROM (SELECT industry, cl_dbscan_label(x, y, 500, 12) OVER (PARTITION BY industry ORDER BY firm_id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS label
      FROM open_firms WHERE x IS NOT NULL)
WHERE label > 0 GROUP BY industry ORDER BY 2 DESC;

.print
.print "WHO IS NEXT DOOR? The three nearest IT firms of one firm."
.print
.width 32 -10
SELECT f.name AS firm, printf('%.0f m', n.distance) AS away
FROM cl_neighbours((SELECT cl_points(firm_id, x, y) FROM open_firms WHERE industry = 'J62'), 3) AS n JOIN firms AS f ON f.firm_id = n.neighbour_id
WHERE n.id = (SELECT min(firm_id) FROM open_firms WHERE industry = 'J62' AND x IS NOT NULL) ORDER BY n.rank;

.print
.print "TWO REGISTERS, ONE CITY: data sets of two offices united by cl_merge; the clusters across their border come out whole."
.print
.mode list
.headers off
SELECT printf('%d clusters of %d firms', count(DISTINCT cluster), count(*))
FROM cl_dbscan((SELECT cl_merge(half) FROM (
  SELECT cl_points(firm_id, x, y) AS half FROM open_firms WHERE industry = 'J62' AND district < 'J'
  UNION ALL SELECT cl_points(firm_id, x, y) FROM open_firms WHERE industry = 'J62' AND NOT district < 'J')), 500, 12)
WHERE cluster IS NOT NULL;
