-- Which kinds of business in Vancouver, Canada, are together, counted by firms and by jobs, and are large firms beside large ones?
--
--   sqlite3 :memory: '.read sql/examples/vancouver_patterns.sql'      from the root of the project, after ext/build.sh
--
-- Needs ../shared/realdata/vancouver/vancouver_firms.csv; what it is: vancouver.sql. Draws one picture into build/.

.load build/mod_clusterlite
.import --csv ../shared/realdata/vancouver/vancouver_firms.csv licences

CREATE TABLE kinds AS
SELECT business_type AS kind, count(*) AS firms, sum(employees) AS jobs FROM licences GROUP BY business_type HAVING count(*) >= 100;

-- By firms each weighs 1, by jobs its employees: a firm without any (the owner works alone) then weighs nothing.
CREATE TABLE by_firms AS
SELECT * FROM cl_m_function((SELECT cl_points(id, x, y, 1, business_type) FROM licences), 2000, 200) WHERE simulations = 99;
CREATE TABLE by_jobs AS
SELECT * FROM cl_m_function((SELECT cl_points(id, x, y, employees, business_type) FROM licences), 2000, 200) WHERE simulations = 99;

.print
.print "1. AT WHICH DISTANCES (M, 99 simulations): kinds of 100 firms or more, p_fdr by firms up to .05"
.print
.print "M 200 m: how many times as often as in the whole city a firm (a job) within 200 m of one is of the same kind. above: the"
.print "distances up to 2 km at which M is above the band of chance. By jobs a few large firms make most of it: where M by jobs"
.print "has a large p beside a small one by firms, many small firms are together and the jobs are not."
.print
.mode column
.headers on
.width 34 -5 -6 -7 10 -5 -7 10 -5
WITH curves AS (
  SELECT 'firms' AS weight, group_key, max(iif(r = 200, m, NULL)) AS m, min(iif(m > global_hi, r, NULL)) AS first,
         max(iif(m > global_hi, r, NULL)) AS last, max(p_fdr) AS p_fdr FROM by_firms GROUP BY group_key
  UNION ALL
  SELECT 'jobs', group_key, max(iif(r = 200, m, NULL)), min(iif(m > global_hi, r, NULL)), max(iif(m > global_hi, r, NULL)), max(p_fdr)
  FROM by_jobs GROUP BY group_key)
SELECT substr(k.kind, 1, 34) AS kind, k.firms, printf('%d', k.jobs) AS jobs, printf('%.2f', f.m) AS 'M 200 m', printf('%d-%d m', f.first, f.last) AS above,
       printf('%.2f', f.p_fdr) AS p_fdr, printf('%.2f', j.m) AS 'by jobs', iif(j.first IS NULL, '-', printf('%d-%d m', j.first, j.last)) AS above,
       printf('%.2f', j.p_fdr) AS p_fdr
FROM kinds AS k
JOIN curves AS f ON f.group_key = k.kind AND f.weight = 'firms'
JOIN curves AS j ON j.group_key = k.kind AND j.weight = 'jobs'
WHERE f.p_fdr <= .05 AND f.first IS NOT NULL ORDER BY f.m DESC;
.mode list
.headers off

-- ---- Firms with a value. Two in three share their place with another: neighbours by number, not by distance.

.print
.print "2. LARGE BESIDE LARGE? Moran's I of the logarithm of employees, each firm beside its 8 nearest"
.print
CREATE TABLE nearest AS
SELECT cl_weights((SELECT cl_points(id, x, y) FROM licences WHERE employees + 0 > 0 AND x <> ''), 'knn', 8) AS weights;
SELECT printf('%,d firms with employees: I = %.3f (by chance %.4f), z = %.1f, p = %.3f of 999 permutations.', n, moran, expected, z, p)
FROM cl_moran((SELECT cl_values(id, ln(employees + 0)) FROM licences WHERE employees + 0 > 0), (SELECT weights FROM nearest), 'row', 999);
.print "A small I with a large z: with so many firms also a weak order is no chance. I says that it is weak."
.print
SELECT printf('Local: %,d of %,d firms have p_fdr <= .05: %d HH, %d LL, %d beside unlike ones.', sum(p_fdr <= .05), count(p),
              sum(p_fdr <= .05 AND quadrant = 'HH'), sum(p_fdr <= .05 AND quadrant = 'LL'), sum(p_fdr <= .05 AND quadrant IN ('HL', 'LH')))
FROM cl_local_moran((SELECT cl_values(id, ln(employees + 0)) FROM licences WHERE employees + 0 > 0), (SELECT weights FROM nearest), 'row', 9999);

.print
.print "3. build/vancouver_m.svg: M of financial services by firms, with the band of chance."
.output build/vancouver_m.svg
SELECT cl_svg_line(column1, r, CASE column1 WHEN 'M' THEN m WHEN 'lowest of chance' THEN global_lo ELSE global_hi END,
                   '{"title":"Financial services of Vancouver, by firms","x_label":"metres","y_label":"M(r)","mark_y":1,"band":["lowest of chance","highest of chance"]}')
FROM by_firms, (VALUES ('M'), ('lowest of chance'), ('highest of chance')) WHERE group_key = 'Financial Services';
.output
