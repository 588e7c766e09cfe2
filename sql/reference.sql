-- The reference page: prints sql/REFERENCE.md from what the loaded extension says of itself in cl_functions.
--
--   sqlite3 :memory: ".load build/mod_clusterlite" ".read sql/reference.sql" > sql/REFERENCE.md
--
-- A chapter is a family; a function with two forms has one section. A test fails when the page is out of date.
.mode list
.headers off
.nullvalue ''

SELECT '# ClusterLite ' || cl_version() || ': reference

Printed by `sql/reference.sql` from the table `cl_functions` of the extension itself; do not edit. In a client:
`SELECT signature, summary FROM cl_functions`.

## What holds everywhere

**Collect, analyse, join.** An aggregate collects the rows of any query into a data set. A table-valued function analyses
the data set. The answer is rows again:

```sql
SELECT m.cluster, count(*) AS firms, sum(f.employees) AS jobs
FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms WHERE industry LIKE ''J62%''), 500, 10) AS m
JOIN firms AS f ON f.firm_id = m.id
WHERE m.cluster IS NOT NULL
GROUP BY m.cluster;
```

An answer that you need again and again can be a permanent table, which is always current. Its parameters are the table or
view to read (`source`, in the same schema), the columns that the collector takes, and the arguments of the function:

```sql
CREATE VIRTUAL TABLE it_clusters USING cl_dbscan(source = it_firms, id = firm_id, x = x, y = y, eps = 500, min_points = 10);
CREATE VIRTUAL TABLE hot USING cl_local_moran(source = districts, id = gu, value = jobs_per_head, geometry = geom, kind = queen);
```

A function of values and weights takes both from one source: the columns of `cl_values`, those of `cl_points` or `cl_geometries`, then
the arguments of `cl_weights`. With `group_key`, a source has one row per unit and group; places that repeat count once.

**Arguments** are given by their place, or by name after WHERE: `FROM cl_moran(v, w) WHERE permutations = 999`. Inside the
parentheses SQLite takes `permutations = 999` for a comparison, and the answer has no rows.

**Data sets** are BLOBs. They can be passed through subqueries and views and stored in columns; `cl_merge` unites them. A data
set holds everything that a function needs, so functions over data sets read no table and also run in views and triggers.

**Missing values.** NULL and the empty string are missing. A row whose key is missing (id, group_key, region, industry) is left
out and counted: `skipped` in `cl_describe`. A firm without coordinates, or without weight where weights were collected, stays
in the data set: its results are NULL, and it has no influence on others. Where each row of the answer is a distance
(`cl_neighbours`, `cl_nearest`, `cl_suggest_eps`) it has no row. What is undefined is NULL, never 0: the location
quotient of an industry in which nobody works, for example.

Measures of a distribution (`cl_gini`, `cl_entropy`, `cl_hoover` and the like) leave out a row in which an argument is missing.
They are NULL when no row is left, or when the values, the references or value times weight add up to 0. A value of 0
counts as a unit that has nothing; so does a category whose values are all 0.

In a crosstab, a region where an industry is absent has the value 0. A cell none of whose firms has a value is not known, and
takes no part. A firm without value counts in the number of firms only. A region or industry whose values add up to 0 or are
not known has no measures.

**Numbers.** Text that is a number (''127.1'', as CSV imports leave it) is read as a number. Nothing is silently 0. Where weights
are optional and not given, each firm weighs 1.

**Keys** (ids, regions, industries, categories) are integers, reals or texts, and come back with the type that they had.

- As ids, 1, 1.0 and ''1'' are three keys, and SQLite does not join an integer with a text.
- Regions, industries, group keys and kinds are codes. The same code as a number here and as a text there (62 and ''62'', 111 and
  ''0111'', 62 and 62.0) is an error that shows the CAST. This holds inside a data set, in `cl_merge` and between the data sets
  of one call.
- Text must be UTF-8. Texts that only look alike (case, blanks at the ends, composed and decomposed Hangul) stay different
  keys; `cl_describe` counts them in `lookalike_keys`.

**Group keys.** Each group (an industry, a year) is analysed apart from the others in one call. An id is unique within its group
only: in a register of licences a firm has one row for each of its industries. So join the answer on id and group_key.

**Metric.** The distance functions take `metric`. ''planar'', the default, measures straight distances in the unit of the
coordinates. With ''geodesic'', x is longitude and y latitude in degrees, and distances are metres along a great circle of
a sphere of radius 6371008.8 m, at most 0.57 % off the WGS 84 ellipsoid.

