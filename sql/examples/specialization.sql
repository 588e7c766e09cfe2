-- What do the gu (districts) live on, which of them are one-sided, and has that changed?
--
--   sqlite3 build/seoul.db '.read sql/examples/specialization.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables.

.load build/mod_clusterlite

CREATE TEMP TABLE city AS SELECT cl_crosstab(district, industry, employees) AS jobs FROM open_firms;
CREATE TEMP TABLE specialization AS
SELECT s.*, i.name AS top_name
FROM cl_specialization((SELECT jobs FROM city)) AS s JOIN industries AS i ON i.code = s.top_industry;

.mode column
.headers on

.print
.print "1. SPECIALIZED OR DIVERSE? The gu, from the most specialized to the one most like the city"
.print
.print "Krugman: sum of the differences from the city's shares, 0 (as the city) to 2 (nothing in common). to shift: the part"
.print "of the jobs that would have to change industry to be like the city (Hoover). Hachman: 1 = as diverse as the city."
.width 16 -7 18 -6 -8 -9 -8
SELECT region AS gu, printf('%,d', value) AS jobs, top_name AS 'largest industry', printf('%.0f %%', 100 * top_share) AS share,
       printf('%.2f', krugman) AS Krugman, printf('%.0f %%', 100 * hoover) AS 'to shift', printf('%.2f', hachman) AS Hachman
FROM specialization ORDER BY specialization.krugman DESC;

.print
.print "2. ALL EGGS IN ONE BASKET? Diversity of the gu by itself, not against the city"
.print
.print "industries like: as many industries of equal size would be as diverse (1 / Herfindahl). entropy in bits; evenness 1 ="
.print "all industries alike. RDI and RSI: relative diversity and specialization (Duranton and Puga 2000); RSI is the"
.print "gu's largest location quotient. The five most and the five least one-sided:"
.width 16 -15 -8 -9 -6 -6
WITH ranked AS (SELECT *, row_number() OVER (ORDER BY effective_industries) AS rank, count(*) OVER () AS gu FROM specialization)
SELECT region AS gu, printf('%.1f', effective_industries) AS 'industries like', printf('%.2f', entropy) AS entropy,
       printf('%.2f', evenness) AS evenness, printf('%.2f', relative_diversity) AS RDI, printf('%.1f', relative_specialization) AS RSI
FROM ranked WHERE rank <= 5 OR rank > gu - 5 ORDER BY rank;
.mode list
.headers off
SELECT printf('Half of the gu are at least as diverse as %.1f equal industries; the whole city is like %.1f.',
              (SELECT effective_industries FROM specialization ORDER BY 1 LIMIT 1 OFFSET (SELECT count(*) / 2 FROM specialization)),
              (SELECT cl_effective_number(employees, industry) FROM open_firms WHERE district IS NOT NULL));
.mode column
.headers on

.print
.print "3. WHAT MAKES THEM SO: the three industries in which each of the most specialized gu is furthest above the city"
.print
.print "over: its share of the gu's jobs less its share of the city's, in points of per cent."
.width 16 18 -8 -8 -8 -6
WITH quotients AS (
  SELECT q.*, i.name, industry_total / total AS city_share,
         row_number() OVER (PARTITION BY region ORDER BY region_share - industry_total / total DESC) AS rank
  FROM cl_location_quotient((SELECT jobs FROM city)) AS q JOIN industries AS i ON i.code = q.industry)
SELECT region AS gu, name AS industry, printf('%.1f %%', 100 * region_share) AS 'in gu', printf('%.1f %%', 100 * city_share) AS 'in city',
       printf('%+.1f', 100 * (region_share - city_share)) AS over, printf('%.1f', lq) AS LQ
FROM quotients
WHERE rank <= 3 AND region IN (SELECT region FROM specialization ORDER BY krugman DESC LIMIT 4)
ORDER BY (SELECT krugman FROM specialization AS s WHERE s.region = quotients.region) DESC, rank;

-- ---- One data set a year: a firm counts from its founding year until it closes.

CREATE TEMP TABLE years AS
SELECT y.year, cl_crosstab(district, industry, employees) AS jobs
FROM (SELECT 1995 AS year UNION ALL SELECT 2003 UNION ALL SELECT 2012) AS y
JOIN firms AS f ON f.founded <= y.year AND (f.closed > y.year OR ifnull(f.closed, '') = '')
WHERE ifnull(district, '') <> '' AND ifnull(employees, '') <> ''
GROUP BY y.year;

.print
.print "4. MORE OR LESS SPECIALIZED THAN BEFORE? Krugman's index of 1995, 2003 and 2012; the largest changes"
.print
.width 16 -7 -7 -7 -8
WITH krugman AS (SELECT y.year, s.region, s.krugman AS k FROM years AS y JOIN cl_specialization(y.jobs) AS s),
wide AS (
  SELECT region, max(k) FILTER (WHERE year = 1995) AS a, max(k) FILTER (WHERE year = 2003) AS b, max(k) FILTER (WHERE year = 2012) AS c
  FROM krugman GROUP BY region)
SELECT region AS gu, printf('%.2f', a) AS '1995', printf('%.2f', b) AS '2003', printf('%.2f', c) AS '2012', printf('%+.2f', c - a) AS change
FROM wide ORDER BY abs(c - a) DESC LIMIT 8;
.mode list
.headers off
SELECT printf('Mean of all gu: %s.', group_concat(year || ' ' || printf('%.2f', k), ', '))
FROM (SELECT year, avg(krugman) AS k FROM years AS y JOIN cl_specialization(y.jobs) AS s GROUP BY year ORDER BY year);

.print
.print "5. BY HAND: cl_lq of four figures of your own, such as those of a yearbook. The IT firms of Gangnam-gu:"
.print
SELECT printf('%d of %d firms there, %d of %d in the city: a quotient of %.2f', here, firms_here, everywhere, firms, cl_lq(here, firms_here, everywhere, firms))
FROM (SELECT sum(district = 'Gangnam-gu' AND industry = 'J62') AS here, sum(district = 'Gangnam-gu') AS firms_here, sum(industry = 'J62') AS everywhere,
             count(*) AS firms FROM open_firms WHERE district IS NOT NULL);

.print
.print "Where the industries are: concentration.sql. What the gu could branch into: relatedness.sql."
