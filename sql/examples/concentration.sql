-- Which industries are concentrated in few gu (districts), is it more than chance, and do borders hide it?
--
--   sqlite3 build/seoul.db '.read sql/examples/concentration.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables.

.load build/mod_clusterlite

CREATE TEMP TABLE city AS SELECT cl_crosstab(district, industry, employees) AS jobs FROM open_firms;
CREATE TEMP TABLE concentration AS
SELECT i.name, c.* FROM cl_concentration((SELECT jobs FROM city)) AS c JOIN industries AS i ON i.code = c.industry;

.mode column
.headers on

.print
.print "1. WHERE THE JOBS ARE: the most and the least concentrated industries"
.print
.print "CR4: share of the four largest gu. gu like: as many gu of equal size would be as concentrated. hoover: the part of"
.print "the jobs that would have to move for the industry to lie like all jobs together. Gini: the locational Gini"
.print "coefficient, 0 = as all jobs, 1 = nowhere together with them."
.width 18 -7 18 -7 -7 -8 -7 -6
WITH ranked AS (SELECT *, row_number() OVER (ORDER BY locational_gini DESC) AS rank, count(*) OVER () AS industries FROM concentration)
SELECT name AS industry, printf('%,d', value) AS jobs, top_region AS 'largest gu', printf('%.0f %%', 100 * top_share) AS 'there',
       printf('%.0f %%', 100 * concentration_ratio_4) AS CR4, printf('%.1f', effective_regions) AS 'gu like',
       printf('%.2f', hoover) AS hoover, printf('%.2f', locational_gini) AS Gini
FROM ranked WHERE rank <= 8 OR rank > industries - 3 ORDER BY rank;

.print
.print "2. MORE THAN CHANCE? Ellison and Glaeser (1997): what is left when a few large firms and chance are taken out"
.print
.print "plant H: Herfindahl index of the firms, what concentration few large firms alone bring. EG: 0 = as if the firms had"
.print "chosen their gu by lot, below .02 weak, above .05 strong. z: how far that is from chance, in standard deviations."
.print "MS: the same by Maurel and Sedillot (1999)."
.width 18 -7 -8 -8 -8 -7 10
WITH ranked AS (SELECT *, row_number() OVER (ORDER BY ellison_glaeser DESC) AS rank, count(*) OVER () AS industries FROM concentration)
SELECT name AS industry, firms, printf('%.3f', plant_herfindahl) AS 'plant H', printf('%+.3f', ellison_glaeser) AS EG,
       printf('%+.1f', ellison_glaeser_z) AS z, printf('%+.3f', maurel_sedillot) AS MS,
       CASE WHEN ellison_glaeser > 0.05 THEN 'strong' WHEN ellison_glaeser >= 0.02 THEN 'middling'
            WHEN ellison_glaeser >= 0 THEN 'weak' ELSE 'dispersed' END AS reading
FROM ranked WHERE rank <= 10 OR rank > industries - 3 ORDER BY rank;
.mode list
.headers off
SELECT printf('%d of %d industries are strongly concentrated, %d are beyond what chance does in one case of twenty (z > 1.64).',
              sum(ellison_glaeser > 0.05), count(*), sum(ellison_glaeser_z > 1.64)) FROM concentration;
.mode column
.headers on

-- ---- Borders. Two gu that share two corners of their borders or more are neighbours, here half as near as one gu.

CREATE TEMP TABLE neighbours AS
WITH RECURSIVE corners AS (
  SELECT name, substr(wkt, instr(wkt, '((') + 2) || ',' AS rest, NULL AS corner FROM districts
  UNION ALL
  SELECT name, substr(rest, instr(rest, ',') + 1), trim(substr(rest, 1, instr(rest, ',') - 1), '()')
  FROM corners WHERE rest <> ''),
corner AS (SELECT DISTINCT name, corner FROM corners WHERE corner IS NOT NULL)
SELECT a.name AS gu, b.name AS neighbour
FROM corner AS a JOIN corner AS b USING (corner)
WHERE a.name < b.name GROUP BY a.name, b.name HAVING count(*) >= 2;