**Degrees and metres.** When no metric is given, these are errors:

- an SRID of degrees;
- an SRID of Web Mercator (3857, 900913, 3395 and their like), where lengths are 1/cos(latitude) too long;
- a radius that cannot be one in degrees, where most located rows lie within +-180 in x and +-90 in y, or swapped. That is: a
  radius greater than their box; or of 30 or more, unless they start near 0 as a local site does; or of 3 or more and over a
  quarter of the diagonal of a region that is farther from 0 than it is wide;
- for functions without a radius: 3 of 4 rows (of few rows, all but one) in that range and near each other: both coordinates
  within a twentieth of their median, as in a city.

Stray rows and swapped columns do not hide it. Rows at exactly 0,0 are left out of it, unless all others are whole numbers.
Three cases cannot be noticed: a wide country without a radius, a city near 0 degrees such as London, and a small radius
meant in metres over a few degrees. Giving ''planar'' switches all of this off. Centrography, hulls and areas of x, y check
nothing: degrees give results in degrees, whose length differs between east and north.

**Order.** A result depends on the set of rows only, not on their order or the number of threads. Sums of integers are exact;
sums of reals are compensated.

**Windows.** A measure of a distribution is computed for each row from all values in its frame, so a moving frame gives
exactly what computing it anew gives. The cost of a row grows with the number of different values (or categories) in the
frame, not of rows: each new row changes the total, and with it every share. Running totals (`OVER (ORDER BY ...)` without a
frame) over 5,000 different values take 0.3 to 0.6 s, over 5,000 categories 1.1 to 1.4 s, and four times that when there are
twice as many: group first, or give the frame its bounds.

**Errors** begin with the name of the function and say what was found and what would be right:
`cl_dbscan: eps must be >= 0 (got -5)`. An entry lists only its own. Every function refuses:

- a data set that is NULL, of another kind, truncated, changed or foreign;
- a number that is neither a number nor text that is one, is infinite, or is negative where a size is meant; a required
  number that is missing; a count that is not a whole number; an option other than those listed;
- a BLOB as a key; a code that is a number in one row and a text in another;
- a coordinate beyond 1e100; coordinates in degrees or Web Mercator without a metric; with ''geodesic'', coordinates that are
  not a longitude and latitude;
- a BLOB that is not a geometry, or a damaged one; curves, TINs and polyhedral surfaces; rings that are not closed; two SRIDs
  in one data set or group;
- a setting (m, order, epsilon, srid, ratio) that is missing or changes between rows;
- values that add up to more than 1.8e308.

**Stopping.** An interrupt or a progress handler of the client ends any analysis of ten million firms within a
twentieth of a second (the concave hull of so many points in one group: within 0.3 s).

**Types.** *key*: an integer, real or text; *geometry*: a geometry BLOB; *points*, *crosstab*, *links*, *labels*: a data set of
that kind; *data set*: one of any kind. Keys in answers have type *any*: they come back as collected.

## Contents
';

WITH f AS (SELECT rowid AS n, * FROM cl_functions)
SELECT '- [' || family || '](#' || lower(replace(family, ' ', '-')) || '): ' ||
       (SELECT group_concat('[`' || name || '`](#' || name || ')', ', ')
        FROM (SELECT name FROM f WHERE family = chapter.family GROUP BY name ORDER BY min(n)))
FROM (SELECT family, min(n) AS first FROM f GROUP BY family) AS chapter
ORDER BY first;
SELECT '- [Other packages](#other-packages)';

