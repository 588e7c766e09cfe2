-- Clusters do not end at borders: which gu (districts) does each cluster touch, where is its middle, and how far is the
-- nearest research firm? With the polygons of the gu, through SpatiaLite.
--
--   sqlite3 build/seoul.db '.read sql/examples/clusters_and_districts.sql'      from the root of the project, after sql/demo.sh
--
-- It needs mod_spatialite (Debian: libsqlite3-mod-spatialite) and only reads, apart from temporary tables.

.load mod_spatialite
.load build/mod_clusterlite
.mode column
.headers on

CREATE TEMP TABLE gu AS SELECT name, GeomFromText(wkt, 5179) AS geom FROM districts;

CREATE TEMP TABLE members AS
SELECT f.industry, m.cluster, f.firm_id, f.district, f.x, f.y, f.employees
FROM cl_dbscan((SELECT cl_points(firm_id, x, y, 1, industry) FROM open_firms), 500, 12) AS m
JOIN open_firms AS f ON f.firm_id = m.id AND f.industry = m.group_key
WHERE m.cluster IS NOT NULL;

-- The area of a cluster: its concave hull. The share of the hull that lies in a gu is measured in land, the share of its
-- members in firms.
CREATE TEMP TABLE hulls AS
SELECT industry, cluster, count(*) AS firms, cl_concave_hull(x, y, 0.3, 5179) AS hull
FROM members GROUP BY industry, cluster;

.print
.print "1. WHICH GU DOES EACH CLUSTER TOUCH? The clusters of 100 firms or more, with the gu their area reaches into; how"
.print "   many of the members are there, and how much of the area. A policy for one gu alone misses the rest."
.print
.width 16 -7 -6 18 -8 -11 -9
SELECT i.name AS industry, h.cluster, h.firms, g.name AS gu,
       count(m.firm_id) AS members,
       printf('%.0f %%', 100.0 * count(m.firm_id) / h.firms) AS 'of members',
       printf('%.0f %%', 100 * ST_Area(ST_Intersection(g.geom, h.hull)) / ST_Area(h.hull)) AS 'of area'
FROM hulls AS h
JOIN gu AS g ON ST_Intersects(g.geom, h.hull)
JOIN industries AS i ON i.code = h.industry
LEFT JOIN members AS m ON m.industry = h.industry AND m.cluster = h.cluster
                      AND ST_Intersects(g.geom, MakePoint(m.x + 0, m.y + 0, 5179))
WHERE h.firms >= 100
GROUP BY h.industry, h.cluster, g.name
ORDER BY h.firms DESC, h.industry, h.cluster, members DESC, g.name;

.print
.print "2. CLUSTERS ACROSS BORDERS: of all clusters, how many touch one gu, two, three ...? And how many of their firms lie"
.print "   outside the gu that has most of them?"
.print
.width -10 -9 -7 -26
WITH touched AS (
  SELECT h.industry, h.cluster, h.firms, count(*) AS gu
  FROM hulls AS h JOIN gu AS g ON ST_Intersects(g.geom, h.hull) GROUP BY h.industry, h.cluster
), main AS (
  SELECT industry, cluster, max(n) AS firms_in_main
  FROM (SELECT industry, cluster, district, count(*) AS n FROM members GROUP BY 1, 2, 3) GROUP BY 1, 2
)
SELECT gu AS 'gu touched', count(*) AS clusters, sum(firms) AS firms,
       printf('%.0f %%', 100.0 * sum(firms - firms_in_main) / sum(firms)) AS 'firms outside the main gu'
FROM touched JOIN main USING (industry, cluster)
GROUP BY gu ORDER BY gu;

.print
.print "3. WHERE IS THE MIDDLE, AND WHAT IS THE SHAPE? Centre of the firms, weighted by their employees; half the firms of a"
.print "   round cluster lie within about 0.8 standard distances of it. Long: the ratio of the axes of the ellipse; towards:"
.print "   the compass direction of the longer one. The firm in the middle has the least way to all others."
.print
.width 16 -7 -6 -9 -9 -10 -5 -8 30
SELECT i.name AS industry, c.cluster, t.members AS firms,
       printf('%.0f', t.mean_x) AS east, printf('%.0f', t.mean_y) AS north,
       printf('%.0f m', t.standard_distance) AS 'std. dist.',
       printf('%.1f', t.major_axis / t.minor_axis) AS long, printf('%.0f°', t.rotation) AS towards,
       f.name AS 'firm in the middle'
FROM cl_centrography((SELECT cl_points(firm_id, x, y, ifnull(employees, 1), industry || ' ' || cluster) FROM members)) AS t
JOIN hulls AS c ON c.industry || ' ' || c.cluster = t.group_key
JOIN industries AS i ON i.code = c.industry
JOIN firms AS f ON f.firm_id = t.medoid
WHERE c.firms >= 100
ORDER BY c.firms DESC, c.industry, c.cluster;

