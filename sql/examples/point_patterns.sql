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

-- ---- Other questions to the same points.

.print
.print "5. AT A DISTANCE, NOT UP TO IT: the density m and, without any controls, Ripley's K and Clark and Evans' ratio of apparel."
.print
CREATE TEMP TABLE few AS SELECT cl_points(firm_id, x, y, 1, industry) AS firms FROM open_firms WHERE industry IN ('C14', 'G47');
SELECT printf('at %4.0f m: m %.2f (a firm there is so many times as often one of apparel as in the city); L(r) - r %.0f m', d.r, d.m, k.l_minus_r)
FROM cl_m_density((SELECT firms FROM city), 1500, 500) AS d
JOIN cl_ripley_k((SELECT firms FROM few), 1500, 500) AS k ON k.r = d.r AND k.group_key = 'C14' AND k.neighbour_key = 'C14'
WHERE d.group_key = 'C14' AND d.neighbour_key = 'C14' AND d.r > 0;
SELECT printf('its firms have their nearest at %.0f m in the mean, by chance over the whole city it would be %.0f: ratio %.2f', mean_distance, expected, ratio)
FROM cl_clark_evans((SELECT firms FROM few)) WHERE group_key = 'C14';
SELECT printf('against retail as the city''s own crowding, Diggle and Chetwynd''s D at 1,000 m: its K is %.0f km2 larger', d / 1e6)
FROM cl_d_function((SELECT firms FROM few), 1000, 500) WHERE group_key = 'C14' AND r = 1000;

.print
.print "6. WHO SEEKS WHOM? Colocation quotients: above 1 the nearest firm is of that industry more often than by chance."
.print
.mode column
.headers on
.width 16 16 -6 -6
SELECT a.name AS 'firms of', b.name AS 'have nearest', printf('%.3f', q.p) AS p, printf('%.2f', q.clq) AS clq
FROM cl_colocation_quotient((SELECT cl_points(firm_id, x, y, 1, industry) FROM open_firms WHERE industry IN ('J62', 'J58', 'C14', 'C21'))) AS q
JOIN industries AS a ON a.code = q.group_a JOIN industries AS b ON b.code = q.group_b
WHERE q.simulations = 99 AND q.group_a <> q.group_b ORDER BY q.clq DESC LIMIT 4;

.print
.print "7. AROUND WHICH FIRMS? Local M of IT firms within 500 m, the local colocation with publishing, and the density of IT firms"
.print "   (per km2, without the firm itself)."
.print
CREATE TEMP TABLE it AS SELECT cl_points(firm_id, x, y) AS firms FROM open_firms WHERE industry = 'J62';
.width 30 18 -6 -10 -8
SELECT f.name AS firm, f.district AS gu, printf('%.1f', m.m) AS M, printf('%.1f', c.clq) AS publishing, printf('%.0f', 1e6 * k.density_others) AS density
FROM cl_local_m((SELECT firms FROM city), 500) AS m
JOIN cl_kernel_density((SELECT firms FROM it), 500) AS k ON k.id = m.id
JOIN cl_local_colocation((SELECT firms FROM city), 'J58', 20) AS c ON c.id = m.id AND c.group_key = 'J62'
JOIN firms AS f ON f.firm_id = m.id
WHERE m.group_key = 'J62' AND c.reference = 'J62' ORDER BY c.clq DESC, m.m DESC, m.id LIMIT 4;

.print
.print "8. WHERE DOES IT STAND OUT? The circle of up to 2 km whose IT firms are the least likely by chance (Kulldorff); and the densest"
.print "   squares of 1 km."
.print
.width 18 -9 -6 -9 -6 -8
SELECT f.district AS 'middle in', printf('%.0f m', s.radius) AS radius, s.cases AS IT, printf('%.0f', s.expected) AS 'by chance', printf('%.3f', s.p) AS p, printf('%.1f', s.relative_risk) AS times
FROM cl_scan((SELECT firms FROM city), 'J62', 2000, 500, 99) AS s JOIN firms AS f ON f.firm_id = s.id ORDER BY s.llr DESC LIMIT 3;
.width -9 -9 -12
SELECT printf('%.0f', x) AS east, printf('%.0f', y) AS north, printf('%.0f', 1e6 * density) AS 'IT per km2'
FROM cl_density_grid((SELECT firms FROM it), 500, 1000) ORDER BY density DESC, x, y LIMIT 3;
