-- The firms of a real city by their employees: Vancouver, Canada, a 20 % sample of its licensed businesses.
--
--   sqlite3 :memory: '.read sql/examples/vancouver.sql'        from the root of the project, after ext/build.sh
--
-- Needs ../shared/realdata/vancouver/vancouver_firms.csv, or any file with these columns in another place (change the
-- .import): id, business_type, local_area, employees, x, y (EPSG:26910, metres). City of Vancouver, business licences,
-- https://opendata.vancouver.ca, Open Government Licence - Vancouver.
--
-- About the data: a row is a licence, so a company with two kinds of business has two rows; one area is spelt in
-- two ways; a fifth of the firms have 0 employees (the owner works alone, or it is a house for rent), and two firms in
-- three share their place with another one.

.load build/mod_clusterlite
.import --csv ../shared/realdata/vancouver/vancouver_firms.csv licences
CREATE UNIQUE INDEX licences_by_id ON licences (id);

-- 'Arbutus Ridge' is 'Arbutus-Ridge'. Keys are compared letter by letter, and a region of two firms has extreme quotients.
CREATE VIEW open_firms AS
SELECT id AS firm_id, business_type AS industry, replace(local_area, 'Arbutus Ridge', 'Arbutus-Ridge') AS district, x, y,
       employees
FROM licences;

.read sql/profile.sql
UPDATE cluster_parameters SET eps = 300, min_points = 15, srid = 26910;

.mode list
.headers off
.print
SELECT printf('%,d firms, %,d of them without employees, %,d jobs, %d industries, %d areas.', count(*), sum(employees = '0'),
              sum(employees), count(DISTINCT industry), count(DISTINCT district))
FROM open_firms;

.print
.print "1. LOCATION QUOTIENTS OF JOBS: the strongest with 10 firms and 100 jobs or more"
.print
.mode column
.headers on
.width 24 46 -5 -6 -7 -5
SELECT q.region AS area, q.industry, q.firms, printf('%,d', q.value) AS jobs,
       printf('%.0f %%', 100 * q.industry_share) AS 'of ind.', printf('%.1f', q.lq) AS LQ
FROM cl_location_quotient((SELECT cl_crosstab(district, industry, employees) FROM open_firms)) AS q
WHERE q.firms >= 10 AND q.value >= 100
ORDER BY q.lq DESC LIMIT 12;

.print
.print "2. HERFINDAHL INDICES OF JOBS over the areas and over the firms: the highest with 50 firms or more"
.print
.width 36 -5 -7 -11 -5 -12
SELECT industry, count(*) AS firms, printf('%,d', sum(employees)) AS jobs,
       printf('%.2f', cl_herfindahl(employees, district)) AS 'H over area',
       printf('%.1f', cl_effective_number(employees, district)) AS '1/H',
       printf('%.3f', cl_herfindahl(employees)) AS 'H over firms'
FROM open_firms
GROUP BY industry
HAVING count(*) >= 50
ORDER BY cl_herfindahl(employees, district) DESC LIMIT 10;

.print
.print "3. CLUSTERS OF FIRMS: 15 firms of one industry or more within 300 m. The largest by jobs"
.print
.width 38 -2 -5 -8 -6 -7 -5 -7 10
SELECT p.industry, p.cluster AS 'no', p.firms, printf('%.0f %%', 100 * p.share_of_firms) AS 'of firms',
       printf('%,d', p.jobs) AS jobs, printf('%.0f %%', 100 * p.share_of_jobs) AS 'of jobs',
       printf('%.2f', p.area_km2) AS km2, printf('%.0f %%', 100 * p.largest_employer_share) AS largest,
       p.main_district AS 'main area'
FROM cluster_profile AS p
ORDER BY p.jobs DESC LIMIT 12;

-- The weight of cl_points: a core firm has 300 jobs of its industry within 300 m, whatever the number of firms.
.print
.print "4. CLUSTERS OF JOBS: 300 jobs of one industry or more within 300 m. A large employer is one all alone"
.print
.width 44 -2 -5 -7 -8 -8
WITH members AS (
  SELECT m.group_key AS industry, m.cluster, f.employees
  FROM cl_dbscan((SELECT cl_points(firm_id, x, y, employees, industry) FROM open_firms), 300, 300) AS m
  JOIN open_firms AS f ON f.firm_id = m.id AND f.industry = m.group_key
  WHERE m.cluster IS NOT NULL
)
SELECT industry, cluster AS 'no', count(*) AS firms, printf('%,d', sum(employees)) AS jobs,
       printf('%.0f %%', 100.0 * sum(employees) / (SELECT sum(employees) FROM open_firms AS f WHERE f.industry = m.industry))
         AS 'of jobs',
       printf('%.0f %%', 100 * cl_concentration_ratio(1, employees)) AS largest
FROM members AS m
GROUP BY industry, cluster
ORDER BY sum(employees) DESC LIMIT 14;