-- ---- The nearest research firm of each production firm

CREATE TEMP VIEW producers AS SELECT * FROM open_firms WHERE firm_id IN (SELECT firm_id FROM firms WHERE role = 'production');
CREATE TEMP VIEW researchers AS SELECT * FROM open_firms WHERE firm_id IN (SELECT firm_id FROM firms WHERE role = 'research');

-- With the industry as group key on both sides only research of the firm's own industry counts; leave it out of one side,
-- and any research firm does.
CREATE TEMP TABLE nearest AS
SELECT id AS firm_id, group_key AS industry, nearest_id AS research_id, distance
FROM cl_nearest((SELECT cl_points(firm_id, x, y, 1, industry) FROM producers),
                (SELECT cl_points(firm_id, x, y, 1, industry) FROM researchers), 1);

.print
.print "4. HOW FAR IS RESEARCH? The nearest research firm of its own industry for each production firm: median distance in and"
.print "   outside the industry's clusters, and the share that has one within 500 m."
.print
.width 16 -10 -11 -11 -13 -13
WITH ranked AS (
  SELECT n.industry, m.firm_id IS NOT NULL AS clustered, n.distance,
         row_number() OVER (PARTITION BY n.industry, m.firm_id IS NOT NULL ORDER BY n.distance) AS place,
         count(*) OVER (PARTITION BY n.industry, m.firm_id IS NOT NULL) AS firms
  FROM nearest AS n LEFT JOIN members AS m USING (firm_id, industry)
)
SELECT i.name AS industry, count(*) AS producers,
       printf('%.0f m', max(distance) FILTER (WHERE clustered AND place <= (firms + 1) / 2)) AS 'in clusters',
       printf('%.0f m', max(distance) FILTER (WHERE NOT clustered AND place <= (firms + 1) / 2)) AS outside,
       printf('%.0f %%', 100 * avg(distance <= 500) FILTER (WHERE clustered)) AS 'within 500 m',
       printf('%.0f %%', 100 * avg(distance <= 500) FILTER (WHERE NOT clustered)) AS 'if outside'
FROM ranked JOIN industries AS i ON i.code = ranked.industry
GROUP BY ranked.industry HAVING sum(clustered) > 0
ORDER BY count(*) DESC LIMIT 12;

.print
.print "5. WHO SERVES MOST? The research firms that are the nearest one of most producers, in the industries with clusters."
.print
.width 32 16 18 -10 -14
SELECT r.name AS 'research firm', i.name AS industry, r.district AS gu, count(*) AS producers,
       printf('%.0f m', avg(n.distance)) AS 'mean distance'
FROM nearest AS n JOIN firms AS r ON r.firm_id = n.research_id JOIN industries AS i ON i.code = r.industry
WHERE n.industry IN (SELECT industry FROM hulls)
GROUP BY n.research_id ORDER BY count(*) DESC, n.research_id LIMIT 8;

.print
.print "6. HAS THE MIDDLE MOVED? The IT firms founded by each year and not yet closed: their mean centre, how far it is from that of"
.print "   the row above, and how wide they are spread. The medoid is a firm, the ellipse a polygon (here its area)."
.print
.width -6 -7 -9 -9 -8 -10 -12 24
WITH years AS (
  SELECT y.column1 AS year, count(*) AS firms, cl_mean_centre(f.x, f.y) AS centre, cl_standard_distance(f.x, f.y) AS spread,
         cl_standard_ellipse(f.x, f.y) AS ellipse, cl_medoid(f.firm_id, f.x, f.y) AS middle
  FROM (VALUES (1995), (2003), (2012)) AS y JOIN firms AS f ON f.industry = 'J62' AND f.founded <= y.column1 AND (f.closed = '' OR f.closed > y.column1)
  GROUP BY y.column1
)
SELECT year, firms, printf('%.0f', cl_x(centre)) AS east, printf('%.0f', cl_y(centre)) AS north,
       printf('%.0f m', sqrt((cl_x(centre) - lag(cl_x(centre)) OVER w) * (cl_x(centre) - lag(cl_x(centre)) OVER w)
                             + (cl_y(centre) - lag(cl_y(centre)) OVER w) * (cl_y(centre) - lag(cl_y(centre)) OVER w))) AS moved,
       printf('%.0f m', spread) AS 'std. dist.', printf('%.0f km2', cl_area(ellipse) / 1e6) AS 'ellipse of',
       (SELECT name FROM firms WHERE firm_id = middle) AS 'firm in the middle'
FROM years WINDOW w AS (ORDER BY year);

.print
.print "   A geometry says its system (cl_srid) and goes out as WKB for R and Python (cl_as_wkb)."
.mode list
.headers off
SELECT printf('   cluster 1 of J62: SRID %d, %d bytes of WKB', cl_srid(hull), length(cl_as_wkb(hull))) FROM hulls WHERE industry = 'J62' AND cluster = 1;