WITH
  f AS (
    SELECT rowid AS n, *,
           first_value(rowid) OVER (PARTITION BY family ORDER BY rowid) AS chapter,
           first_value(rowid) OVER (PARTITION BY name ORDER BY rowid) AS section,
           count(*) OVER (PARTITION BY name) AS forms
    FROM cl_functions),
  -- The permanent form of a table-valued function. Over one data set: the required arguments of the collector with the
  -- name of the data set (they name columns), then its own.
  permanent AS (
    SELECT f.n, 'CREATE VIRTUAL TABLE t USING ' || f.name || '(source = ...' ||
                (SELECT group_concat(', ' || (a.value ->> 'name') || ' = ...', '')
                 FROM json_each(c.arguments) AS a WHERE NOT a.value ->> 'optional') ||
                coalesce((SELECT group_concat(', ' || (a.value ->> 'name') || ' = ...', '')
                          FROM json_each(f.arguments) AS a
                          WHERE a.key <> d.key AND NOT a.value ->> 'optional'), '') || ')' AS statement
    FROM f, json_each(f.arguments) AS d, cl_functions AS c
    WHERE f.kind = 'table-valued function' AND c.name = 'cl_' || (d.value ->> 'type') AND c.kind = 'collector (aggregate)'
      AND NOT EXISTS (SELECT 1 FROM json_each(f.arguments) AS w WHERE w.value ->> 'type' = 'weights') -- two data sets
    GROUP BY f.n HAVING count(*) = 1
    UNION ALL
    -- With weights: columns are called as the data sets are, value_x of values_x.
    SELECT f.n, 'CREATE VIRTUAL TABLE t USING ' || f.name || '(source = ..., id = ...' ||
                group_concat(iif(d.value ->> 'type' = 'weights', '', ', ' || replace(d.value ->> 'name', 's', '') || ' = ...'), '') ||
                ', geometry = ..., kind = ...)'
    FROM f, json_each(f.arguments) AS d
    WHERE f.kind = 'table-valued function' AND d.value ->> 'type' IN ('values', 'labels', 'weights')
    GROUP BY f.n HAVING count(*) > 1 AND sum(d.value ->> 'type' = 'weights') = 1),
  introduction (words) AS (VALUES ('
### How to read p

**p** says how often chance alone would give a figure at least as far out: (1 + those simulated) / (simulations + 1), so with
199 simulations never below 0.005. `alternative` says on which side; ''two_sided'', the default, is twice the smaller
side. p_normal takes z for normal instead. What chance is, differs:

| family | question | chance (the null model) | p is about | do not conclude |
|---|---|---|---|---|
| Autocorrelation: `cl_moran`, `cl_geary`, `cl_getis_ord_g`, the local forms, join counts, bivariate | are like values neighbours? | the values of the units are dealt to the units anew, all arrangements equally likely; of a local figure the unit keeps its own value | global: the whole map; local: that unit and its neighbours | that firms cluster (units are areas with borders somebody drew); that a unit caused its neighbours'' values; that an unmarked unit is like chance |
| Curves: `cl_m_function`, `cl_m_density`, `cl_kd_density`, `cl_ripley_k`, `cl_d_function` | at which distances are firms of an industry together? | the places are kept. ''location'': all firms change places, with their weights; ''labelling'': industries change places; ''csr'': places at random, which a city never is | the whole curve, all distances at once: the global bounds. lo and hi are of one distance by itself | that a small p means strong clustering (read the figure beside its mean); why firms are together; anything from lo and hi at distances picked after looking |
| Co-location: `cl_colocation_quotient`, `cl_local_colocation` | does an industry seek another? | industries change places | a pair of industries; the local one: a firm | that they trade or cooperate; that b seeks a since a seeks b |
| Clusters: `cl_cluster_test`, `cl_scan` | is a cluster larger, or denser, than chance makes it? | as many firms as the industry has, drawn among all firms of the city | `cl_cluster_test`: the largest cluster; `cl_scan`: each circle beside the best one of each simulated city | anything about the second largest cluster from the p of the largest; that the circle is the outline |
| `cl_clark_evans` | are firms nearer to each other than at random? | ''csr'' or ''labelling'' | the mean distance to the nearest | clustering of an industry from ''csr'': every city is clustered |

**p_fdr** is p after the number of questions asked at once: the units of a map, the industries of a call (Benjamini and
Hochberg 1995). Of all lines with p_fdr <= 0.05, about one in twenty is expected to be chance. Of a map of 1,000 units that is
all chance, p <= 0.05 marks 50. So take p for a question that you had before you looked, and p_fdr for a list or map that you
look through. It cannot fall below p: with many units raise `permutations` or `simulations`.

A small p with many firms may go with a figure hardly above chance; a large one with few firms says little. Other borders,
radii and years give other p: fix them before you look, or show them all.
'))
SELECT rtrim(
  iif(f.n = f.chapter, char(10) || '## ' || f.family || char(10) || iif(f.family = 'Statistics', i.words, ''), '') ||
  iif(f.n = f.section, char(10) || '### ' || f.name || char(10, 10), char(10)) ||
  iif(f.forms > 1, '#### ' || f.signature || char(10, 10), '') ||
  f.summary || char(10, 10) ||
  '```sql' || char(10) || f.signature || char(10) || coalesce(p.statement || char(10), '') || '```' || char(10, 10) ||
  upper(substr(f.kind, 1, 1)) || substr(f.kind, 2) || ', since ' || f.since || coalesce('; changed in ' || f.history, '') || '.' || char(10, 10) ||
  -- The example and what it prints, before the tables.
  coalesce('```sql' || char(10) || f.example || ';' || char(10) || '```' || char(10) ||
           '```' || char(10) || f.example_result || char(10) || '```' || char(10, 10), '') ||
  coalesce('| argument | type | meaning | default |
|---|---|---|---|
' || (SELECT group_concat('| ' || (a.value ->> 'name') || ' | ' || (a.value ->> 'type') || ' | ' ||
                          replace(a.value ->> 'meaning', '|', '\|') || ' | ' ||
                          coalesce(a.value ->> 'default', iif(a.value ->> 'optional', 'none', 'required')) || ' |',
                          char(10))
      FROM json_each(f.arguments) AS a) || char(10, 10), '') ||
  coalesce('**Result**: ' || rtrim(f.result, '.') || '.' || char(10, 10), '') ||
  coalesce('| column | type | meaning |
|---|---|---|
' || (SELECT group_concat('| ' || (c.value ->> 'name') || ' | ' || coalesce(nullif(c.value ->> 'type', ''), 'any') || ' | ' ||
                          replace(c.value ->> 'meaning', '|', '\|') || ' |', char(10))
      FROM json_each(f.columns) AS c) || char(10, 10), '') ||
  -- One formula a line: a list where there are several.
  coalesce(iif(instr(f.formula, char(10)),
               '**Formula**:' || char(10, 10) || '- ' || replace(rtrim(f.formula, '.'), char(10), char(10) || '- '),
               '**Formula**: ' || rtrim(f.formula, '.') || '.') || char(10, 10), '') ||
  coalesce('**Use**: ' || rtrim(f.use, '.') || '.' || char(10, 10), '') ||
  coalesce('**Missing and undefined**: ' || rtrim(f.nulls, '.') || '.' || char(10, 10), '') ||
  -- Those of all functions are in the chapter on what holds everywhere.
  coalesce('**Errors**: ' || rtrim(nullif(f.errors, 'those of all functions'), '.') || '.' || char(10, 10), '') ||
  coalesce('**Source**: ' || rtrim(f.source, '.') || '.' || char(10, 10), '') ||
  coalesce('**Elsewhere**: ' || rtrim(f.peers, '.') || '.' || char(10, 10), ''), char(10))
