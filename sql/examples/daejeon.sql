-- The shops of a real city: Daejeon, Korea, clustered industry by industry in one statement.
--
--   sqlite3 :memory: '.read sql/examples/daejeon.sql'          from the root of the project, after ext/build.sh
--
-- Needs ../shared/realdata/daejeon/stores.csv, or any file with these columns in another place (change the .import):
-- id, industry, dong (a quarter of the city), x, y (EPSG:5179, metres). It is the register of shops of the Small
-- Enterprise and Market Service, public at https://www.data.go.kr/data/15012005/fileData.do, attribution required.
--
-- Nothing is cleaned first: the columns stay text, and more than half of the shops share a building with another one.

.load build/mod_clusterlite
.import --csv ../shared/realdata/daejeon/stores.csv stores
CREATE UNIQUE INDEX stores_by_id ON stores (id);

-- The register uses its own column names, so this view translates them; it has no employees.
CREATE VIEW open_firms AS
SELECT id AS firm_id, industry, dong AS district, x, y, NULL AS employees
FROM stores;

.read sql/profile.sql
UPDATE cluster_parameters SET eps = 150, min_points = 10, srid = 5179;

.mode list
.headers off
.print
SELECT printf('%,d shops of %d industries in %d dong.', count(*), count(DISTINCT industry), count(DISTINCT dong)) FROM stores;

-- ---- One statement, all industries: cl_dbscan clusters each group by itself

.print
.print "1. CLUSTERS: 10 shops of one industry or more within 150 m"
.print
SELECT printf('%,d clusters in %d industries, with %,d shops. The 12 with the most shops:',
              count(DISTINCT group_key || cluster), count(DISTINCT group_key), count(*))
FROM cl_dbscan((SELECT cl_points(id, x, y, 1, industry) FROM stores), 150, 10)
WHERE cluster IS NOT NULL;

-- Korean letters are two columns wide on a terminal, so they come last.
.mode column
.headers on
.width -6 -7 -6 -9 -5 40
.print
SELECT firms, printf('%.1f %%', 100 * share_of_firms) AS share, printf('%.2f', area_km2) AS km2,
       iif(area_km2 > 0, printf('%,d', round(firms_per_km2)), '-') AS 'firms/km2', districts AS dong,
       industry || ' ' || cluster || ', ' || main_district AS 'industry and its cluster, main dong'
FROM cluster_profile
ORDER BY firms DESC, share_of_firms DESC LIMIT 12;

.print
.print "Those that hold the largest share of an industry of 50 shops or more in the city: trades that live from"
.print "one place, such as the lawyers from the court."
.print
SELECT firms, printf('%.1f %%', 100 * share_of_firms) AS share, printf('%.2f', area_km2) AS km2,
       iif(area_km2 > 0, printf('%,d', round(firms_per_km2)), '-') AS 'firms/km2', districts AS dong,
       industry || ' ' || cluster || ', ' || main_district AS 'industry and its cluster, main dong'
FROM cluster_profile
WHERE firms / share_of_firms >= 50
ORDER BY share_of_firms DESC LIMIT 12;

-- ---- Location quotients by dong, of numbers of shops

.print
.print "2. LOCATION QUOTIENTS BY DONG: the strongest with 30 shops or more"
.print
.width -6 -8 -12 -7 -6 40
SELECT q.firms, printf('%,d', q.region_total) AS 'of shops', printf('%.1f %%', 100 * q.industry_share) AS 'of industry',
       printf('%.1f', q.lq) AS LQ, printf('%.1f', q.lq_z) AS z, q.region || ', ' || q.industry AS 'dong, industry'
FROM cl_location_quotient((SELECT cl_crosstab(dong, industry) FROM stores)) AS q
WHERE q.firms >= 30
ORDER BY q.lq DESC LIMIT 15;
