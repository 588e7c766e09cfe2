-- Do like quarters lie beside each other in Daejeon, Korea, and at which distances are its shops together? LISA and M of a real city.
--
--   sqlite3 :memory: '.read sql/examples/daejeon_patterns.sql'      from the root of the project, after ext/build.sh
--
-- Needs ../shared/realdata/daejeon/stores.csv (see daejeon.sql) and daejeon_districts.geojson, the borders of the 82 dong with the
-- properties code, name and geometries of type MultiPolygon. Draws one picture into build/.

.load build/mod_clusterlite
.import --csv ../shared/realdata/daejeon/stores.csv stores

-- GeoJSON to WKT: brackets become parentheses, and the comma inside a position a blank.
CREATE TABLE dong AS
SELECT value ->> '$.properties.code' AS code, value ->> '$.properties.name' AS name,
       cl_from_text('MULTIPOLYGON(((' ||
         replace(replace(replace(replace(trim(replace(replace(replace(value ->> '$.geometry.coordinates', ']]],[[[', '@'), ']],[[', '#'), '],[', '|'), '[]'),
                                 ',', ' '), '@', ')),(('), '#', '),('), '|', ',') || ')))', 4326) AS border
FROM json_each(readfile('../shared/realdata/daejeon/daejeon_districts.geojson'), '$.features');

-- Borders in degrees can touch as well as any; 'planar' says that this is meant. Stored once, used three times.
CREATE TABLE dong_weights AS
SELECT cl_weights((SELECT cl_geometries(code, border) FROM dong), 'queen', 0.00002, NULL, 'planar') AS weights;

CREATE TABLE quotients AS
SELECT region AS code, industry, firms, lq FROM cl_location_quotient((SELECT cl_crosstab(dong_code, industry) FROM stores));
CREATE TABLE large AS SELECT industry, count(*) AS shops FROM stores GROUP BY industry HAVING count(*) >= 300;

.mode list
.headers off
.print
SELECT printf('%d dong, %d borders, %.1f neighbours in the mean, %d without.', nodes, ties / 2, mean_neighbours, islands)
FROM cl_describe((SELECT weights FROM dong_weights));

.print
.print "1. MORAN'S I of the location quotients of industries of 300 shops or more: the eight highest, and how many pass"
.print
CREATE TABLE moran AS
SELECT * FROM cl_moran((SELECT cl_values(code, lq, industry) FROM quotients WHERE industry IN (SELECT industry FROM large)),
                       (SELECT weights FROM dong_weights), 'row', 9999);
SELECT printf('%d of %d industries have p_fdr <= .05: %d with like beside like, %d with unlike.', sum(p_fdr <= .05), count(*),
              sum(p_fdr <= .05 AND moran > expected), sum(p_fdr <= .05 AND moran < expected)) FROM moran;
.print
.mode column
.headers on
.width -6 -6 -7 30
SELECT printf('%+.2f', moran) AS I, printf('%+.1f', z) AS z, printf('%.4f', p_fdr) AS p_fdr, group_key AS industry
FROM moran ORDER BY moran.moran DESC, group_key LIMIT 8;

.print
.print "2. WHERE (local Moran): the dong with p_fdr up to .05, by industry"
.print
.width -5 -6 4 -7 40
SELECT printf('%.1f', value) AS LQ, printf('%.1f', lag) AS lag, quadrant AS 'is', printf('%.4f', p_fdr) AS p_fdr,
       (SELECT name FROM dong WHERE code = id) || ', ' || group_key AS 'dong, industry'
FROM cl_local_moran((SELECT cl_values(code, lq, industry) FROM quotients WHERE industry IN (SELECT industry FROM large)),
                    (SELECT weights FROM dong_weights), 'row', 9999) AS m
WHERE m.p_fdr <= .05 ORDER BY m.p_fdr, m.z DESC, group_key, id LIMIT 12;

.print
.print "3. AT WHICH DISTANCES (M, 99 simulations, chance = the shops of the city): the strongest of the same industries"
.print
.print "M 100 m: how many times as often as in the whole city a shop within 100 m of one is of the same industry. above: the"
.print "distances up to 1 km at which M is above the band of chance."
.print
.width -6 -8 -6 10 -6 30
WITH curves AS (
  SELECT group_key, max(iif(r = 100, m, NULL)) AS m, max(iif(r = 100, global_hi, NULL)) AS band, min(iif(m > global_hi, r, NULL)) AS first,
         max(iif(m > global_hi, r, NULL)) AS last, max(p_fdr) AS p_fdr
  FROM cl_m_function((SELECT cl_points(id, x, y, 1, industry) FROM stores), 1000, 100) WHERE simulations = 99
  GROUP BY group_key)
SELECT shops, printf('%.2f', m) AS 'M 100 m', printf('%.2f', band) AS band, printf('%d-%d m', first, last) AS above,
       printf('%.3f', p_fdr) AS p_fdr, industry
FROM curves JOIN large ON industry = group_key
WHERE curves.p_fdr <= .05 AND first IS NOT NULL ORDER BY curves.m DESC LIMIT 12;
.mode list
.headers off

.print
.print "4. build/daejeon_lisa.svg: THE MAP of the industry with the highest Moran's I, dong with p <= .05."
.output build/daejeon_lisa.svg
SELECT cl_svg_map(layer, json_object('title', (SELECT group_key FROM moran ORDER BY moran DESC, group_key LIMIT 1) || ': 국지 모란, p <= .05', 'lang', 'ko', 'unit', 'degrees',
                  'colours', json('{"HH":"#ca3b33","LL":"#2c6db3","HL":"#f2a477","LH":"#92c5de","유의하지 않음":"#e4e4e4"}')))
FROM (
  SELECT cl_svg_layer('area', d.border, NULL, iif(m.p <= .05, m.quadrant, '유의하지 않음'), d.name) AS layer
  FROM dong AS d
  JOIN cl_local_moran((SELECT cl_values(code, lq) FROM quotients WHERE industry = (SELECT group_key FROM moran ORDER BY moran DESC, group_key LIMIT 1)),
                      (SELECT weights FROM dong_weights), 'row', 9999) AS m ON m.id = d.code);
.output
