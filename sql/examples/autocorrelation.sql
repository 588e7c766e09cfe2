-- Do districts with high figures lie beside each other, more than by chance? All industries at once, and the map of one.
--
--   sqlite3 build/seoul.db '.read sql/examples/autocorrelation.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables, and draws three pictures into build/.

.load build/mod_clusterlite
.mode list
.headers off

-- Who is whose neighbour is found once and kept. In a file of your own: CREATE TABLE district_weights AS ...
CREATE TEMP TABLE district_weights AS
SELECT cl_weights((SELECT cl_geometries(name, cl_from_text(wkt)) FROM districts), 'queen') AS weights;

CREATE TEMP TABLE quotients AS
SELECT region AS gu, industry, lq FROM cl_location_quotient((SELECT cl_crosstab(district, industry, employees) FROM open_firms));

.print
.print "1. NEIGHBOURS: gu (districts) that share a border or a corner"
.print
SELECT printf('%d gu, %d borders. A gu has %d to %d neighbours, %.1f in the mean; %d have none.', nodes, ties / 2, min_neighbours,
              max_neighbours, mean_neighbours, islands)
FROM cl_describe((SELECT weights FROM district_weights));

-- By hand: the lag of a gu is the mean of its neighbours.
SELECT printf('Dobong-gu: construction has a location quotient of %.2f. Its neighbours: %s. Their mean is its lag, %.4f.',
              (SELECT lq FROM quotients WHERE gu = 'Dobong-gu' AND industry = 'F42'),
              group_concat(printf('%s %.4f', gu, lq), ', '), avg(lq))
FROM (SELECT q.gu, q.lq FROM cl_weight_rows((SELECT weights FROM district_weights)) AS w
      JOIN quotients AS q ON q.gu = w.to_id AND q.industry = 'F42' WHERE w.from_id = 'Dobong-gu' ORDER BY q.gu);

-- ---- One figure an industry.

.print
.print "2. MORAN'S I of the location quotients, all industries in one call: the five most and the three least alike"
.print
.print "I: the slope of the neighbours' mean over the gu's own figure. Near 0 (exactly -1/24) without any order; above, like"
.print "beside like; below, high beside low. p: how often shuffling the figures over the gu gives an I as far out, on either"
.print "side (9,999 times). p_fdr: p after so many industries were asked. Read this one: of 35 industries, two have p < .05 by"
.print "chance alone."
.print
.mode column
.headers on
.width 16 -3 -6 -6 -7 -6
CREATE TEMP TABLE moran AS
SELECT * FROM cl_moran((SELECT cl_values(gu, lq, industry) FROM quotients), (SELECT weights FROM district_weights), 'row', 9999);
WITH ranked AS (SELECT *, row_number() OVER (ORDER BY moran DESC) AS place, count(*) OVER () AS industries FROM moran)
SELECT i.name AS industry, n, printf('%+.2f', moran) AS I, printf('%+.1f', z) AS z, printf('%.4f', p) AS p, printf('%.3f', p_fdr) AS p_fdr
FROM ranked JOIN industries AS i ON i.code = group_key
WHERE place <= 5 OR place > industries - 3 ORDER BY place;

-- ---- One figure a gu: LISA.

CREATE TEMP TABLE lisa AS
SELECT * FROM cl_local_moran((SELECT cl_values(gu, lq, industry) FROM quotients), (SELECT weights FROM district_weights), 'row', 9999);

.print
.print "3. WHERE (local Moran, LISA): gu and industry with p_fdr up to .1"
.print
.print "LL: low among low; HH: high among high; HL, LH: the gu differs from its neighbours. p: the gu keeps its figure, the"
.print "others are dealt anew to its neighbours. p_fdr: after all gu of the industry were asked."
.print
.width 16 18 -5 -5 4 -7 -6
SELECT i.name AS industry, id AS gu, printf('%.2f', value) AS LQ, printf('%.2f', lag) AS lag, quadrant AS 'is', printf('%.4f', p) AS p,
       printf('%.3f', p_fdr) AS p_fdr
FROM lisa JOIN industries AS i ON i.code = group_key WHERE p_fdr <= .1 ORDER BY lisa.p_fdr, industry, gu;
.mode list
.headers off
.print
SELECT printf('%d of %d pairs of gu and industry have p <= .05. Chance alone gives about %.0f. With p_fdr <= .05: %d.',
              sum(p <= .05), count(p), .05 * count(p), sum(p_fdr <= .05)) FROM lisa;

.print
.print "4. CONSTRUCTION: alike as a whole (2.), no gu that stands out alone (3.)"
.print
.mode column
.headers on
.width 18 -5 -5 4 -7 -6
SELECT id AS gu, printf('%.2f', value) AS LQ, printf('%.2f', lag) AS lag, quadrant AS 'is', printf('%.4f', p) AS p, printf('%.3f', p_fdr) AS p_fdr
FROM lisa WHERE group_key = 'F42' AND p <= .05 ORDER BY lisa.p;
.mode list
.headers off

.print
.print "What not to read into it. A map that colours p <= .05 always shows something, 44 pairs here by chance alone; and with 25"
.print "gu a local test is weak, so an empty map is no proof of chance either. HH is a gu among gu, not a cluster of firms: the"
.print "IT cluster across the border of Gangnam and Seocho (cluster_profile) shows in no line above. Other borders, other figures."
.print "And none of it says why."

-- ---- Pictures, one statement each.

