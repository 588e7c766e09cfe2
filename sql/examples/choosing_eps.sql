-- How far is near? An eps for cl_dbscan from the k-distance curve, and cl_hdbscan, which needs none, beside it.
--
--   sqlite3 build/seoul.db '.read sql/examples/choosing_eps.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables.

.load build/mod_clusterlite
.mode column
.headers on

-- The industries that have clusters here, and two that have none.
CREATE TEMP TABLE some AS
SELECT firm_id, x, y, industry FROM open_firms WHERE industry IN ('C14', 'C21', 'I56', 'J58', 'J62', 'G47', 'M71');
CREATE TEMP TABLE sets AS SELECT cl_points(firm_id, x, y, 1, industry) AS points FROM some;

.print
.print "1. THE CURVE: how far is it from each firm to its 11th nearest of the same industry? Sorted from the loneliest firm"
.print "   down, in steps of 5 % of the IT firms. One # is 50 m, up to 3 km. Two worlds: scattered firms, then"
.print "   those for whom eleven others are around the corner. The bend between them is the knee. The suggested eps is no"
.print "   more than the median, by which half of the firms are dense: where all is built up, the knee is the edge of town."
.print
.width 8 -11 60
WITH curve AS (
  SELECT *, 100 * (rank - 1) / count(*) OVER () AS percent
  FROM cl_suggest_eps((SELECT points FROM sets), 11) WHERE group_key = 'J62')
SELECT percent || ' %' AS firms, printf('%,d m', max(distance)) AS 'to the 11th',
       printf('%.*c', min(60, max(distance) / 50), '#') || iif(max(is_knee), '  <- knee', '') ||
       iif(max(distance = eps), '  <- eps', '') AS curve
FROM curve WHERE percent % 5 = 0 OR is_knee OR distance = eps GROUP BY percent;

.print
.print "2. A RADIUS FOR EACH INDUSTRY, its knee, and the share of its firms that is dense then. Apparel, IT, restaurants,"
.print "   publishing and pharmaceuticals have clusters in this city: their radius is a few hundred metres. Retail and"
.print "   consulting have none: the knee only parts the many firms of the inner city from the few outside, and even the"
.print "   median is more than a kilometre."
.print
CREATE TEMP TABLE radius AS
SELECT group_key AS industry, max(eps) AS eps, max(iif(is_knee, distance, 0)) AS knee, count(*) AS firms,
       sum(distance <= eps) AS dense
FROM cl_suggest_eps((SELECT points FROM sets), 11)
GROUP BY group_key;
.width 18 -6 -10 -10 -8
SELECT name AS industry, firms, printf('%,d m', knee) AS knee, printf('%,d m', eps) AS eps,
       printf('%d %%', 100 * dense / firms) AS dense
FROM radius AS r JOIN industries ON code = industry
ORDER BY r.eps;

.print
.print "3. SIDE BY SIDE: DBSCAN with that radius and 12 firms, HDBSCAN with clusters of 12 or of 40 firms and more. DBSCAN"
.print "   takes one density for the whole industry, and finds what was planted in this city (fixtures/planted.csv)."
.print "   HDBSCAN takes each cluster at its own density: the same ones with wide rims, and knots that chance has tied, since"
.print "   it says of any scatter where it is densest; fewer of them when a cluster must have 40 firms. A single cluster it"
.print "   does not find, as in pharmaceuticals: everything together is none, and there must be a second one to part from."
.print
CREATE TEMP TABLE members AS
SELECT 'DBSCAN' AS method, r.industry, m.id, m.cluster
FROM radius AS r
CROSS JOIN cl_dbscan((SELECT cl_points(firm_id, x, y) FROM some AS s WHERE s.industry = r.industry), r.eps, 12) AS m
WHERE r.eps < 1000
UNION ALL
SELECT 'HDBSCAN 12', group_key, id, cluster FROM cl_hdbscan((SELECT points FROM sets), 12)
UNION ALL
SELECT 'HDBSCAN 40', group_key, id, cluster FROM cl_hdbscan((SELECT points FROM sets), 40, 12);
CREATE TEMP TABLE found AS
SELECT method, industry, cluster, sum(firms) AS firms, district
FROM (SELECT method, m.industry, cluster, f.district, count(*) AS firms
      FROM members AS m JOIN open_firms AS f ON f.firm_id = m.id AND f.industry = m.industry
      WHERE cluster IS NOT NULL GROUP BY method, m.industry, cluster, f.district ORDER BY firms DESC)
GROUP BY method, industry, cluster HAVING max(firms);
.width 18 -6 -6 -10 -6 -10 -6
SELECT name AS industry,
       count(*) FILTER (WHERE method = 'DBSCAN') AS DBSCAN, sum(f.firms) FILTER (WHERE method = 'DBSCAN') AS firms,
       count(*) FILTER (WHERE method = 'HDBSCAN 12') AS 'HDBSCAN 12', sum(f.firms) FILTER (WHERE method = 'HDBSCAN 12') AS firms,
       count(*) FILTER (WHERE method = 'HDBSCAN 40') AS 'HDBSCAN 40', sum(f.firms) FILTER (WHERE method = 'HDBSCAN 40') AS firms
FROM found AS f JOIN industries ON code = industry
GROUP BY industry ORDER BY industry;

.print
.print "   The three largest of each, IT services and apparel:"
.print
.width 18 10 -7 -6 20
SELECT name AS industry, method, cluster, firms, district AS 'main gu'
FROM found JOIN industries ON code = industry
WHERE industry IN ('J62', 'C14') AND cluster <= 3
ORDER BY industry, method, cluster;

.print
.print "4. HOW FIRMLY? The IT firms of the three: how many are at the densest, where the probability is 1, and how far it"
.print "   falls towards the rim. WHERE probability > 0.5 cuts the rim off."
.print
.width -8 -6 -12 -12 -12
SELECT cluster, count(*) AS firms, printf('%d %%', 100 * avg(probability = 1)) AS 'at its core',
       printf('%.2f', min(probability)) AS 'least', printf('%.2f', avg(probability)) AS 'mean'
FROM cl_hdbscan((SELECT points FROM sets), 40, 12)
WHERE group_key = 'J62' AND cluster <= 3 GROUP BY cluster;
