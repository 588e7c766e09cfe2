-- What is wrong or odd in the firms, ties and districts, one row per kind of finding, before anything is computed.
--
--   sqlite3 city.db
--   .load mod_clusterlite
--   .read sql/check.sql
--
-- Reads register_firms, open_firms, links and districts (schema.sql) and changes nothing in the file: the
-- answer is the temporary table check_findings. No row: nothing was found. rows counts the rows concerned, example is one of them.
-- Open the file for writing and run this outside a transaction.
-- A table industries (code, ...) is the list of valid codes, and a table concordance (concordance.sql) says which are those of an old
-- revision; where they are, the industries of the firms are held against them.
-- The check needs the extension for borders and for texts that are not UTF-8. A border that is cut off is a finding; where
-- one cannot be read for another reason, the error of cl_from_text says why.

DROP TABLE IF EXISTS temp.check_firms;
DROP TABLE IF EXISTS temp.check_links;
DROP TABLE IF EXISTS temp.check_districts;
DROP TABLE IF EXISTS temp.check_as_they_are;
DROP TABLE IF EXISTS temp.check_edges;
DROP TABLE IF EXISTS temp.check_box;
DROP TABLE IF EXISTS temp.check_codes;
DROP TABLE IF EXISTS temp.check_findings;

-- NUMERIC makes a number of every text that is one; a text that stays a text is no number.
CREATE TEMP TABLE check_firms (firm_id, industry, district, x NUMERIC, y NUMERIC, employees NUMERIC);
INSERT INTO check_firms SELECT firm_id, industry, district, x, y, employees FROM open_firms;
UPDATE check_firms SET x = nullif(trim(x), ''), y = nullif(trim(y), ''), employees = nullif(trim(employees), '')
WHERE typeof(x) = 'text' OR typeof(y) = 'text' OR typeof(employees) = 'text';
-- A column that is not there is NULL: its name is then that of without.
CREATE TEMP TABLE check_as_they_are AS SELECT * FROM links;
CREATE TEMP TABLE check_links (from_id, to_id, kind, weight NUMERIC);
INSERT INTO check_links
SELECT from_id, to_id, (SELECT kind FROM check_as_they_are AS k WHERE k.rowid = l.rowid), nullif(trim(weight), '')
FROM check_as_they_are AS l CROSS JOIN (SELECT NULL AS kind) AS without;
DROP TABLE temp.check_as_they_are;
CREATE TEMP TABLE check_as_they_are AS SELECT * FROM districts;
CREATE TEMP TABLE check_districts AS
SELECT name, wkt, upper(ltrim(wkt)) GLOB '*POLYGON*(*' AS polygon,
       upper(ltrim(wkt)) GLOB '*POLYGON*(*))' AND length(replace(wkt, '(', '')) = length(replace(wkt, ')', '')) AS whole
FROM (SELECT d.name, trim((SELECT wkt FROM check_as_they_are AS k WHERE k.rowid = d.rowid), char(9, 10, 13, 32)) AS wkt
      FROM check_as_they_are AS d CROSS JOIN (SELECT NULL AS wkt) AS without);
DROP TABLE temp.check_as_they_are;

-- Unqualified, the names mean tables of the file, and where it has none the empty ones here. Without a column of that name: NULL.
ATTACH ':memory:' AS check_lists;
CREATE TABLE check_lists.industries (code);
CREATE TABLE check_lists.concordance (old_code, new_code);
CREATE TEMP TABLE check_codes AS
SELECT 'industries' AS list, trim(value) AS code FROM (SELECT NULL AS code) AS n, json_each((SELECT json_group_array(CAST(code AS TEXT)) FROM industries))
UNION SELECT 'old', trim(value) FROM (SELECT NULL AS old_code) AS n, json_each((SELECT json_group_array(CAST(old_code AS TEXT)) FROM concordance))
UNION SELECT 'new', trim(value) FROM (SELECT NULL AS new_code) AS n, json_each((SELECT json_group_array(CAST(new_code AS TEXT)) FROM concordance));
DELETE FROM check_codes WHERE code IS NULL;
DETACH check_lists;

