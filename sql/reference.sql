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
```

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
- for functions without a radius: 3 of 4 rows in that range, at extents below a tenth of their distance from 0, as in a city.

Stray rows, 0,0 for unknown places and swapped columns do not hide it. Three cases cannot be noticed: a wide country without
a radius, a city near 0 degrees such as London, and a small radius meant in metres over a few degrees. Giving ''planar''
switches all of this off. Centrography, hulls and areas of x, y check nothing: degrees give results in degrees, whose length
differs between east and north.

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
  -- The permanent form of a table-valued function over one data set: the required arguments of the collector with the
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
    GROUP BY f.n HAVING count(*) = 1)
SELECT rtrim(
  iif(f.n = f.chapter, char(10) || '## ' || f.family || char(10), '') ||
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
FROM f LEFT JOIN permanent AS p USING (n)
ORDER BY f.chapter, f.section, f.n;

-- ---- From another package: by its names. A name of ours that does not exist is a link that leads nowhere, which the test finds.

SELECT '
## Other packages

What somebody who comes from another package calls here. Where nothing is said the values are the same to rounding; the
section of each function says more.

| package | there | here | what differs |
|---|---|---|---|';

SELECT '| ' || column1 || ' | ' || column2 || ' | ' ||
       (SELECT group_concat('[`' || value || '`](#' || value || ')', ', ') FROM json_each('["' || replace(column3, ', ', '","') || '"]')) ||
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
  ('Python shiftshare', 'Krugman specialization', 'cl_specialization', 'against the rest of the nation: krugman / (1 - value / total)'));