.print
.print "5. build/lisa.svg: THE LISA MAP of construction. Coloured: p <= .05 of the gu by itself, not adjusted (see 3.)."
.output build/lisa.svg
SELECT cl_svg_map(layer, '{"title":"LISA: location quotient of construction, p <= .05","colours":{"HH":"#ca3b33","LL":"#2c6db3","HL":"#f2a477","LH":"#92c5de","not significant":"#e4e4e4"}}')
FROM (
  SELECT cl_svg_layer('area', cl_from_text(d.wkt), NULL, iif(m.p <= .05, m.quadrant, 'not significant'), d.name,
                      printf('%s: LQ %.2f, neighbours %.2f, p %.4f', d.name, m.value, m.lag, m.p)) AS layer
  FROM districts AS d JOIN cl_local_moran((SELECT cl_values(gu, lq) FROM quotients WHERE industry = 'F42'),
                                          (SELECT weights FROM district_weights), 'row', 9999) AS m ON m.id = d.name);
.output

.print "6. build/moran.svg: MORAN'S SCATTER PLOT of the same. The slope of the line is Moran's I."
.output build/moran.svg
SELECT cl_svg_scatter(value, lag, id, iif(p <= .05, quadrant, 'not significant'),
                      json_object('title', 'Construction: each gu beside its neighbours', 'x_label', 'location quotient of the gu',
                                  'y_label', 'mean of its neighbours', 'quadrants', json_array(mean, mean), 'trend', json('true'),
                                  'quadrant_labels', json_array('HH', 'LH', 'LL', 'HL'),
                                  'colours', json('{"HH":"#ca3b33","LL":"#2c6db3","HL":"#f2a477","LH":"#5b9fc4","not significant":"#8a8a8a"}')))
FROM (SELECT *, avg(value) OVER () AS mean FROM lisa WHERE group_key = 'F42');
.output

.print "7. build/all_industries.svg: EVERY INDUSTRY: Moran's I, the adjusted p written beside those below .1."
.output build/all_industries.svg
SELECT cl_svg_bars(i.name || iif(p_fdr < .1, printf(' (p_fdr %.3f)', p_fdr), ''), moran, NULL, '{"title":"Moran''s I of location quotients over 25 gu"}')
FROM moran JOIN industries AS i ON i.code = group_key;
.output

-- ---- The same neighbours, other questions.

.print
.print "8. DIFFERENCES INSTEAD OF PRODUCTS: construction by Geary's C (1 by chance, below: neighbours alike) and Getis and Ord's G"
.print "   (above its expectation: high figures lie together)."
.print
SELECT printf('C %.3f, p %.4f; G %.4f, by chance %.4f, p %.4f', c.geary, c.p, g.g, g.expected, g.p)
FROM cl_geary((SELECT cl_values(gu, lq) FROM quotients WHERE industry = 'F42'), (SELECT weights FROM district_weights), 'row', 999) AS c,
     cl_getis_ord_g((SELECT cl_values(gu, lq) FROM quotients WHERE industry = 'F42'), (SELECT weights FROM district_weights), 'given', 999) AS g;

.print
.print "9. HOT AND COLD SPOTS: Gi* counts the gu itself; z above 2 is hot, below -2 cold. Beside it local Geary: unlike its neighbours?"
.print
.mode column
.headers on
.width 18 -6 -7 -7 22 -7
SELECT h.id AS gu, printf('%.2f', h.value) AS LQ, printf('%.2f', h.g_star_z) AS 'Gi* z', printf('%.4f', h.p) AS p, d.association AS 'local Geary', printf('%.4f', d.p) AS 'p '
FROM cl_getis_ord((SELECT cl_values(gu, lq) FROM quotients WHERE industry = 'F42'), (SELECT weights FROM district_weights), 999) AS h
JOIN cl_local_geary((SELECT cl_values(gu, lq) FROM quotients WHERE industry = 'F42'), (SELECT weights FROM district_weights), 'row', 999) AS d ON d.id = h.id
ORDER BY abs(h.g_star_z) DESC LIMIT 5;
.mode list
.headers off

.print
.print "10. LABELS: is the industry with the highest quotient of a gu one of manufacturing or of services, and does that repeat across"
.print "   the border? Joins of the kinds, and by chance."
.print
SELECT printf('%s beside %s: %g joins, by chance %.2f, p %.3f', label_a, label_b, joins, expected, p)
FROM cl_join_count((SELECT cl_labels(gu, sector) FROM (
  SELECT gu, CASE substr(industry, 1, 1) WHEN 'C' THEN 'manufacturing' ELSE 'services' END AS sector, max(lq) FROM quotients GROUP BY gu)),
  (SELECT weights FROM district_weights), 'given', 999) WHERE label_a <= label_b;

.print
.print "11. TWO FIGURES: where IT has a high quotient, do the neighbours have one of publishing? And in which gu most?"
.print
SELECT printf('correlation in the same gu %.2f; with the neighbours %.2f, p %.3f', correlation, moran, moran_p)
FROM cl_bivariate((SELECT cl_values(gu, lq) FROM quotients WHERE industry = 'J62'), (SELECT cl_values(gu, lq) FROM quotients WHERE industry = 'J58'),
                  (SELECT weights FROM district_weights), 'row', 999);
SELECT printf('%s: IT %.2f, publishing of its neighbours %.2f (%s), p %.3f', id, x, lag_y, quadrant, p)
FROM cl_local_bivariate((SELECT cl_values(gu, lq) FROM quotients WHERE industry = 'J62'), (SELECT cl_values(gu, lq) FROM quotients WHERE industry = 'J58'),
                        (SELECT weights FROM district_weights), 'row', 999) AS b ORDER BY b.p, b.id LIMIT 2;
