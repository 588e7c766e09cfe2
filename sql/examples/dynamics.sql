-- Which industries of which gu (districts) grew by their own strength? Jobs of 1995, 1999 and 2003.
--
--   sqlite3 build/seoul.db '.read sql/examples/dynamics.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables.

.load build/mod_clusterlite

-- One data set a year, each a BLOB of some kilobytes: a firm counts from its founding year until it closes.
CREATE TEMP TABLE years AS
WITH RECURSIVE year(year) AS (SELECT 1995 UNION ALL SELECT year + 1 FROM year WHERE year < 2003)
SELECT year, cl_crosstab(district, industry, employees) AS jobs
FROM year JOIN firms ON founded <= year AND (closed > year OR ifnull(closed, '') = '')
WHERE ifnull(district, '') <> '' AND ifnull(employees, '') <> ''
GROUP BY year;

CREATE TEMP TABLE growth AS
SELECT * FROM cl_shift_share((SELECT jobs FROM years WHERE year = 1995), (SELECT jobs FROM years WHERE year = 2003));

.mode column
.headers on
.width 18 -8 -8 -8 -8 -9 -9

.print
.print "1. SHIFT-SHARE, 1995 to 2003: why the jobs of a gu changed (Dunn 1960)"
.print
.print "city: what growth at the city's rate would have brought. mix: because its industries grow faster or slower than"
.print "the city. own: the rest, its own strength."
SELECT region AS gu, printf('%,d', sum(before)) AS '1995', printf('%,d', sum(after)) AS '2003',
       printf('%+,d', sum(change)) AS change, printf('%+,d', round(sum(national_share))) AS city,
       printf('%+,d', round(sum(industry_mix))) AS mix, printf('%+,d', round(sum(regional_shift))) AS own
FROM growth GROUP BY region
ORDER BY sum(regional_shift) / sum(before) DESC;

.print
.print "2. THE INDUSTRIES BEHIND IT: largest gains and losses by own strength"
.print
.print "strength: the gain, were the industry as large here as in the whole city. fit: because it is larger or smaller"
.print "than that (Esteban-Marquillas 1972); empty where there was nothing in 1995."
.width 18 18 -8 -8 -8 -9 -8
SELECT region AS gu, i.name AS industry, printf('%,d', before) AS '1995', printf('%,d', after) AS '2003',
       printf('%+,d', round(regional_shift)) AS own,
       iif(homothetic_shift IS NULL, '', printf('%+,d', round(homothetic_shift))) AS strength,
       iif(allocation IS NULL, '', printf('%+,d', round(allocation))) AS fit
FROM growth JOIN industries AS i ON i.code = growth.industry
WHERE regional_shift >= (SELECT regional_shift FROM growth ORDER BY 1 DESC LIMIT 1 OFFSET 7)
   OR regional_shift <= (SELECT regional_shift FROM growth ORDER BY 1 LIMIT 1 OFFSET 4)
ORDER BY regional_shift DESC;

-- ---- The eight terms of Arcelus (1984) separate the region's general growth from that of the industry in it.

.print
.print "3. IS IT THE GU OR THE INDUSTRY? (Arcelus 1984)"
.print
.print "city, industry: as above. gu: because everything grew faster or slower in this gu. both: the industry in this gu,"
.print "beyond either. The four add up to the change."
.width 18 18 -8 -8 -9 -8 -8
SELECT region AS gu, i.name AS industry, printf('%+,d', change) AS change,
       printf('%+,d', round(national_homothetic + national_differential)) AS city,
       printf('%+,d', round(industry_homothetic + industry_differential)) AS industry,
       printf('%+,d', round(regional_homothetic + regional_differential)) AS gu,
       printf('%+,d', round(coalesce(interaction_homothetic + interaction_differential, after))) AS both
FROM cl_shift_share_arcelus((SELECT jobs FROM years WHERE year = 1995), (SELECT jobs FROM years WHERE year = 2003)) AS a
JOIN industries AS i ON i.code = a.industry
ORDER BY abs(change) DESC LIMIT 8;

-- ---- Year by year: the weights follow the city's changing structure (Barff and Knight 1988).

.print
.print "4. DYNAMIC SHIFT-SHARE: the parts of the single years, added up"
.print
.width 18 -8 -8 -8 -9 -14
WITH steps AS (SELECT year, jobs AS before, lead(jobs) OVER (ORDER BY year) AS after FROM years)
SELECT region AS gu, printf('%+,d', sum(change)) AS change, printf('%+,d', round(sum(national_share))) AS city,
       printf('%+,d', round(sum(industry_mix))) AS mix, printf('%+,d', round(sum(regional_shift))) AS own,
       printf('%+,d', round((SELECT sum(g.regional_shift) FROM growth AS g WHERE g.region = s.region))) AS 'own, one step'
FROM steps JOIN cl_shift_share(steps.before, steps.after) AS s
WHERE steps.after IS NOT NULL
GROUP BY region
ORDER BY abs(sum(regional_shift)) DESC LIMIT 8;

-- Gerfin's form of the same parts: quotients instead of differences.
.print
.print "As indices (Gerfin): structure = growth expected of the gu's industries / the city's growth; location = its own"
.print "growth / the expected one; the product is the gu's growth relative to the city's."
.width 18 -10 -10 -10
SELECT region AS gu,
       printf('%.3f', sum(before + national_share + industry_mix) / sum(before) / city) AS structure,
       printf('%.3f', sum(after) / sum(before + national_share + industry_mix)) AS location,
       printf('%.3f', sum(after) / sum(before) / city) AS product
FROM growth, (SELECT sum(after) / sum(before) AS city FROM growth)
GROUP BY region ORDER BY 4 DESC LIMIT 5;

-- ---- Portfolio

CREATE TEMP TABLE portfolio AS
SELECT * FROM cl_growth_portfolio((SELECT jobs FROM years WHERE year = 1995), (SELECT jobs FROM years WHERE year = 2003));

.print
.print "5. PORTFOLIO of the gu: specialized (LQ >= 1 in 2003) or not, growing faster than the city or not"
.print
.width 18 -6 -7 -9 -10 -9 -8
SELECT region AS gu, sum(quadrant = 'star') AS stars, sum(quadrant = 'mature') AS mature,
       sum(quadrant = 'emerging') AS emerging, sum(quadrant = 'declining') AS declining,
       sum(specialization = 'entry') AS entered, sum(specialization = 'exit') AS left
FROM portfolio GROUP BY region
ORDER BY stars DESC, emerging DESC LIMIT 8;

.print
.print "Stars with the most jobs, and specializations that were entered:"
.width 18 18 -8 -9 -9 -9 8
SELECT region AS gu, i.name AS industry, printf('%,d', after) AS '2003', printf('%.2f', lq_before) AS 'LQ 1995',
       printf('%.2f', lq_after) AS 'LQ 2003', iif(growth IS NULL, 'new', printf('%+.0f %%', 100 * growth)) AS growth,
       specialization AS how
FROM portfolio JOIN industries AS i ON i.code = portfolio.industry
WHERE quadrant = 'star'
ORDER BY portfolio.after DESC LIMIT 10;
