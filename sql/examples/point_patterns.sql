-- At which distances are the firms of an industry together, how strongly, and is it more than chance? All industries at once.
--
--   sqlite3 build/seoul.db '.read sql/examples/point_patterns.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables, and draws two pictures into build/.

.load build/mod_clusterlite
.mode list
.headers off

-- All firms of the city: they say where an industry could have been, so the city's own crowding counts as chance.
CREATE TEMP TABLE city AS SELECT cl_points(firm_id, x, y, 1, industry) AS firms FROM open_firms;

CREATE TEMP TABLE m AS
SELECT * FROM cl_m_function((SELECT firms FROM city), 3000, 250) WHERE simulations = 199;
CREATE TEMP TABLE kd AS
SELECT * FROM cl_kd_density((SELECT firms FROM city), 3000, 250) WHERE simulations = 199;
CREATE TEMP TABLE tested AS
SELECT * FROM cl_cluster_test((SELECT firms FROM city), 500, 12) WHERE simulations = 199 AND group_key IS NOT NULL;

.print
.print "1. AT WHICH DISTANCES, HOW STRONG: the industries whose M leaves the band of chance, p_fdr up to .05"
.print
.print "M 500 m: how many times as often a firm within 500 m of one of the industry is of the same industry, as in the whole"
.print "city. band: chance stays below it all along with 97.5 %. above: the distances up to 3 km at which M is above the band."
.print "strongest: how many times the band's upper edge, at its best distance. p_fdr: after all industries were asked; with"
.print "199 simulations p is never below 1/200. Kd: distances at which its pairs are more frequent than those of chance, and"
.print "the share of pairs up to 3 km that lie above its band; of Kd: its p_fdr (small without distances: rarer than by chance)."
.print
.mode column
.headers on
.width 16 -5 -7 -6 11 -9 -6 10 -6 -5
WITH
  m_of AS (
    SELECT group_key AS industry, max(iif(r = 500, m, NULL)) AS m, max(iif(r = 500, global_hi, NULL)) AS band,
           min(iif(m > global_hi, r, NULL)) AS first, max(iif(m > global_hi, r, NULL)) AS last, max(m / global_hi) AS strongest,
           max(p_fdr) AS p_fdr
    FROM m GROUP BY group_key),
  kd_of AS (
    SELECT group_key AS industry, min(iif(localisation > 0, r, NULL)) AS first, max(iif(localisation > 0, r, NULL)) AS last,
           100 * 250 * sum(localisation) AS excess, max(p_fdr) AS p_fdr
    FROM kd GROUP BY group_key)
SELECT i.name AS industry, (SELECT count(*) FROM open_firms AS f WHERE f.industry = i.code) AS firms,
       printf('%.2f', m.m) AS 'M 500 m', printf('%.2f', m.band) AS band, printf('%d-%d m', m.first, m.last) AS above,
       printf('%.2f', m.strongest) AS strongest, printf('%.3f', m.p_fdr) AS p_fdr,
       iif(kd.first IS NULL, '-', printf('%d-%d m', kd.first, kd.last)) AS Kd, iif(kd.first IS NULL, '-', printf('%.0f %%', kd.excess)) AS excess,
       printf('%.3f', kd.p_fdr) AS 'of Kd'
FROM m_of AS m JOIN kd_of AS kd USING (industry) JOIN industries AS i ON i.code = m.industry
WHERE m.p_fdr <= .05 AND m.first IS NOT NULL
ORDER BY m.strongest DESC;

.print
.print "2. IS THE LARGEST CLUSTER (12 firms within 500 m) larger than chance makes it? The industries with a cluster"
.print
.width 16 -8 -8 -10 -6
SELECT i.name AS industry, clusters, largest, printf('%.0f', expected_largest) AS 'by chance', printf('%.3f', p) AS p
FROM tested JOIN industries AS i ON i.code = group_key WHERE clusters > 0 ORDER BY largest DESC;
.mode list
.headers off

.print
.print "What to read. Five industries stand far above the rest: they have the planted clusters (fixtures/README.md). Others pass"
.print "with an M little above the band: p says that it is not chance, not that it matters. Look at M, then at p."
.print
.print "What not to read into it. M compares with all firms of the city, so one industry's gain is the others' loss:"
SELECT printf('of %d industries, Kd calls %d dispersed, since the five clustered ones hold the crowded places. Take them out of',
              count(DISTINCT group_key), count(DISTINCT iif(dispersion > 0 AND p_fdr <= .05, group_key, NULL))) FROM kd;
.print "the city (WHERE industry NOT IN ...) and ask again. And p says nothing of the cause: a harbour, a law or a common"
.print "supplier look the same."

-- ---- Pictures, one statement each.

.print
.print "3. build/m_function.svg: M of four industries with clusters, and of retail. 1 is the city."
.output build/m_function.svg
SELECT cl_svg_line(i.name, r, m, '{"title":"How much more often firms of an industry are near their like","x_label":"metres","y_label":"M(r)","mark_y":1}')
FROM m JOIN industries AS i ON i.code = group_key WHERE group_key IN ('C14', 'I56', 'J58', 'J62', 'G47') AND r > 0;
.output

.print "4. build/kd.svg: Kd of the IT firms with the band of 199 simulations."
.output build/kd.svg
SELECT cl_svg_line(column1, r, CASE column1 WHEN 'IT firms' THEN kd WHEN 'lowest of chance' THEN global_lo ELSE global_hi END * 1000,
                   '{"title":"Distances between IT firms","x_label":"metres","y_label":"share of the pairs per km of distance","band":["lowest of chance","highest of chance"]}')
FROM kd, (VALUES ('IT firms'), ('lowest of chance'), ('highest of chance')) WHERE group_key = 'J62';
.output
