-- Pictures of the synthetic city, each by one statement, as SVG files that browsers, QGIS and print show.
--
--   sqlite3 build/seoul.db '.read sql/examples/pictures.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads. The pictures are written into build/.

.load build/mod_clusterlite
.mode list
.headers off

.print 1. build/clusters.svg: THE CLUSTERS over the districts.
.output build/clusters.svg
SELECT cl_svg_map(layer, '{"title":"Clusters of Seoul (synthetic)","width":900}') FROM (
  SELECT cl_svg_layer('area', cl_from_text(wkt), NULL, NULL, name) AS layer FROM districts
  UNION ALL SELECT cl_svg_layer('points', x, y, industry) FROM cluster_members WHERE cluster IS NOT NULL
  UNION ALL SELECT cl_svg_layer('hull', hull, NULL, industry, industry || ' ' || cluster, firms || ' firms') FROM cluster_profile);
.output

.print 2. build/k_distance.svg: CHOOSING EPS. The distance of each IT firm to its 11th neighbour; the dashed line is the knee.
.output build/k_distance.svg
WITH curve AS MATERIALIZED (SELECT * FROM cl_suggest_eps((SELECT cl_points(firm_id, x, y) FROM it_firms), 11))
SELECT cl_svg_line(NULL, rank, distance, json_object('title', 'Distance to the 11th neighbour, IT firms', 'x_label', 'firms, the loneliest first',
                   'y_label', 'metres', 'mark_y', round((SELECT max(eps) FROM curve))))
FROM curve;
.output

.print 3. build/reachability.svg: OPTICS. Each valley is a cluster, the deeper the denser.
.output build/reachability.svg
SELECT cl_svg_line(NULL, position, reachability, '{"title":"Reachability of IT firms","x_label":"firms, in the order of the walk","y_label":"metres","mark_y":500}')
FROM cl_optics((SELECT cl_points(firm_id, x, y) FROM it_firms), 12);
.output

.print 4. build/envelope.svg: THE M FUNCTION of IT firms with the band of 99 simulations.
.output build/envelope.svg
WITH m AS MATERIALIZED (
  SELECT r, m, global_lo, global_hi FROM cl_m_function((SELECT cl_points(firm_id, x, y, 1, industry) FROM open_firms), 3000, 250)
  WHERE reference = 'J62' AND neighbour = 'J62' AND simulations = 99)
SELECT cl_svg_line(series, r, value, '{"title":"How much more often IT firms have IT firms nearby","x_label":"metres","y_label":"M(r)","mark_y":1,"band":["lowest of chance","highest of chance"]}')
FROM (SELECT 'M' AS series, r, m AS value FROM m UNION ALL SELECT 'lowest of chance', r, global_lo FROM m UNION ALL SELECT 'highest of chance', r, global_hi FROM m);
.output

.print 5. build/quotients.svg: WHAT THE DISTRICTS LIVE ON. Location quotients, purple above 1, orange below.
.output build/quotients.svg
SELECT cl_svg_matrix(region, industry, lq, '{"title":"Location quotients","scale":"log","centre":1,"width":900}')
FROM cl_location_quotient((SELECT cl_crosstab(district, industry, employees) FROM open_firms));
.output

.print 6. build/quotient_map.svg: THE SAME OF ONE INDUSTRY as a map in Korean.
.output build/quotient_map.svg
SELECT cl_svg_map(layer, '{"title":"정보서비스업 입지계수 (J62)","palette":"diverging","scale":"log","lang":"ko"}')
FROM (SELECT cl_svg_layer('area', cl_from_text(d.wkt), NULL, q.lq, d.name_ko) AS layer
      FROM districts AS d LEFT JOIN cl_location_quotient((SELECT cl_crosstab(district, industry, employees) FROM open_firms)) AS q
        ON q.region = d.name AND q.industry = 'J62');
.output

.print 7. build/growth.svg: STAGES. Growth of the firms of J62 from 1999 to 2003 against their location quotient of 1999.
.output build/growth.svg
SELECT cl_svg_scatter(lq_before, growth * 100, region, NULL, '{"title":"J62: growth against location quotient","x_label":"location quotient 1999","y_label":"growth of firms 1999 to 2003, %","quadrants":[1,0],"quadrant_labels":["growing","emerging","declining","mature"]}')
FROM cl_growth_portfolio(
  (SELECT cl_crosstab(district, industry) FROM firms WHERE founded + 0 <= 1999 AND (closed = '' OR closed + 0 > 1999)),
  (SELECT cl_crosstab(district, industry) FROM firms WHERE founded + 0 <= 2003 AND (closed = '' OR closed + 0 > 2003)))
WHERE industry = 'J62';
.output

.print 8. build/network.svg: THE TIES inside the largest IT cluster, between the places of its firms.
.output build/network.svg
WITH members AS MATERIALIZED (SELECT firm_id, x, y FROM cluster_members WHERE industry = 'J62' AND cluster = 1)
SELECT cl_svg_map(layer, '{"title":"Ties inside J62 1","legend":false}') FROM (
  SELECT cl_svg_layer('line', cl_from_text('LINESTRING(' || a.x || ' ' || a.y || ',' || b.x || ' ' || b.y || ')'), NULL, NULL, NULL, NULL,
                      '{"opacity":0.1,"stroke":0.6}') AS layer
  FROM links AS l JOIN members AS a ON a.firm_id = l.from_id JOIN members AS b ON b.firm_id = l.to_id
  UNION ALL SELECT cl_svg_layer('points', x, y, 'J62') FROM members);
.output

.print 9. build/concentration.svg: HOW CONCENTRATED each industry is, by Ellison and Glaeser.
.output build/concentration.svg
SELECT cl_svg_bars(industry, ellison_glaeser, NULL, '{"title":"Ellison-Glaeser index"}')
FROM cl_concentration((SELECT cl_crosstab(district, industry, employees) FROM open_firms));
.output
