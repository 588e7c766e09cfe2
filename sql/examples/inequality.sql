-- How unevenly are the jobs of a city spread: over its firms, over its gu (districts), over its industries?
--
--   sqlite3 build/seoul.db '.read sql/examples/inequality.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables. All functions here are aggregates: use them wherever sum() can be used,
-- with GROUP BY and as window functions too.

.load build/mod_clusterlite

CREATE TEMP TABLE jobs AS
SELECT f.industry, i.name AS industry_name, f.district, cast(f.employees AS INTEGER) AS employees
FROM open_firms AS f JOIN industries AS i ON i.code = f.industry
WHERE f.district IS NOT NULL AND f.employees IS NOT NULL;

.mode column
.headers on

.print
.print "1. LARGE AND SMALL FIRMS: the industries where the sizes of firms differ most, and least"
.print
.print "Each firm is a unit. Gini, Theil and Atkinson are 0 when all firms are equally large. Theil T looks at the large"
.print "firms, Theil L and Atkinson at the small ones. count: as many firms of equal size would be as concentrated."
.width 18 -7 -7 -7 -7 -9 -9
WITH sizes AS (
  SELECT industry_name, count(*) AS firms, cl_gini(employees) AS gini, cl_theil(employees) AS theil_t,
         cl_theil_l(employees) AS theil_l, cl_atkinson(employees, 0.5) AS atkinson, cl_hill(employees, 2) AS effective
  FROM jobs GROUP BY industry),
ranked AS (SELECT *, row_number() OVER (ORDER BY gini DESC) AS rank, count(*) OVER () AS industries FROM sizes)
SELECT industry_name AS industry, firms, printf('%.3f', gini) AS gini, printf('%.3f', theil_t) AS theil_t,
       printf('%.3f', theil_l) AS theil_l, printf('%.3f', atkinson) AS atkinson, printf('%.0f', effective) AS count
FROM ranked WHERE rank <= 6 OR rank > industries - 3 ORDER BY rank;

.print
.print "2. WHERE THE INDUSTRIES ARE: their jobs over the gu, against all jobs"
.print
.print "Rows are firms; the third argument adds them up by gu. The value is 0 for firms of other industries, so that gu"
.print "without the industry count too. hoover: the part of the jobs that would have to move for the industry to lie like"
.print "everything else. locational: the Gini coefficient of the same comparison. KL: relative entropy, in nats."
.width 18 -7 -11 -7 -12
WITH lines AS (SELECT DISTINCT industry, industry_name FROM jobs),
located AS (
  SELECT l.industry_name, sum(j.employees * (j.industry = l.industry)) AS total,
         cl_hoover(j.employees * (j.industry = l.industry), j.employees, j.district) AS hoover,
         cl_locational_gini(j.employees * (j.industry = l.industry), j.employees, j.district) AS locational,
         cl_kl_divergence(j.employees * (j.industry = l.industry), j.employees, j.district) AS kl,
         cl_hill(j.employees * (j.industry = l.industry), 1, j.district) AS gu
  FROM lines AS l, jobs AS j GROUP BY l.industry)
SELECT industry_name AS industry, printf('%.3f', hoover) AS hoover, printf('%.3f', locational) AS locational,
       printf('%.3f', kl) AS KL, printf('%.1f', gu) AS 'effective gu'
FROM located ORDER BY hoover DESC LIMIT 10;

.print
.print "The same for all industries at once, from a crosstab: SELECT * FROM cl_concentration(...)."

.print
.print "3. WHAT THE GU LIVE ON: their industries against those of the whole city"
.print
.print "entropy: in bits, 0 when one industry has all jobs. evenness: the same, 1 when all industries have as many."
.print "Krugman: sum of the differences of shares, 0 (as the city) to 2 (nothing in common)."
.width 18 -9 -9 -9 -9
WITH cells AS (
  SELECT g.district, i.industry, ifnull(sum(j.employees), 0) AS here
  FROM (SELECT DISTINCT district FROM jobs) AS g CROSS JOIN (SELECT DISTINCT industry FROM jobs) AS i
  LEFT JOIN jobs AS j USING (district, industry)
  GROUP BY g.district, i.industry),
