-- The main job on the synthetic city of fixtures/: builds the tables, views and permanent tables of a database and prints
-- what they find. sql/demo.sh runs it, from the root of the project, on build/seoul.db; after it demo_words_en.sql or
-- demo_words_ko.sql, the diagnosis in words, and demo_next.sql.

.load build/mod_clusterlite

-- ---- The tables, as a CSV import leaves them: all columns are text, missing values are ''

.import --csv fixtures/firms.csv firms
.import --csv fixtures/links.csv links
.import --csv fixtures/districts.csv districts
CREATE UNIQUE INDEX firms_by_id ON firms (firm_id);
CREATE INDEX links_by_from ON links (from_id);
CREATE INDEX links_by_to ON links (to_id);

CREATE TABLE industries (code TEXT PRIMARY KEY, name TEXT NOT NULL, name_ko TEXT NOT NULL);
INSERT INTO industries VALUES
  ('C10', 'Food', '식료품'), ('C13', 'Textiles', '섬유'), ('C14', 'Apparel', '의류'), ('C15', 'Leather', '가죽·신발'),
  ('C18', 'Printing', '인쇄'), ('C20', 'Chemicals', '화학'), ('C21', 'Pharmaceuticals', '의약품'),
  ('C25', 'Metal products', '금속가공'), ('C26', 'Electronics', '전자'), ('C27', 'Precision tools', '정밀기기'),
  ('C28', 'Electrical goods', '전기장비'), ('C29', 'Machinery', '기계'), ('C33', 'Jewellery', '귀금속'),
  ('F42', 'Construction', '전문건설'), ('G46', 'Wholesale', '도매'), ('G47', 'Retail', '소매'), ('H49', 'Transport', '운송'),
  ('I55', 'Accommodation', '숙박'), ('I56', 'Restaurants', '음식점'), ('J58', 'Publishing', '출판'),
  ('J59', 'Film and music', '영상·음악'), ('J61', 'Telecoms', '통신'), ('J62', 'IT services', 'IT서비스'),
  ('J63', 'Data services', '정보서비스'), ('K64', 'Finance', '금융'), ('K66', 'Brokerage', '금융중개'),
  ('L68', 'Real estate', '부동산'), ('M70', 'Research', '연구개발'), ('M71', 'Consulting', '경영컨설팅'),
  ('M72', 'Engineering', '엔지니어링'), ('M73', 'Design', '디자인'), ('N75', 'Business support', '사업지원'),
  ('O84', 'Administration', '공공행정'), ('P85', 'Education', '교육'), ('Q86', 'Health', '보건');

.read sql/schema.sql
.read sql/profile.sql
.read sql/roles.sql
.read sql/linkage.sql
.read sql/borders.sql
.read sql/maturity.sql
.read sql/diagnosis.sql
UPDATE cluster_parameters SET eps = 500, min_points = 12, srid = 5179;
.read sql/chance.sql

-- ---- Permanent tables, always up to date with the firms

CREATE VIRTUAL TABLE location_quotients USING cl_location_quotient(
  source = open_firms, region = district, industry = industry, value = employees);

CREATE VIEW it_firms AS SELECT * FROM open_firms WHERE industry = 'J62';
CREATE VIRTUAL TABLE it_clusters USING cl_dbscan(
  source = it_firms, id = firm_id, x = x, y = y, eps = 500, min_points = 12);

-- ---- What they find

.headers off
.mode list
.print
SELECT printf('ClusterLite %s: industrial clusters in plain SQL.', cl_version());
.print
.print "A table of firms goes in; location quotients, concentration and clusters come out. Here from a"
SELECT printf('synthetic Seoul: %,d open firms with %,d jobs in %d industries and %d gu (districts).',
              count(*), sum(employees), count(DISTINCT industry), (SELECT count(*) FROM districts))
FROM open_firms;
SELECT printf('As in any register some things are missing: %,d firms have no coordinates, %,d no employees.',
              sum(x IS NULL), sum(employees IS NULL))
FROM open_firms;

.print
.print "1. WHICH GU LIVES ON WHICH INDUSTRY?  Location quotients of jobs"
.print
.print "LQ = the industry's share in the gu's jobs / its share in the city's jobs; 1: as in the whole city."
SELECT printf('The strongest of all %d. Mind the firms: where there are few, one plant makes the quotient.', count(*))
FROM location_quotients;
.print
.headers on
.mode column
.width 15 20 -6 -8 -12 -6 -6
SELECT q.region AS gu, i.name AS industry, q.firms, printf('%,d', q.value) AS jobs,
       printf('%.1f %%', 100 * q.region_share) AS 'of gu''s jobs', printf('%.2f', q.lq) AS LQ, printf('%.1f', q.lq_z) AS z
FROM location_quotients AS q JOIN industries AS i ON i.code = q.industry
ORDER BY q.lq DESC LIMIT 6;
.print
.print "The strongest with 30 firms or more (z: standard deviations above the mean LQ of the industry):"
.print
SELECT q.region AS gu, i.name AS industry, q.firms, printf('%,d', q.value) AS jobs,
       printf('%.1f %%', 100 * q.region_share) AS 'of gu''s jobs', printf('%.2f', q.lq) AS LQ, printf('%.1f', q.lq_z) AS z
FROM location_quotients AS q JOIN industries AS i ON i.code = q.industry
WHERE q.firms >= 30
ORDER BY q.lq DESC LIMIT 8;

