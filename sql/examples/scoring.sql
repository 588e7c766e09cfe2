-- Which industries of which gu (districts) deserve the name of a cluster? Three scores, each with the numbers behind it.
--
--   sqlite3 build/seoul.db '.read sql/examples/scoring.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables.

.load build/mod_clusterlite

CREATE TEMP TABLE city AS SELECT cl_crosstab(district, industry, employees) AS jobs FROM open_firms;

.mode column
.headers on

.print
.print "1. TRADED OR LOCAL? Porter's split (2003)"
.print
.print "Local industries, like shops, are wherever people are; only traded ones form clusters. lq1: share of the"
.print "industry's jobs in gu where it is over-represented. top5: mean location quotient of its five strongest gu. gini:"
.print "locational Gini. Traded: at least 0.5, 2 and 0.3. Shown: the clearest of both kinds."
.width 18 -9 -7 -7 -7 7
WITH split AS (
  SELECT name, t.*, row_number() OVER (PARTITION BY traded ORDER BY CASE traded WHEN 1 THEN -mean_top_lq ELSE mean_top_lq END) AS rank
  FROM cl_traded_local((SELECT jobs FROM city)) AS t JOIN industries ON code = industry)
SELECT name AS industry, printf('%,d', value) AS jobs, printf('%.2f', specialized_share) AS lq1,
       printf('%.2f', mean_top_lq) AS top5, printf('%.2f', locational_gini) AS gini,
       CASE traded WHEN 1 THEN 'traded' ELSE 'local' END AS kind
FROM split WHERE rank <= 7 ORDER BY traded DESC, rank;

.print
.print "2. THREE STARS: the European Cluster Observatory's rule, fit for gu"
.print
.print "size: among the top tenth of the industry's gu by jobs. spec: location quotient of at least 2. focus: among the top"
.print "tenth of all clusters by their share of the gu's jobs. No star below ten firms. All thresholds are arguments."
CREATE TEMP TABLE stars AS SELECT * FROM cl_cluster_stars((SELECT jobs FROM city));
.width 18 18 -6 -8 -6 -7 4 4 5 5
SELECT region AS gu, name AS industry, firms, printf('%,d', value) AS jobs, printf('%.1f', lq) AS lq,
       printf('%.1f %%', 100 * region_share) AS 'of gu', iif(size_star, '*', '') AS size, iif(specialization_star, '*', '') AS spec,
       iif(focus_star, '*', '') AS focus, stars
FROM stars JOIN industries ON code = industry
WHERE stars = 3 ORDER BY region_share DESC;

.print
.print "How many there are, and what the guard against single firms has kept out:"
.width 6 -9 -28
SELECT stars, count(*) AS clusters, sum(NOT eligible) AS 'with fewer than ten firms' FROM stars WHERE value > 0 GROUP BY stars ORDER BY 1 DESC;

.print
.print "The same by the Observatory's later rule for specialization alone (its Panorama: above 1, top fifth by size):"
.width 9
SELECT count(*) AS clusters FROM cl_cluster_stars((SELECT jobs FROM city))
WHERE min_lq = 1 AND top_size = 0.2 AND top_focus = 0 AND stars = 2;

.print
.print "3. DENSITY: the cluster index of Litzenberger and Sternberg (2004)"
.print
.print "How densely an industry's jobs lie on the ground and among the people, set off against the size of its firms: 1 is"
.print "as in the whole city. The city has no inhabitants, so its jobs stand for them. Areas are those of the borders."
CREATE TEMP TABLE areas AS
WITH RECURSIVE
corners AS (  -- the corners of each border, one by one, taken off its text
  SELECT name, substr(wkt, instr(wkt, '((') + 2) || ',' AS rest, NULL AS corner, 0 AS n FROM districts
  UNION ALL
  SELECT name, substr(rest, instr(rest, ',') + 1), trim(substr(rest, 1, instr(rest, ',') - 1), '()'), n + 1
  FROM corners WHERE rest <> ''),
points AS (
  SELECT name, n, cast(corner AS REAL) AS x, cast(substr(corner, instr(corner, ' ') + 1) AS REAL) AS y
  FROM corners WHERE corner IS NOT NULL),
steps AS (SELECT name, x, y, lead(x) OVER w AS next_x, lead(y) OVER w AS next_y FROM points WINDOW w AS (PARTITION BY name ORDER BY n))
SELECT name AS district, abs(sum(x * next_y - next_x * y)) / 2 / 1e6 AS km2 FROM steps WHERE next_x IS NOT NULL GROUP BY name;

.width 18 18 -8 -7 -7 -8
WITH gu AS (SELECT region, sum(value) AS jobs FROM stars GROUP BY region),
industry AS (SELECT industry, sum(value) AS jobs, sum(firms) AS firms FROM stars GROUP BY industry)
SELECT s.region AS gu, i.name AS industry, printf('%,d', s.value) AS jobs, s.firms, printf('%.1f', km2) AS km2,
       printf('%.1f', cl_litzenberger_sternberg(s.value, t.jobs, km2, (SELECT sum(km2) FROM areas), gu.jobs, (SELECT sum(jobs) FROM gu),
                                                s.firms, t.firms)) AS 'index'
FROM stars AS s JOIN areas ON areas.district = s.region JOIN gu USING (region) JOIN industry AS t USING (industry)
JOIN industries AS i ON i.code = s.industry
WHERE s.eligible
ORDER BY cl_litzenberger_sternberg(s.value, t.jobs, km2, (SELECT sum(km2) FROM areas), gu.jobs, (SELECT sum(jobs) FROM gu), s.firms, t.firms) DESC
LIMIT 10;

.print
.print "All three look at gu, so a cluster across a border counts in halves: see clusters.sql for those that distance finds."
