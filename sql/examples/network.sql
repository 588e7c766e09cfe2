-- Who is tied to whom? Communities of firms, whoever holds them together, clusters that are near and linked at once, and whether
-- place, industry and role go together.
--
--   sqlite3 build/seoul.db '.read sql/examples/network.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables.

.load build/mod_clusterlite
.mode list
.headers off

-- The ties of open firms, collected once. A tie with a closed firm is left out by the joins.
CREATE TEMP TABLE ties AS
SELECT l.from_id, l.to_id FROM links AS l JOIN open_firms AS a ON a.firm_id = l.from_id JOIN open_firms AS b ON b.firm_id = l.to_id;
CREATE TEMP TABLE net AS SELECT cl_links(from_id, to_id) AS links FROM ties;

.print
.print "1. DOES THE NETWORK HANG TOGETHER? Parts without any tie between them."
.print
SELECT printf('%d firms have ties; the largest part holds %d of them, %d parts have two or three firms.', count(*), max(members),
              count(DISTINCT iif(members <= 3, component, NULL)))
FROM cl_components((SELECT links FROM net));

.print
.print "2. COMMUNITIES (Leiden): firms with more ties among themselves than chance gives. Of the six largest, the industry and the"
.print "   gu (district) that most of their firms have. High shares: the community is an industry, or a place."
.print
.mode column
.headers on
.width -9 -6 16 -8 18 -8
WITH c AS (
  SELECT c.component AS community, f.firm_id, i.name AS industry, f.district
  FROM (SELECT id, community AS component FROM cl_communities((SELECT links FROM net))) AS c
  JOIN open_firms AS f ON f.firm_id = c.id JOIN industries AS i ON i.code = f.industry
), sizes AS (SELECT community, count(*) AS firms FROM c GROUP BY community ORDER BY firms DESC, community LIMIT 6),
lines AS (SELECT community, industry, count(*) AS n, row_number() OVER (PARTITION BY community ORDER BY count(*) DESC, industry) AS place FROM c GROUP BY 1, 2),
places AS (SELECT community, district, count(*) AS n, row_number() OVER (PARTITION BY community ORDER BY count(*) DESC, district) AS place FROM c GROUP BY 1, 2)
SELECT s.community, s.firms, l.industry, printf('%.0f %%', 100.0 * l.n / s.firms) AS 'of it', p.district AS gu, printf('%.0f %%', 100.0 * p.n / s.firms) AS 'of it '
FROM sizes AS s JOIN lines AS l ON l.community = s.community AND l.place = 1 JOIN places AS p ON p.community = s.community AND p.place = 1
ORDER BY s.firms DESC, s.community;

.print
.print "3. WHO HOLDS IT TOGETHER? Betweenness: on how many of the shortest ways between others a firm lies. A firm with few ties"
.print "   and much of it is a bridge; without it parts of the network lose sight of each other."
.print
.width 32 16 14 -7 -12
SELECT f.name AS firm, i.name AS industry, f.role, c.degree AS ties, printf('%,.0f', c.betweenness) AS betweenness
FROM cl_centrality((SELECT links FROM net)) AS c JOIN firms AS f ON f.firm_id = c.id JOIN industries AS i ON i.code = f.industry
ORDER BY c.betweenness DESC, c.id LIMIT 6;

.print
.print "4. NEAR AND LINKED AT ONCE: IT firms with 4 others within 500 m that they have ties with, beside those with 12 firms near."
.print
.width -9 -7 -18
WITH it AS (SELECT * FROM open_firms WHERE industry = 'J62'),
near AS (SELECT id, cluster FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM it), 500, 12) WHERE cluster IS NOT NULL),
linked AS (SELECT id, cluster FROM cl_linked_clusters((SELECT cl_points(firm_id, x, y) FROM it), (SELECT links FROM net), 500, 4) WHERE cluster IS NOT NULL)
SELECT n.cluster AS 'near only', count(*) AS firms, count(l.id) AS 'of them linked too'
FROM near AS n LEFT JOIN linked AS l ON l.id = n.id GROUP BY n.cluster ORDER BY n.cluster;

.print
.print "5. SYNERGY of place, industry and role (triple helix), in thousandths of a bit. Chance alone makes it negative: what counts is"
.print "   how far it lies from what chance expects, in standard deviations. Below: the three together tell more than pair by pair."
.print "   Above, as here: they repeat each other, as where an industry has its place."
.print
.mode list
.headers off
SELECT printf('synergy %.1f, by chance %.1f, standard deviation %.1f: z = %.1f', 1000 * t, 1000 * e, 1000 * sd, (t - e) / sd)
FROM (SELECT cl_synergy(f.district, f.industry, f.role) AS t, cl_synergy_expected(f.district, f.industry, f.role) AS e,
             cl_synergy_sd(f.district, f.industry, f.role) AS sd
      FROM firms AS f JOIN open_firms AS o ON o.firm_id = f.firm_id);
