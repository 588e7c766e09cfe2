-- The tables ClusterLite's views read: firms, and, where they are known, the ties between them and the districts.
--
--   sqlite3 city.db < sql/schema.sql
--
-- Existing tables and views stay as they are, so this can be run on any database. It needs SQLite 3.31 and no extension. At
-- its end it checks that the views find their columns. If they do not, it says what to do, and the file stays as it was. (After
-- .read in a session of the shell: ROLLBACK.)
--
-- Numbers may be text and '' may be a missing value, as a CSV import leaves them: all functions of ClusterLite read both.
-- It is better to create the tables first and import into them, since the types declared here turn such text into
-- numbers:   .import --csv --skip 1 firms.csv firms

.bail on
BEGIN;

-- One row per establishment: a place of work, not a company with many of them.
CREATE TABLE IF NOT EXISTS firms (
  firm_id    INTEGER PRIMARY KEY,  -- or TEXT PRIMARY KEY NOT NULL when ids have letters or leading zeros
  name       TEXT,
  industry   TEXT,     -- code of the classification at the level to be analysed (KSIC J62); missing: left out
  role       TEXT,     -- 'production', 'research', 'support' (services, finance, brokers) or 'public'; may be missing
  district   TEXT,     -- districts.name; may be missing
  x          REAL,     -- metres east and north in one projected system for the whole area (Korea: EPSG:5179); both
  y          REAL,     --   missing: the firm counts in all totals and is in no cluster
  employees  NUMERIC,  -- >= 0; fractions for part-time work; missing: the firm counts as a firm, its jobs are unknown
  founded    INTEGER,  -- year; may be missing
  closed     INTEGER   -- year; missing: still open
);

-- One row per tie between two firms. The table may stay empty.
CREATE TABLE IF NOT EXISTS links (
  from_id  INTEGER NOT NULL,  -- firms.firm_id: who supplies, does the research, gives the service
  to_id    INTEGER NOT NULL,  -- firms.firm_id: who receives it
  kind     TEXT,              -- 'supply', 'research', 'service', ...
  weight   REAL,              -- strength >= 0 in any one unit (sales a year, contracts); missing: not known
  PRIMARY KEY (from_id, to_id, kind),
  UNIQUE (to_id, from_id, kind)
);

-- One row per administrative district. The table may stay empty.
CREATE TABLE IF NOT EXISTS districts (
  code     TEXT PRIMARY KEY,
  name     TEXT UNIQUE NOT NULL,  -- as in firms.district
  name_ko  TEXT,
  wkt      TEXT                   -- border as POLYGON or MULTIPOLYGON, in the system of x and y
);

-- All firms of all years, under the names that the views use. A register with other names gets a view of its own: drop this
-- one and create it anew, with NULL for what the register does not have.
--
--   DROP VIEW IF EXISTS register_firms;
--   CREATE VIEW register_firms AS
--   SELECT biz_no AS firm_id, ksic AS industry, NULL AS role, gu AS district, east AS x, north AS y, staff AS employees,
--          opened AS founded, shut AS closed
--   FROM register;
--
-- firm_id may occur twice when a firm is in two industries (a register of licences): it is unique within an industry only,
-- so join on firm_id and industry.
CREATE VIEW IF NOT EXISTS register_firms AS SELECT * FROM firms;

-- The firms that count today, with NULL for every missing value, as avg() and count() want it. Blanks in closed are a missing
-- year, too. To analyse a part of the firms, or a year of the past, drop this view and create it anew with another WHERE:
--
--   WHERE founded <= 2003 AND (closed > 2003 OR ifnull(trim(closed), '') = '')
CREATE VIEW IF NOT EXISTS open_firms AS
SELECT firm_id, nullif(industry, '') AS industry, nullif(district, '') AS district, nullif(x, '') AS x, nullif(y, '') AS y,
       nullif(employees, '') AS employees
FROM register_firms
WHERE ifnull(trim(closed, char(9, 10, 13, 32, 160, 12288)), '') = '';

-- Indexes. The functions read a table as a whole, so no index makes them faster. An index speeds up the join of their answer
-- with the firms; the keys above are such indexes. A table that an import created has none yet:
--
--   CREATE UNIQUE INDEX firms_by_id ON firms (firm_id);
--
-- A large register that is analysed one industry at a time gains by
--
--   CREATE INDEX firms_by_industry ON firms (industry);

-- The check. A view whose columns are missing would also stop every later ALTER TABLE in the file.
CREATE TEMP TABLE open_firms_check (missing TEXT);
CREATE TEMP TRIGGER open_firms_check_fails BEFORE INSERT ON open_firms_check
BEGIN
  SELECT RAISE(ABORT, 'sql/schema.sql: open_firms lacks columns, since the tables of this file have other names. Nothing was changed. First create the view register_firms over your table (firm_id, industry, role, district, x, y, employees, founded, closed; NULL AS role where there is none; an example stands in sql/schema.sql), or open_firms itself (firm_id, industry, district, x, y, employees), then read schema.sql again.');
END;
INSERT INTO open_firms_check  -- of our open_firms by what it reads: its own columns cannot be asked for when it is broken
SELECT needed.column1
FROM (VALUES ('firm_id'), ('industry'), ('district'), ('x'), ('y'), ('employees'), ('closed')) AS needed
WHERE needed.column1 NOT IN (SELECT lower(name) FROM pragma_table_info('register_firms'))
  AND (SELECT sql FROM sqlite_master WHERE name = 'open_firms') LIKE '%FROM register_firms%';
INSERT INTO open_firms_check
SELECT needed.column1
FROM (VALUES ('firm_id'), ('industry'), ('district'), ('x'), ('y'), ('employees')) AS needed
WHERE needed.column1 NOT IN (SELECT lower(name) FROM pragma_table_info('open_firms'));
DROP TABLE open_firms_check;

-- Tables of the file's own that happen to be called links or districts: asked for is only what cannot be done without.
CREATE TEMP TABLE other_tables_check (of TEXT);
CREATE TEMP TRIGGER links_check_fails BEFORE INSERT ON other_tables_check WHEN NEW.of = 'links'
BEGIN
  SELECT RAISE(ABORT, 'sql/schema.sql: the table links of this file lacks from_id, to_id or weight. Nothing was changed. Without weights: ALTER TABLE links ADD COLUMN weight. Else rename it (ALTER TABLE links RENAME TO ...) and create a view links over it with these columns; then read schema.sql again.');
END;
CREATE TEMP TRIGGER districts_check_fails BEFORE INSERT ON other_tables_check WHEN NEW.of = 'districts'
BEGIN
  SELECT RAISE(ABORT, 'sql/schema.sql: the table districts of this file lacks name, as in firms.district. Nothing was changed. Rename the column (ALTER TABLE districts RENAME COLUMN ... TO name), or the table (ALTER TABLE districts RENAME TO ...) and create a view districts over it with name and, where there are any, name_ko and wkt; then read schema.sql again.');
END;
INSERT INTO other_tables_check
SELECT needed.column1
FROM (VALUES ('links', 'from_id'), ('links', 'to_id'), ('links', 'weight'), ('districts', 'name')) AS needed
WHERE NOT EXISTS (SELECT 1 FROM pragma_table_info(needed.column1) WHERE lower(name) = needed.column2);
DROP TABLE other_tables_check;

SELECT firm_id, industry, district, x, y, employees FROM open_firms LIMIT 0;
COMMIT;
