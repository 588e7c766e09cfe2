-- Which industries locate together, what could each gu (district) branch into, and how related are its industries?
--
--   sqlite3 build/seoul.db '.read sql/examples/relatedness.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables.

.load build/mod_clusterlite

CREATE TEMP TABLE jobs_by_gu AS
SELECT cl_crosstab(district, industry, employees) AS jobs FROM open_firms;

.mode column
.headers on
.width 18 18 -9 -9 -9 -9

.print
.print "1. COAGGLOMERATION: pairs of industries that favour the same gu"
.print
.print "eg-kerr: Ellison-Glaeser-Kerr index of jobs, 0 = as if each chose its gu alone. r: correlation of jobs over the gu."
.print "nearby: share of pairs of firms, one of each, that are in one gu; extra: beyond what chance gives."
SELECT a.name AS industry, b.name AS 'and industry', printf('%.3f', coagglomeration) AS 'eg-kerr',
       printf('%.2f', correlation) AS r, printf('%.1f %%', 100 * colocation) AS nearby,
       printf('%+.1f', 100 * colocation_excess) AS extra
FROM cl_coagglomeration((SELECT jobs FROM jobs_by_gu)) AS p
JOIN industries AS a ON a.code = p.industry_a
JOIN industries AS b ON b.code = p.industry_b
ORDER BY coagglomeration DESC LIMIT 8;

.print
.print "and pairs that avoid one another:"
SELECT a.name AS industry, b.name AS 'and industry', printf('%.3f', coagglomeration) AS 'eg-kerr',
       printf('%.2f', correlation) AS r, printf('%.1f %%', 100 * colocation) AS nearby,
       printf('%+.1f', 100 * colocation_excess) AS extra
FROM cl_coagglomeration((SELECT jobs FROM jobs_by_gu)) AS p
JOIN industries AS a ON a.code = p.industry_a
JOIN industries AS b ON b.code = p.industry_b
ORDER BY coagglomeration LIMIT 5;

-- ---- Two industries are related when the gu that are specialized in one (LQ >= 1) are specialized in the other, too.

.print
.print "2. WHERE NEXT: industries a gu is not specialized in, though most of what is related to them is there"
.print
.print "density: which part of all relatedness of the industry leads to specializations the gu has. An industry just below"
.print "LQ 1 with a high density is the likeliest next specialization."
.width 18 18 -9 -9
SELECT d.region AS gu, i.name AS industry, printf('%.2f', lq) AS LQ, printf('%.0f %%', 100 * density) AS density
FROM cl_relatedness_density((SELECT jobs FROM jobs_by_gu)) AS d
JOIN industries AS i ON i.code = d.industry
WHERE present = 0 AND lq > 0
ORDER BY d.density DESC LIMIT 10;

.print
.print "and specializations that stand alone, with little around them that is related:"
SELECT d.region AS gu, i.name AS industry, printf('%.2f', lq) AS LQ, printf('%.0f %%', 100 * density) AS density
FROM cl_relatedness_density((SELECT jobs FROM jobs_by_gu)) AS d
JOIN industries AS i ON i.code = d.industry
WHERE present = 1
ORDER BY d.density LIMIT 6;

-- ---- Variety, divided into that within and that between the sections of the classification (the letter of the code).

.print
.print "3. VARIETY, in bits: inside the sections of the classification (related) and between them (unrelated)"
.print
.print "Related variety lets knowledge spill over between industries; unrelated variety spreads the risk of a downturn."
.width 18 -8 -9 -6 -15 -10 -8
SELECT region AS gu, printf('%.2f', related) AS related, printf('%.2f', unrelated) AS unrelated,
       printf('%.2f', total) AS total, printf('%.0f %%', 100 * related / total) AS 'share related', industries,
       groups AS sections
FROM cl_variety((SELECT jobs FROM jobs_by_gu), 1)
ORDER BY 2 DESC, 1;