-- The borders as edges. A firm lies inside when a ray to the east crosses its district's edges an odd number of times.
CREATE TEMP TABLE check_edges AS
WITH coordinates AS (
  SELECT d.name, t.path AS ring, t.id AS position, json_extract(t.value, '$[0]') AS x, json_extract(t.value, '$[1]') AS y
  FROM check_districts AS d, json_tree(iif(d.whole, cl_as_geojson(cl_from_text(d.wkt), 'any'), '[]')) AS t
  WHERE d.whole AND t.type = 'array' AND json_type(t.value, '$[0]') IN ('integer', 'real')
)
SELECT name, x AS x1, y AS y1, lead(x) OVER ring AS x2, lead(y) OVER ring AS y2
FROM coordinates
WINDOW ring AS (PARTITION BY name, ring ORDER BY position);
DELETE FROM check_edges WHERE x2 IS NULL;
CREATE INDEX temp.check_edges_by_name ON check_edges (name, y1);
CREATE TEMP TABLE check_box AS  -- of the districts, and the middle half of the firms
SELECT min(x1) AS x_min, max(x1) AS x_max, min(y1) AS y_min, max(y1) AS y_max,
       (SELECT max(x) FROM (SELECT x, ntile(4) OVER (ORDER BY x) AS q FROM check_firms WHERE typeof(x) <> 'text' AND x IS NOT NULL) WHERE q = 1) AS x_low,
       (SELECT max(x) FROM (SELECT x, ntile(4) OVER (ORDER BY x) AS q FROM check_firms WHERE typeof(x) <> 'text' AND x IS NOT NULL) WHERE q = 3) AS x_high,
       (SELECT max(y) FROM (SELECT y, ntile(4) OVER (ORDER BY y) AS q FROM check_firms WHERE typeof(y) <> 'text' AND y IS NOT NULL) WHERE q = 1) AS y_low,
       (SELECT max(y) FROM (SELECT y, ntile(4) OVER (ORDER BY y) AS q FROM check_firms WHERE typeof(y) <> 'text' AND y IS NOT NULL) WHERE q = 3) AS y_high
FROM check_edges;