.headers off
.mode list
.print
.print "2. WHICH INDUSTRIES CROWD INTO FEW GU?  Herfindahl indices of jobs"
.print
SELECT printf('H over gu: the sum of their squared shares in the industry; %.2f if all %d had the same, 1 if one',
              1.0 / count(*), count(*))
FROM districts;
.print "had all. 1/H: so many equal gu would give the same. H over firms: the same of the firms' shares;"
.print "where that is high, too, the industry sits in few gu because a few large plants do."
.print
.headers on
.mode column
.width 20 -6 -8 -9 -5 -12 15 -6
WITH firms_of_gu AS (
  SELECT industry, district, employees, sum(employees) OVER (PARTITION BY industry, district) AS jobs_of_gu
  FROM open_firms
  WHERE district IS NOT NULL
), ranked AS (
  SELECT *, first_value(district) OVER (PARTITION BY industry ORDER BY jobs_of_gu DESC, district) AS first_gu
  FROM firms_of_gu
)
SELECT i.name AS industry, printf('%,d', count(*)) AS firms, printf('%,d', sum(employees)) AS jobs,
       printf('%.3f', cl_herfindahl(employees, district)) AS 'H over gu',
       printf('%.1f', cl_effective_number(employees, district)) AS '1/H',
       printf('%.3f', cl_herfindahl(employees)) AS 'H over firms',
       first_gu AS 'first gu', printf('%.0f %%', 100 * cl_concentration_ratio(1, employees, district)) AS 'has'
FROM ranked AS r JOIN industries AS i ON i.code = r.industry
GROUP BY r.industry
ORDER BY cl_herfindahl(employees, district) DESC LIMIT 8;
.headers off
SELECT '(all industries)', printf('%,d', count(*)), printf('%,d', sum(employees)),
       printf('%.3f', cl_herfindahl(employees, district)), printf('%.1f', cl_effective_number(employees, district)),
       printf('%.3f', cl_herfindahl(employees)),
       (SELECT district FROM open_firms GROUP BY district ORDER BY sum(employees) DESC LIMIT 1),
       printf('%.0f %%', 100 * cl_concentration_ratio(1, employees, district))
FROM open_firms
WHERE district IS NOT NULL;

.mode list
.print
.print "3. WHERE ARE THE CLUSTERS?  Found by distance alone, whatever the borders"
.print
SELECT printf('A firm with %g or more firms of its industry within %g m, itself included, is the core of a',
              min_points, eps)
FROM cluster_parameters;
SELECT printf('cluster; cores that near to each other share one (DBSCAN). One call clusters all %d industries.', count(*))
FROM industries;
.print "The shares are of all firms, and of all jobs, that the industry has in the city."
.print
.headers on
.mode column
.width 16 -2 -6 -7 -7 -7 38
WITH gu AS (
  SELECT industry, cluster, group_concat(replace(district, '-gu', '') || ' ' || firms, ', ') AS firms
  FROM (SELECT * FROM cluster_districts ORDER BY industry, cluster, firms DESC)
  GROUP BY industry, cluster
)
SELECT i.name AS industry, p.cluster AS 'no', p.firms, printf('%.1f %%', 100 * p.share_of_firms) AS share,
       printf('%,d', p.jobs) AS jobs, printf('%.1f %%', 100 * p.share_of_jobs) AS share, gu.firms AS 'firms by gu'
FROM cluster_profile AS p
JOIN industries AS i ON i.code = p.industry
JOIN gu ON gu.industry = p.industry AND gu.cluster = p.cluster
ORDER BY p.firms DESC;
.print
.print "Their centres (EPSG:5179, metres), area and density; the largest employer's share of their jobs; and"
.print "the ties of their firms: inside the cluster, how many chance would give, and with firms outside."
.print "Firms may well be near to each other and have nothing to do with each other."
.print
.width 16 -2 -7 -8 -5 -9 -7 -11 -9 -7
SELECT i.name AS industry, p.cluster AS 'no', printf('%.0f', p.centre_x) AS x, printf('%.0f', p.centre_y) AS y,
       printf('%.1f', p.area_km2) AS km2, printf('%.0f', p.firms_per_km2) AS 'firms/km2',
       printf('%.0f %%', 100 * p.largest_employer_share) AS 'largest', printf('%,d', t.internal_links) AS 'ties inside',
       printf('%.0f', t.expected_internal) AS 'by chance', printf('%,d', t.external_links) AS outside
FROM cluster_profile AS p
JOIN industries AS i ON i.code = p.industry
JOIN cluster_linkage AS t ON t.industry = p.industry AND t.cluster = p.cluster
ORDER BY p.firms DESC;

.headers off
.mode list
.print
WITH gu AS (
  SELECT industry, cluster, group_concat(district, ', ') AS names
  FROM (SELECT * FROM cluster_districts ORDER BY industry, cluster, firms DESC)
  GROUP BY industry, cluster
)
SELECT printf('%.1f %% of all firms in %s make one cluster, in %s.', 100 * p.share_of_firms, i.name, gu.names)
FROM cluster_profile AS p
JOIN industries AS i ON i.code = p.industry
JOIN gu ON gu.industry = p.industry AND gu.cluster = p.cluster
WHERE p.districts > 1
ORDER BY p.firms DESC LIMIT 2;
.print "No table by gu shows that."