city AS (SELECT *, sum(here) OVER (PARTITION BY industry) AS everywhere FROM cells)
SELECT district AS gu, printf('%.2f', cl_entropy(here)) AS entropy, printf('%.2f', cl_evenness(here)) AS evenness,
       printf('%.1f', cl_hill(here, 1)) AS effective, printf('%.2f', cl_krugman(here, everywhere)) AS Krugman
FROM city GROUP BY district ORDER BY cl_krugman(here, everywhere) DESC LIMIT 10;

.print
.print "4. BETWEEN OR WITHIN the gu?"
.print
.print "Theil's T of the sizes of all firms falls into two parts. The part between the gu is the divergence of their jobs"
.print "from their numbers of firms: cl_kl_divergence(employees, 1, district)."
.mode list
.headers off
SELECT printf('Theil T of all firms %.3f = between the gu %.3f + within them %.3f', t, between_gu, t - between_gu)
FROM (SELECT cl_theil(employees) AS t, cl_kl_divergence(employees, 1, district) AS between_gu FROM jobs);
SELECT printf('               and by industry %.3f = between %.3f + within %.3f', t, between_gu, t - between_gu)
FROM (SELECT cl_theil(employees) AS t, cl_kl_divergence(employees, 1, industry) AS between_gu FROM jobs);

.print
.print "5. A MOVING WINDOW: are the firms founded in a decade more unequal than those of the decade before?"
.print
.print "Jobs by year of founding; the Gini coefficient of ten years, moving on year by year."
.mode column
.headers on
.width 6 -7 -9 -18
SELECT year, firms, jobs, printf('%.3f', gini) AS 'gini of ten years'
FROM (SELECT founded AS year, count(*) AS firms, sum(employees) AS jobs,
             cl_gini(sum(employees)) OVER (ORDER BY founded ROWS BETWEEN 9 PRECEDING AND CURRENT ROW) AS gini
      FROM firms WHERE ifnull(employees, '') <> '' GROUP BY founded)
WHERE year % 5 = 0 AND year >= 1970;

.print
.print "6. THE SAME QUESTION IN THE WORDS OF OTHERS: sizes of the firms of the largest industries"
.print
.print "corrected: Gini times n / (n - 1), for few firms. CV: standard deviation over mean, as a sample and as all there are."
.print "HHI: Herfindahl brought to 0..1, 0 when all firms are equally large."
.width 18 -7 -7 -10 -7 -8 -8
SELECT industry_name AS industry, count(*) AS firms, printf('%.3f', cl_gini(employees)) AS gini,
       printf('%.3f', cl_gini_corrected(employees)) AS corrected, printf('%.2f', cl_coefficient_of_variation(employees)) AS CV,
       printf('%.2f', cl_coefficient_of_variation_population(employees)) AS 'CV all', printf('%.4f', cl_herfindahl_normalized(employees)) AS HHI
FROM jobs GROUP BY industry ORDER BY count(*) DESC LIMIT 5;

.print
.print "7. GU OF UNEQUAL SIZE: jobs per firm of the gu, each gu with the weight of its firms"
.print
.print "A gu of 2,000 firms counts 20 times one of 100. The Williamson index is the weighted coefficient of variation; both are 0"
.print "when all gu have the same mean."
.mode list
.headers off
SELECT printf('weighted Gini %.3f, Williamson %.3f; unweighted Gini %.3f over %d gu', cl_gini_weighted(mean, firms), cl_williamson(mean, firms),
              cl_gini(mean), count(*))
FROM (SELECT district, avg(employees) AS mean, count(*) AS firms FROM jobs GROUP BY district);