.print
.print "3. ACROSS THE BORDERS: the same index when neighbours count as half one gu (Guimaraes, Figueiredo and Woodward 2011)"
.print
.print "An industry that spills over a border looks less concentrated than it is. Those that gain most by looking across:"
.width 18 -8 -12 -8 -12
SELECT i.name AS industry, printf('%+.3f', ellison_glaeser) AS EG, printf('%+.3f', spatial_ellison_glaeser) AS 'across them',
       printf('%+.3f', spatial_ellison_glaeser - ellison_glaeser) AS gain, printf('%+.1f', spatial_z) AS 'z, spatial'
FROM cl_spatial_concentration((SELECT jobs FROM city), (SELECT cl_links(gu, neighbour, 0.5) FROM neighbours)) AS s
JOIN industries AS i ON i.code = s.industry
ORDER BY spatial_ellison_glaeser - ellison_glaeser DESC LIMIT 8;

-- ---- Location quotients of the numbers of firms, with their confidence bounds.

CREATE TEMP TABLE quotients AS
SELECT i.name, q.* FROM cl_location_quotient((SELECT cl_crosstab(district, industry) FROM open_firms)) AS q
JOIN industries AS i ON i.code = q.industry;

.print
.print "4. LOCATION QUOTIENTS, and how far to trust them: the largest ones that are sure, by number of firms"
.print
.print "LQ 2: twice the industry's share in the city. from, to: 95 % bounds (Clopper and Pearson), if firms of the gu were"
.print "drawn with the city's mix. z: O'Donoghue and Gleave's standardised LQ, against the other gu."
.width 18 18 -6 -6 -6 -6 -7
SELECT region AS gu, name AS industry, firms, printf('%.1f', lq) AS LQ, printf('%.1f', lq_lower) AS 'from',
       printf('%.1f', lq_upper) AS 'to', printf('%+.1f', lq_z) AS z
FROM quotients ORDER BY lq_lower DESC LIMIT 10;

.print
.print "and large ones that rest on few firms: their bounds reach below 1, so the gu may be like any other."
SELECT region AS gu, name AS industry, firms, printf('%.1f', lq) AS LQ, printf('%.1f', lq_lower) AS 'from',
       printf('%.1f', lq_upper) AS 'to', printf('%+.1f', lq_z) AS z
FROM quotients WHERE lq_lower < 1 ORDER BY quotients.lq DESC LIMIT 5;
.mode list
.headers off
SELECT printf('%d cells have LQ above 1, %d of them surely (lower bound above 1). With %d cells, some %d would be so by chance.',
              sum(lq > 1), sum(lq_lower > 1), count(*), count(*) / 40) FROM quotients;
.mode column
.headers on

.print
.print "5. WITHOUT ANY BORDERS: the focal location quotient around each firm (Cromley and Hanink 2012)"
.print
.print "The industry's share among the firms around, up to the 200th nearest and the nearer the more, over its share in the"
.print "city. Its mean over the industry's firms in a gu, beside the gu's own LQ: the gu whose LQ says least about its firms."
.width 18 18 -6 -6 -9 -9
WITH around AS (
  SELECT f.district, f.industry, count(*) AS firms, avg(q.focal_lq) AS focal, avg(q.bandwidth) AS metres
  FROM cl_focal_lq((SELECT cl_points(firm_id, x, y, 1, industry) FROM open_firms), 200) AS q
  JOIN open_firms AS f ON f.firm_id = q.id AND f.industry = q.group_key
  WHERE q.focal_lq IS NOT NULL GROUP BY f.district, f.industry)
SELECT a.district AS gu, q.name AS industry, a.firms, printf('%.1f', q.lq) AS LQ, printf('%.1f', a.focal) AS 'focal LQ',
       printf('%,.0f m', a.metres) AS within
FROM around AS a JOIN quotients AS q ON q.region = a.district AND q.industry = a.industry
WHERE a.firms >= 25 ORDER BY a.focal / q.lq DESC LIMIT 8;

.print
.print "Clusters as polygons, across all borders: clusters.sql. What the gu live on: specialization.sql."
