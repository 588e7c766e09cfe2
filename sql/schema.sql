-- The tables ClusterLite's views read: firms, and, where they are known, the ties between them and the districts.
--
--   sqlite3 city.db < sql/schema.sql
--
-- What is there already stays as it is, so this can be run on any database. It needs no extension, SQLite 3.31.
--
-- Numbers may stand as text and '' may stand for a missing value, as a CSV import leaves them: all functions of
-- ClusterLite read both. Better is to create the tables first and import into them, since the types declared here make
-- numbers of the texts:   .import --csv --skip 1 firms.csv firms

-- One row per establishment: a place of work, not a company with many of them.
CREATE TABLE IF NOT EXISTS firms (
  firm_id    INTEGER PRIMARY KEY,  -- or TEXT PRIMARY KEY NOT NULL when the numbers have letters or leading zeros
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
  weight   REAL,              -- strength > 0 in any one unit (sales a year, contracts); missing: 1
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

-- The firms that count today, under the names that all views use, with NULL for every missing value, as avg() and count()
-- want it. This is the one place to point the views at another table: drop this view and create it anew.
--
--   DROP VIEW open_firms;
--   CREATE VIEW open_firms AS
--   SELECT biz_no AS firm_id, ksic AS industry, gu AS district, east AS x, north AS y, staff AS employees
--   FROM register
--   WHERE status = 'open';
--
-- For a year of the past: WHERE founded <= 2003 AND (closed > 2003 OR ifnull(closed, '') = '')
CREATE VIEW IF NOT EXISTS open_firms AS
SELECT firm_id, nullif(industry, '') AS industry, nullif(district, '') AS district, nullif(x, '') AS x, nullif(y, '') AS y,
       nullif(employees, '') AS employees
FROM firms
WHERE ifnull(closed, '') = '';

-- Indexes. The functions read a table as a whole, so none makes them faster; what an index serves is the join of their
-- answer with the firms. The keys above do. A table that an import created has none yet:
--
--   CREATE UNIQUE INDEX firms_by_id ON firms (firm_id);
--
-- and a large register that is asked industry by industry gains by
--
--   CREATE INDEX firms_by_industry ON firms (industry);