FROM f LEFT JOIN permanent AS p USING (n), introduction AS i
ORDER BY f.chapter, f.section, f.n;

-- ---- From another package: by its names. A name of ours that does not exist is a link that leads nowhere, which the test finds.

SELECT '
## Other packages

What somebody who comes from another package calls here. Where nothing is said the values are the same to rounding; the
section of each function says more.

| package | there | here | what differs |
|---|---|---|---|';

SELECT '| ' || column1 || ' | ' || column2 || ' | ' ||
       iif(column3 = '', 'no counterpart',
           (SELECT group_concat('[`' || value || '`](#' || value || ')', ', ') FROM json_each('["' || replace(column3, ', ', '","') || '"]'))) ||
       ' | ' || column4 || ' |'
FROM (VALUES
  ('R REAT', 'locq', 'cl_lq, cl_location_quotient', 'NA there is NULL here'),
  ('R REAT', 'locq2', 'cl_location_quotient', 'column lq_z; it divides by deviations over the wrong margin'),
  ('R REAT', 'locq.growth, portfolio', 'cl_growth_portfolio', 'charts there, rows with the quadrant here'),
  ('R REAT', 'herf', 'cl_herfindahl, cl_herfindahl_normalized, cl_effective_number', ''),
  ('R REAT', 'gini', 'cl_gini, cl_gini_corrected', ''),
  ('R REAT', 'gini(weighting = )', 'cl_gini_weighted', 'it sorts values without their weights: right only for sorted rows'),
  ('R REAT', 'gini.conc, gini.spec', 'cl_gini', 'of the location quotients, all regions alike; cl_locational_gini weighs them by size'),
  ('R REAT', 'hoover', 'cl_hoover', ''),
  ('R REAT', 'krugman.conc, krugman.spec', 'cl_krugman', 'the second argument is the other industry or region'),
  ('R REAT', 'krugman.conc2, krugman.spec2', 'cl_krugman', 'the second argument is the mean of the others'' shares'),
  ('R REAT', 'theil', 'cl_theil_l', 'the mean log deviation; Theil''s T is cl_theil'),
  ('R REAT', 'atkinson', 'cl_atkinson', 'NA there where a 0 makes it 1'),
  ('R REAT', 'cv', 'cl_coefficient_of_variation, cl_coefficient_of_variation_population', ''),
  ('R REAT', 'coulter', 'cl_herfindahl', 'sqrt((cl_herfindahl(v) - 1.0 / count(v)) / 2)'),
  ('R REAT', 'williamson', 'cl_williamson', 'with wmean = TRUE'),
  ('R REAT', 'ellison.a, ellison.a2', 'cl_concentration', 'other jobs than those of the table: collect the rest as one more industry'),
  ('R REAT', 'ellison.c, ellison.c2', 'cl_coagglomeration', 'sums industries without weights: 12.07 where the index is -0.0358'),
  ('R REAT', 'howard.cl, howard.xcl', 'cl_coagglomeration', 'columns colocation, colocation_excess; the excess is exact here, drawn by lot there'),
  ('R REAT', 'litzenberger', 'cl_litzenberger_sternberg', 'NaN there is 0 or NULL here'),
  ('R REAT', 'shift, shifti', 'cl_shift_share', 'NaN there where nothing was before; here all of it is the region''s own'),
  ('R REAT', 'shiftd', 'cl_shift_share', 'added up over the years'),
  ('R EconGeo', 'location.quotient, RCA', 'cl_location_quotient', 'NaN there is 0; two digits'),
  ('R EconGeo', 'Herfindahl', 'cl_herfindahl', ''),
  ('R EconGeo', 'Gini', 'cl_gini', 'three digits there'),
  ('R EconGeo', 'locational.Gini', 'cl_locational_gini', 'half of it, 0 to 0.5'),
  ('R EconGeo', 'Hoover.Gini', 'cl_locational_gini', ''),
  ('R EconGeo', 'Hoover.index', 'cl_hoover', 'in per cent, rounded'),
  ('R EconGeo', 'Krugman.index, Hachman.index, entropy', 'cl_specialization', 'entropy with three digits there'),
  ('R EconGeo', 'spec.coeff', 'cl_specialization', '1 / hachman'),
  ('R EconGeo', 'co.occurrence, relatedness', 'cl_coagglomeration', '0 there is NULL here'),
  ('R EconGeo', 'relatedness.density', 'cl_relatedness_density', 'in per cent, the industry itself left out'),
  ('R EconGeo', 'MORc, MORt', 'cl_complexity', 'columns reflection_1, reflection_2'),
  ('R EconGeo', 'KCI, TCI', 'cl_complexity', 'rounds the matrix and divides by the vector''s sum: another scale'),
  ('R EconGeo', 'entry, exit', 'cl_growth_portfolio', 'column specialization'),
  ('R economiccomplexity', 'complexity_measures', 'cl_complexity', 'fitness stops after 20 steps there'),
  ('R ineq', 'Gini, Theil, Atkinson', 'cl_gini, cl_theil, cl_atkinson', ''),
  ('R vegan, diverse', 'diversity, renyi', 'cl_entropy, cl_hill', 'natural logarithms there, bits here'),
  ('R entropy', 'KL.plugin', 'cl_kl_divergence', ''),
  ('R lctools', 'FLQ', 'cl_focal_lq', 'areas of one industry there, all firms in one call here'),
  ('R ioanalysis', 'linkages', 'cl_io_linkages', 'its non-normalised direct linkages are the total ones'),
  ('R leontief', 'backward_linkage, forward_linkage', 'cl_io_linkages', 'its forward linkage is the row sums of A, not of B'),
  ('R dbscan, scikit-learn', 'dbscan, DBSCAN', 'cl_dbscan', 'noise is NULL here; a border point belongs to its nearest core point'),
  ('R dbscan, scikit-learn', 'hdbscan, HDBSCAN', 'cl_hdbscan', 'noise is NULL here; edges of one length are cut at once'),
  ('R dbscan, scikit-learn', 'optics, OPTICS', 'cl_optics', 'of equally reachable firms the smallest id comes first here'),
  ('R dbscan', 'kNNdist, kNNdistplot', 'cl_suggest_eps', 'here with the knee, which is left to the eye there'),
  ('R RANN, FNN', 'nn2, get.knnx', 'cl_nearest', 'ids here, row numbers there'),
  ('R aspace, Python pointpats', 'calc_mnc, calc_sdd, calc_sde, calc_mdc; mean_center, std_distance, ellipse', 'cl_centrography', 'calc_sdd, calc_sde and ellipse divide by n - 2, here by n'),
  ('PostGIS', 'ST_ClusterDBSCAN', 'cl_dbscan', 'clusters from 1 here; border points do not depend on the order of rows'),
  ('PostGIS', 'ST_ClusterWithin, ST_ClusterIntersecting', 'cl_dbscan', 'with min_points 1, and with eps 0; an empty geometry is in no cluster here'),
  ('PostGIS', '<-> in a lateral join', 'cl_neighbours, cl_nearest', 'among one set of firms, and from one to another'),
  ('PySAL inequality', 'Theil, Gini', 'cl_theil, cl_gini', ''),
  ('PySAL inequality', 'TheilD', 'cl_kl_divergence', '(value, 1, group): the part between groups'),
  ('Python ecomplexity', 'rca, eci, pci, proximity, density', 'cl_location_quotient, cl_complexity, cl_coagglomeration, cl_relatedness_density', 'density with self = ''included'''),
  ('Python shiftshare', 'classic, Esteban-Marquillas, dynamic, Arcelus', 'cl_shift_share, cl_shift_share_arcelus', ''),
  ('Python shiftshare', 'Krugman specialization', 'cl_specialization', 'against the rest of the nation: krugman / (1 - value / total)'),
  ('R spdep', 'moran, moran.test, moran.mc, moran.plot', 'cl_moran, cl_svg_scatter', 'two-sided here by default, there ''greater''; islands are out of the mean here'),
  ('R spdep', 'geary, geary.test, geary.mc', 'cl_geary', 'likewise'),
  ('R spdep', 'globalG.test', 'cl_getis_ord_g', 'with B1correct = TRUE'),
  ('R spdep', 'localmoran, localmoran_perm, hotspot', 'cl_local_moran', 'quadrants as its ''pysal'''),
  ('R spdep', 'localG, localG_perm, include.self', 'cl_getis_ord', 'G and G* in one answer'),
  ('R spdep', 'localC, localC_perm', 'cl_local_geary', 'of one variable'),
  ('R spdep', 'joincount.test, joincount.mc, joincount.multi', 'cl_join_count', 'the variance of its Jtot is off with islands'),
  ('R spdep', 'moran_bv, lee, lee.test, lee.mc', 'cl_bivariate', 'Moran and Lee in one row, with the correlation in place'),
  ('R spdep', 'localmoran_bv', 'cl_local_bivariate', ''),
  ('R spdep', 'poly2nb, knearneigh, knn2nb, dnearneigh, nb2listw, nb2listwdist, mat2listw', 'cl_weights, cl_links', 'contiguity is of the shapes, not of equal vertices; a matrix or list of your own: cl_links'),
  ('R spdep', 'listw2sn, nbdists', 'cl_weight_rows', ''),
  ('R spdep', 'card, n.comp.nb, summary of nb', 'cl_describe', 'ties, islands, components, least and most neighbours'),
  ('R spdep', 'lag.listw', 'cl_local_moran', 'column lag'),
  ('R spdep', 'p.adjustSP', 'cl_local_moran', 'column p_fdr: over all units, not over the neighbours of each'),
  ('R spdep', 'EBest, EBImoran.mc, EBlocal, LOSH, local_joincount_uni, local_joincount_bv, licd_multi, sp.correlogram, localmoran.sad, localmoran.exact, lm.morantest, skater, tri2nb, gabrielneigh, nblag', '', 'nblag and sp.correlogram: bands and cl_links in SQL'),
  ('R sfdep', 'st_contiguity, st_knn, st_dist_band, st_weights, st_kernel_weights, st_inverse_distance', 'cl_weights', 'decay'),
  ('R sfdep', 'st_lag, local_moran', 'cl_local_moran', ''),
  ('R sfdep', 'global_moran, global_moran_test, global_moran_perm', 'cl_moran', ''),
  ('R sfdep', 'global_c, global_c_test, global_c_perm, local_c, local_c_perm', 'cl_geary, cl_local_geary', ''),
  ('R sfdep', 'global_g_test, local_g, local_gstar, local_g_perm, local_gstar_perm', 'cl_getis_ord_g, cl_getis_ord', ''),
  ('R sfdep', 'global_jc_test, global_jc_perm, tally_jc', 'cl_join_count', ''),
  ('R sfdep', 'global_moran_bv, global_lee, local_moran_bv', 'cl_bivariate, cl_local_bivariate', ''),
  ('R sfdep', 'pairwise_colocation', 'cl_colocation_quotient', 'its p lacks the + 1 and is one tail'),
  ('R sfdep', 'local_colocation', 'cl_local_colocation', 'its p lacks the + 1'),
  ('R sfdep', 'center_mean, center_median, euclidean_median, std_distance, std_dev_ellipse', 'cl_centrography', ''),
  ('R sfdep', 'losh, local_jc_uni, local_jc_bv, emerging_hotspot_analysis, nb_match_test', '', ''),
  ('PySAL esda', 'Moran, Geary, G', 'cl_moran, cl_geary, cl_getis_ord_g', 'its p is of one tail, half of the two-sided p here'),
  ('PySAL esda', 'Moran_Local, moran_scatterplot, lisa_cluster', 'cl_local_moran, cl_svg_scatter, cl_svg_map', 'I_i there divides by n - 1: I_i (n - 1)/n'),
  ('PySAL esda', 'G_Local', 'cl_getis_ord', 'its z of row-standardised weights is another'),
  ('PySAL esda', 'Geary_Local', 'cl_local_geary', ''),
  ('PySAL esda', 'Join_Counts', 'cl_join_count', 'two labels there, any number here'),
  ('PySAL esda', 'Moran_BV, Spatial_Pearson, Moran_Local_BV, Spatial_Pearson_Local', 'cl_bivariate, cl_local_bivariate', 'Spatial_Pearson is Lee''s L'),
  ('PySAL esda', 'fdr', 'cl_local_moran', 'column p_fdr; there a threshold'),
  ('PySAL esda', 'Moran_Rate, Moran_Local_Rate, Geary_Local_MV, Join_Counts_Local, Join_Counts_Local_BV, Join_Counts_Local_MV, Gamma, LOSH, ADBSCAN, boundary_silhouette, shape', '', ''),
  ('PySAL libpysal', 'Queen, Rook, KNN, DistanceBand, Kernel, Graph.build_contiguity, build_knn, build_distance_band, build_kernel', 'cl_weights', 'coincident points are no error but for ''inverse'''),
  ('PySAL libpysal', 'W.to_adjlist, Graph.adjacency, W.islands, W.n_components, W.histogram, lag_spatial', 'cl_weight_rows, cl_describe, cl_local_moran', 'lag_spatial is the column lag'),
  ('PySAL libpysal', 'Delaunay, Gabriel, Relative_Neighborhood, Voronoi, higher_order, block_weights', '', 'any ties of your own: cl_links'),
  ('PySAL pointpats', 'k, k_test, l, l_test', 'cl_ripley_k', 'it divides by n^2 and takes d < r'),
  ('PySAL pointpats', 'PointPattern.nnd, knn', 'cl_neighbours, cl_clark_evans', ''),
  ('PySAL pointpats', 'hull', 'cl_convex_hull', ''),
  ('PySAL pointpats', 'f, g, j and their tests, QStatistic, RectangleM, HexagonM, skyum, minimum_rotated_rectangle, Knox, Mantel, Jacquez', '', 'quadrats: GROUP BY x / side'),
  ('GeoDa', 'Univariate Moran''s I; Univariate Local Moran''s I', 'cl_moran, cl_local_moran', 'its pseudo p is half of the two-sided one'),
  ('GeoDa', 'Bivariate Moran''s I; Bivariate Local Moran''s I', 'cl_bivariate, cl_local_bivariate', ''),
  ('GeoDa', 'Local G, Local G*; Univariate Local Geary', 'cl_getis_ord, cl_local_geary', ''),
  ('GeoDa', 'Weights Manager, Connectivity Histogram, Connectivity Map', 'cl_weights, cl_describe, cl_weight_rows', 'adaptive kernel: ''knn'' with a decay'),
  ('GeoDa', 'False Discovery Rate', 'cl_local_moran', 'column p_fdr; there a threshold'),
  ('GeoDa', 'DBScan, HDBScan', 'cl_dbscan, cl_hdbscan', ''),
  ('GeoDa', 'Differential and EB rate Moran, Multivariate Local Geary, Quantile LISA, Local Join Count, Local Neighbor Match Test, Non-Parametric Correlogram, DBScan*, SKATER, REDCAP, max-p, Bonferroni', '', 'differential Moran: cl_moran of the difference'),
  ('R spatstat', 'Kest, Lest, pcf, Kcross, Lcross, pcfcross', 'cl_ripley_k', 'pcf with divisor = ''d'', binned there'),
  ('R spatstat', 'envelope, rlabel, mad.test', 'cl_ripley_k, cl_m_function', 'simulations, null_model, envelope = ''mad''; its global = TRUE is ''mad'''),
  ('R spatstat', 'clarkevans, clarkevans.test, nndist, nncross', 'cl_clark_evans, cl_neighbours, cl_nearest', ''),
  ('R spatstat', 'density.ppp', 'cl_kernel_density, cl_density_grid', 'with edge = FALSE'),
  ('R spatstat', 'scan.test, scanLRTS', 'cl_scan', 'method = ''binomial'''),
  ('R spatstat', 'convexhull, owin', 'cl_convex_hull, cl_from_text', 'a window is a geometry'),
  ('R spatstat', 'Gest, Fest, Jest, Kdot, Kinhom, Linhom, pcfinhom, localK, dclf.test, quadrat.test, markcorr, relrisk, bw.diggle, bw.ppl, ppm', '', 'Kdot and Kinhom ask what cl_m_function answers otherwise'),
  ('R GET', 'global_envelope_test', 'cl_m_function, cl_ripley_k', '''erl'', ''st'' (''studentised''), ''qdir'' (''quantile''), ''unscaled'' (''mad'')'),
  ('R dbmss', 'Mhat, MEnvelope', 'cl_m_function', 'Individual = TRUE: cl_local_m; bounds are ranks here, quantiles there'),
  ('R dbmss', 'mhat, mEnvelope', 'cl_m_density', 'on a grid there'),
  ('R dbmss', 'Kdhat, KdEnvelope', 'cl_kd_density', 'on a grid there'),
  ('R dbmss', 'Khat, Lhat, ghat, KEnvelope, LEnvelope, gEnvelope', 'cl_ripley_k', ''),
  ('R dbmss', 'Dhat, DEnvelope', 'cl_d_function', ''),
  ('R dbmss', 'rRandomLocation, rRandomLabeling, rPopulationIndependenceM, rRandomPositionK', 'cl_m_function', 'null_model: ''location'', ''labelling'', ''independence''; ''csr'' of cl_ripley_k'),
  ('R dbmss', 'GoFtest', 'cl_m_function', 'p of the global test; it sums squares and divides by S - 1'),
  ('R dbmss', 'wmppp, Dtable, Smooth.wmppp', 'cl_points, cl_local_m', 'Smooth.wmppp interpolates what cl_local_m gives'),
  ('R dbmss', 'Kinhomhat, KinhomEnvelope, Kmmhat, KmmEnvelope', '', ''),
  ('SaTScan', 'Bernoulli model, circles', 'cl_scan', ''),
  ('ArcGIS', 'Spatial Autocorrelation (Global Moran''s I)', 'cl_moran', ''),
  ('ArcGIS', 'High/Low Clustering (Getis-Ord General G)', 'cl_getis_ord_g', ''),
  ('ArcGIS', 'Cluster and Outlier Analysis (Anselin Local Moran''s I)', 'cl_local_moran', ''),
  ('ArcGIS', 'Hot Spot Analysis (Getis-Ord Gi*)', 'cl_getis_ord', 'g_star_z, g_star_p_normal'),
  ('ArcGIS', 'Multi-Distance Spatial Cluster Analysis (Ripley''s K)', 'cl_ripley_k', ''),
  ('ArcGIS', 'Average Nearest Neighbor', 'cl_clark_evans', ''),
  ('ArcGIS', 'Colocation Analysis', 'cl_colocation_quotient, cl_local_colocation', 'it has the local one'),
  ('ArcGIS', 'Density-based Clustering', 'cl_dbscan, cl_hdbscan, cl_optics', ''),
  ('ArcGIS', 'Generate Spatial Weights Matrix, Convert Spatial Weights Matrix to Table', 'cl_weights, cl_weight_rows', ''),
  ('ArcGIS', 'Calculate Distance Band from Neighbor Count', 'cl_neighbours, cl_suggest_eps', ''),
  ('ArcGIS', 'Mean Center, Median Center, Central Feature, Standard Distance, Directional Distribution', 'cl_centrography', ''),
  ('ArcGIS', 'Kernel Density, Point Density', 'cl_kernel_density, cl_density_grid', ''),
  ('ArcGIS', 'Optimized Hot Spot Analysis, Optimized Outlier Analysis, Incremental Spatial Autocorrelation, Emerging Hot Spot Analysis, Local Bivariate Relationships, Spatial Outlier Detection, Spatially Constrained Multivariate Clustering, Build Balanced Zones, Similarity Search, Linear Directional Mean, Geographically Weighted Regression', '', 'Incremental: cl_moran over several bands'))
-- Functions that this build does not have are not promised.
WHERE column3 = '' OR EXISTS (SELECT 1 FROM cl_functions WHERE name = substr(column3, 1, instr(column3 || ',', ',') - 1));