CREATE TEMP TABLE check_findings AS
WITH
  located AS (
    SELECT * FROM check_firms WHERE typeof(x) IN ('integer', 'real') AND typeof(y) IN ('integer', 'real')
  ),
  numbers AS (
    SELECT firm_id, 'x' AS column_name, x AS value FROM check_firms
    UNION ALL SELECT firm_id, 'y', y FROM check_firms
    UNION ALL SELECT firm_id, 'employees', employees FROM check_firms
  ),
  texts AS (
    SELECT 'open_firms' AS table_name, 'industry' AS column_name, industry AS value, count(*) AS rows FROM check_firms GROUP BY industry
    UNION ALL SELECT 'open_firms', 'district', district, count(*) FROM check_firms GROUP BY district
    UNION ALL SELECT 'open_firms', 'firm_id', firm_id, count(*) FROM check_firms WHERE typeof(firm_id) = 'text' GROUP BY firm_id
    UNION ALL SELECT 'districts', 'name', name, count(*) FROM check_districts GROUP BY name
    UNION ALL SELECT 'links', 'kind', kind, count(*) FROM check_links GROUP BY kind
    UNION ALL SELECT 'register_firms', 'role', role, count(*) FROM register_firms GROUP BY role
  ),
  codes AS (SELECT trim(value) AS code, rows FROM texts WHERE table_name = 'open_firms' AND column_name = 'industry' AND trim(value) <> ''),
  plain AS (  -- without blanks of any kind, hyphens and letter case
    SELECT *, lower(replace(replace(replace(replace(replace(replace(value, ' ', ''), char(160), ''), char(12288), ''), char(9), ''), '-', ''), char(8211), '')) AS key
    FROM texts WHERE typeof(value) = 'text'
  ),
  looks AS (
    SELECT table_name, column_name, sum(rows) AS rows, min(value) AS one, max(value) AS other
    FROM plain GROUP BY table_name, column_name, key HAVING count(*) > 1
  ),
  ids AS (SELECT DISTINCT CAST(firm_id AS TEXT) AS id FROM register_firms),
  open_ids AS (SELECT DISTINCT CAST(firm_id AS TEXT) AS id FROM check_firms),
  years AS (
    SELECT firm_id, CAST(nullif(trim(founded), '') AS INTEGER) AS founded, CAST(nullif(trim(closed), '') AS INTEGER) AS closed FROM register_firms
  ),
  inside AS (  -- of firms whose district has a border
    SELECT f.firm_id, f.district, f.x, f.y,
           (SELECT count(*) FROM check_edges AS e
            WHERE e.name = f.district AND (e.y1 > f.y) <> (e.y2 > f.y) AND f.x < e.x1 + (f.y - e.y1) * (e.x2 - e.x1) / (e.y2 - e.y1)) % 2 AS inside
    FROM located AS f
    WHERE f.district IN (SELECT name FROM check_edges)
  ),
  found (number, table_name, finding, rows, example, what_to_do) AS (
    SELECT 1, 'open_firms', 'no rows', 1, NULL, 'import the firms, or look at the WHERE of open_firms' WHERE NOT EXISTS (SELECT 1 FROM check_firms)
    UNION ALL SELECT 2, 'open_firms', 'firm_id missing', count(*), min(ifnull(industry, '?')), 'give each firm an id: rowid AS firm_id'
      FROM check_firms WHERE firm_id IS NULL OR trim(firm_id) = ''
    UNION ALL SELECT 3, 'open_firms', 'firm_id doubled within an industry', sum(n), min(firm_id || ' in ' || ifnull(industry, '(no industry)')), 'keep one row of each: GROUP BY firm_id, industry'
      FROM (SELECT firm_id, industry, count(*) AS n FROM check_firms WHERE firm_id IS NOT NULL GROUP BY firm_id, industry HAVING n > 1)
    UNION ALL SELECT 4, 'open_firms', 'industry missing', count(*), 'firm_id ' || min(firm_id), 'these firms are in no total and in no cluster: fill in the code'
      FROM check_firms WHERE industry IS NULL OR trim(industry) = ''
    UNION ALL SELECT 5, 'open_firms', 'district missing', count(*), 'firm_id ' || min(firm_id), 'these firms are in no table by district'
      FROM check_firms WHERE district IS NULL OR trim(district) = ''
    UNION ALL SELECT 6, 'open_firms', 'district not in districts', count(*), min(district), 'same spelling in both tables, or add the district'
      FROM check_firms WHERE trim(district) <> '' AND district NOT IN (SELECT name FROM check_districts) AND EXISTS (SELECT 1 FROM check_districts)
    UNION ALL SELECT 7, 'open_firms', 'coordinates missing', count(*), 'firm_id ' || min(firm_id), 'these firms count in totals and are in no cluster: join a table of addresses'
      FROM check_firms WHERE x IS NULL AND y IS NULL
    UNION ALL SELECT 8, 'open_firms', 'only one coordinate', count(*), 'firm_id ' || min(firm_id), 'set both to NULL or complete them'
      FROM check_firms WHERE (x IS NULL) <> (y IS NULL)
    UNION ALL SELECT 9, 'open_firms', 'coordinates (0, 0)', count(*), 'firm_id ' || min(firm_id), 'missing written as zero: CASE WHEN x GLOB ''*[^0.]*'' THEN x END AS x, likewise y'
      FROM located WHERE x = 0 AND y = 0
    UNION ALL SELECT 10, 'open_firms', 'coordinates in degrees', count(*), 'firm_id ' || min(firm_id) || ': ' || x || ' ' || y, 'project them to metres, or set metric = ''geodesic'' in cluster_parameters'
      FROM located WHERE abs(x) <= 180 AND abs(y) <= 180 AND NOT (x = 0 AND y = 0) HAVING count(*) > 0
    UNION ALL SELECT 11, 'open_firms', 'some in degrees, others in metres', min(degrees, metres), iif(degrees <= metres, one, other), 'bring all into one system'
      FROM (SELECT count(*) AS degrees, 'firm_id ' || min(firm_id) || ': ' || x || ' ' || y AS one FROM located WHERE abs(x) <= 180 AND abs(y) <= 180 AND NOT (x = 0 AND y = 0)),
           (SELECT count(*) AS metres, 'firm_id ' || min(firm_id) || ': ' || x || ' ' || y AS other FROM located WHERE abs(x) > 180 OR abs(y) > 180) WHERE degrees > 0 AND metres > 0
    UNION ALL SELECT 12, 'open_firms', 'x and y swapped', count(*), 'firm_id ' || min(firm_id) || ': ' || x || ' ' || y, 'x is east (longitude), y is north (latitude): swap them in open_firms'
      FROM located, check_box
      WHERE (abs(y) > 90 AND abs(y) <= 180 AND abs(x) <= 90)
         OR (x BETWEEN y_min AND y_max AND y BETWEEN x_min AND x_max AND NOT (x BETWEEN x_min AND x_max AND y BETWEEN y_min AND y_max)) HAVING count(*) > 0
    UNION ALL SELECT 13, 'open_firms', 'Web Mercator metres (EPSG:3857), which are too long', count(*), 'firm_id ' || min(firm_id), 'project to a national system (Korea: EPSG:5179)'
      FROM located WHERE x BETWEEN 13800000 AND 14800000 AND y BETWEEN 3850000 AND 4700000
    UNION ALL SELECT 14, 'open_firms', 'outside the box around all districts', count(*), 'firm_id ' || min(firm_id) || ': ' || x || ' ' || y, 'another coordinate system, or a firm elsewhere'
      FROM located, check_box WHERE NOT (x = 0 AND y = 0) AND NOT (x BETWEEN x_min AND x_max AND y BETWEEN y_min AND y_max) HAVING count(*) > 0
    UNION ALL SELECT 15, 'open_firms', 'outside the district it names', count(*), 'firm_id ' || min(firm_id) || ' not in ' || district, 'district or coordinates are wrong; a few along simplified borders are usual'
      FROM inside WHERE inside = 0 AND NOT (x = 0 AND y = 0) HAVING count(*) > 0
    UNION ALL SELECT 16, 'open_firms', 'far from all the rest', count(*), 'firm_id ' || min(firm_id) || ': ' || x || ' ' || y, 'more than 10 times the width of the middle half away: look at it'
      FROM located, check_box
      WHERE NOT (x = 0 AND y = 0) AND (x < x_low - 10 * (x_high - x_low) OR x > x_high + 10 * (x_high - x_low) OR y < y_low - 10 * (y_high - y_low) OR y > y_high + 10 * (y_high - y_low))
        AND x_high > x_low AND y_high > y_low HAVING count(*) > 0
    UNION ALL SELECT 17, 'open_firms', column_name || ' is not a number', count(*), 'firm_id ' || min(firm_id) || ': ' || value,
        CASE WHEN value GLOB '*[0-9],[0-9][0-9][0-9]*' THEN 'replace(' || column_name || ', '','', '''')'
             WHEN value GLOB '*[0-9],[0-9]*' THEN 'replace(' || column_name || ', '','', ''.'')'
             WHEN value GLOB '[0-9]*' THEN 'CAST(' || column_name || ' AS REAL) cuts off the unit'
             ELSE 'nullif(' || column_name || ', ''' || replace(value, '''', '''''') || ''')' END
      FROM numbers WHERE typeof(value) IN ('text', 'blob')
      GROUP BY column_name, CASE WHEN value GLOB '*[0-9],[0-9][0-9][0-9]*' THEN 1 WHEN value GLOB '*[0-9],[0-9]*' THEN 2 WHEN value GLOB '[0-9]*' THEN 3 ELSE value END
    UNION ALL SELECT 18, 'open_firms', 'employees negative', count(*), 'firm_id ' || min(firm_id) || ': ' || employees, 'nullif(employees, ' || employees || ') when it stands for missing'
      FROM check_firms WHERE typeof(employees) IN ('integer', 'real') AND employees < 0 HAVING count(*) > 0
    UNION ALL SELECT 38, 'open_firms', 'employees all nines', count(*), 'firm_id ' || min(firm_id) || ': ' || employees, 'nullif(employees, ' || employees || ') when it stands for missing'
      FROM check_firms WHERE employees IN (9999, 99999, 999999, 9999999, 99999999, 999999999) HAVING count(*) > 0
    UNION ALL SELECT 39, 'open_firms', 'many firms at one place', n, 'firm_id ' || firm_id || ': ' || x || ' ' || y, 'a large building, or where a geocoder puts what it does not find, which DBSCAN takes for a cluster: set these coordinates to NULL'
      FROM (SELECT min(firm_id) AS firm_id, x, y, count(*) AS n FROM located WHERE NOT (x = 0 AND y = 0) GROUP BY x, y
            HAVING n >= 20 AND n >= .01 * (SELECT count(*) FROM located) ORDER BY n DESC LIMIT 10)
    UNION ALL SELECT 19, 'open_firms', 'employees missing', count(*), 'firm_id ' || min(firm_id), 'these firms count as firms; their jobs are unknown'
      FROM check_firms WHERE employees IS NULL
    UNION ALL SELECT 20, table_name, column_name || ' with blanks around it', sum(rows), '''' || min(value) || '''', 'trim(' || column_name || ')'
      FROM texts WHERE typeof(value) = 'text' AND trim(value, char(9, 10, 13, 32, 160, 12288)) NOT IN (value, '') GROUP BY table_name, column_name
    UNION ALL SELECT 21, table_name, column_name || ' written in several ways', sum(rows), '''' || min(one) || ''' and ''' || other || '''', 'blanks, hyphens or letter case differ: write them alike'
      FROM looks GROUP BY table_name, column_name
    UNION ALL SELECT 22, table_name, column_name || ' is not UTF-8', sum(rows), 'bytes ' || min(hex(value)), 'convert the file first: iconv -f CP949 -t UTF-8'
      FROM texts WHERE typeof(value) = 'text' AND instr(cl_html(value), char(65533)) > 0 AND instr(value, char(65533)) = 0 GROUP BY table_name, column_name
    UNION ALL SELECT 23, 'open_firms', 'industry codes of several shapes', sum(n), group_concat(example, ', '), 'one level of one revision: substr(industry, 1, 3); other revisions by sql/concordance.sql'
      FROM (  -- letters and digits: C10 and C101 are two levels, C10 and 10A two classifications
        SELECT min(industry) AS example, sum(rows) AS n
        FROM (SELECT value AS industry, rows, (
                WITH RECURSIVE letters(i, shape) AS (
                  SELECT 0, '' UNION ALL
                  SELECT i + 1, shape || CASE WHEN substr(value, i + 1, 1) GLOB '[0-9]' THEN '9' WHEN substr(value, i + 1, 1) GLOB '[A-Za-z]' THEN 'A' ELSE substr(value, i + 1, 1) END
                  FROM letters WHERE i < min(length(value), 20))
                SELECT shape FROM letters ORDER BY i DESC LIMIT 1) AS shape
              FROM (SELECT trim(value) AS value, rows FROM texts WHERE table_name = 'open_firms' AND column_name = 'industry' AND trim(value) <> '' AND value NOT GLOB '*[^ -~]*'))
        GROUP BY shape ORDER BY length(shape), shape) HAVING count(*) > 1
    UNION ALL SELECT 36, 'open_firms', 'industry code not in industries', sum(rows), ifnull(min(iif(code GLOB '*[^ -~]*', NULL, code)), min(code)), 'a code of another revision or level: sql/concordance.sql, or add it to industries'
      FROM codes WHERE code NOT IN (SELECT code FROM check_codes WHERE list = 'industries') AND EXISTS (SELECT 1 FROM check_codes WHERE list = 'industries')
        AND NOT (code IN (SELECT code FROM check_codes WHERE list = 'old') AND code NOT IN (SELECT code FROM check_codes WHERE list = 'new'))
    UNION ALL SELECT 37, 'open_firms', 'industry code of the old revision', sum(rows), min(code), 'concordance has its new code: read converted_firms (sql/concordance.sql)'
      FROM codes WHERE code IN (SELECT code FROM check_codes WHERE list = 'old') AND code NOT IN (SELECT code FROM check_codes WHERE list IN ('new', 'industries'))
    UNION ALL SELECT 33, table_name, column_name || ' with letters that only look like others', sum(rows), min('''' || value || ''': ' || letters), 'full-width, Cyrillic or Greek letters: type them anew'
      FROM (SELECT *, (  -- the code points of a text that is else plain Latin
              WITH RECURSIVE l(i, letter) AS (SELECT 1, substr(value, 1, 1) UNION ALL SELECT i + 1, substr(value, i + 1, 1) FROM l WHERE i < min(length(value), 100))
              SELECT group_concat(printf('U+%04X', unicode(letter)), ' ') FROM l
              WHERE unicode(letter) BETWEEN 65281 AND 65374 OR unicode(letter) BETWEEN 880 AND 1279) AS letters
            FROM texts WHERE typeof(value) = 'text' AND value GLOB '*[^ -~]*') WHERE letters IS NOT NULL GROUP BY table_name, column_name
    UNION ALL SELECT 34, table_name, column_name || ' with marks that cannot be seen', sum(rows), 'hex ' || min(hex(value)), 'zero-width characters or a byte order mark: replace(' || column_name || ', char(8203), '''') or char(65279)'
      FROM texts WHERE typeof(value) = 'text' AND (instr(value, char(8203)) OR instr(value, char(8204)) OR instr(value, char(8205)) OR instr(value, char(8288)) OR instr(value, char(65279)) OR instr(value, char(173)))
      GROUP BY table_name, column_name
    UNION ALL SELECT 35, table_name, column_name || ' in single Hangul letters', sum(rows), '''' || min(value) || '''', 'written by macOS as consonants and vowels: convert the file with uconv -x nfc'
      FROM texts WHERE typeof(value) = 'text' AND value GLOB '*[' || char(4352) || '-' || char(4607) || ']*' GROUP BY table_name, column_name
    UNION ALL SELECT 24, 'register_firms', 'closed before it was founded', count(*), 'firm_id ' || min(firm_id) || ': ' || founded || ' to ' || closed, 'one of the years is wrong'
      FROM years WHERE closed < founded HAVING count(*) > 0
    UNION ALL SELECT 25, 'register_firms', 'founded or closed is not a year', count(*), 'firm_id ' || min(firm_id) || ': ' || ifnull(founded, '') || ' to ' || ifnull(closed, ''), 'four digits: substr(founded, 1, 4)'
      FROM years WHERE founded NOT BETWEEN 1000 AND 2999 OR closed NOT BETWEEN 1000 AND 2999 HAVING count(*) > 0
    UNION ALL SELECT 26, 'links', 'tie to a firm that is not in the register', count(*), from_id || ' to ' || to_id, 'other spelling of the id, or a firm outside the city'
      FROM check_links WHERE CAST(from_id AS TEXT) NOT IN (SELECT id FROM ids WHERE id IS NOT NULL) OR CAST(to_id AS TEXT) NOT IN (SELECT id FROM ids WHERE id IS NOT NULL) HAVING count(*) > 0
    UNION ALL SELECT 27, 'links', 'tie with a closed firm', count(*), from_id || ' to ' || to_id, 'left out where open firms are asked for'
      FROM check_links
      WHERE CAST(from_id AS TEXT) IN (SELECT id FROM ids) AND CAST(to_id AS TEXT) IN (SELECT id FROM ids)
        AND (CAST(from_id AS TEXT) NOT IN (SELECT id FROM open_ids WHERE id IS NOT NULL) OR CAST(to_id AS TEXT) NOT IN (SELECT id FROM open_ids WHERE id IS NOT NULL)) HAVING count(*) > 0
    UNION ALL SELECT 28, 'links', 'tie of a firm with itself', count(*), min(from_id), 'counts in no network' FROM check_links WHERE from_id = to_id
    UNION ALL SELECT 29, 'links', 'tie twice', sum(n), min(from_id || ' to ' || to_id), 'sum(weight) ... GROUP BY from_id, to_id, kind'
      FROM (SELECT from_id, to_id, count(*) AS n FROM check_links GROUP BY from_id, to_id, kind HAVING n > 1)
    UNION ALL SELECT 30, 'links', 'weight is not a number or negative', count(*), from_id || ' to ' || to_id || ': ' || weight, 'a number from 0, or NULL for not known'
      FROM check_links WHERE typeof(weight) IN ('text', 'blob') OR weight < 0 HAVING count(*) > 0
    UNION ALL SELECT 31, 'districts', 'without a border', count(*), min(name), 'not on maps; needs POLYGON or MULTIPOLYGON in wkt'
      FROM check_districts WHERE NOT ifnull(polygon, 0)
    UNION ALL SELECT 40, 'districts', 'district twice', sum(n), min(name), 'one row for each: put the city before the name, or join the parts into one MULTIPOLYGON'
      FROM (SELECT name, count(*) AS n FROM check_districts WHERE trim(name) <> '' GROUP BY name HAVING n > 1)
    UNION ALL SELECT 41, 'districts', 'name missing', count(*), substr(min(wkt), 1, 40), 'no firm is found in it: give it the name that the firms have'
      FROM check_districts WHERE name IS NULL OR trim(name) = ''
    UNION ALL SELECT 42, 'districts', 'border cut off', count(*), min(name), 'its parentheses do not match: spreadsheets cut a text at 32,767 characters; import the file without one'
      FROM check_districts WHERE polygon AND NOT whole
    UNION ALL SELECT 32, 'districts', 'without a firm', count(*), min(name), 'no firm names it'
      FROM check_districts WHERE name NOT IN (SELECT district FROM check_firms WHERE district IS NOT NULL)
  )
SELECT number, table_name, finding, rows, CAST(example AS TEXT) AS example, what_to_do FROM found WHERE rows > 0 ORDER BY number, table_name, finding;

DROP TABLE temp.check_firms;
DROP TABLE temp.check_links;
DROP TABLE temp.check_districts;
DROP TABLE temp.check_edges;
DROP TABLE temp.check_box;
DROP TABLE temp.check_codes;

SELECT table_name, finding, rows, example, what_to_do FROM check_findings ORDER BY number, table_name, finding;
