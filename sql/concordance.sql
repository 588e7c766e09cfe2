-- From an old to a new revision of the industry classification, before two years are compared.
--
--   .read sql/concordance.sql
--   .import --csv --skip 1 ksic9_to_ksic10.csv concordance     old_code, new_code, share
--   SELECT * FROM concordance_check;                           must have no row
--   SELECT * FROM converted_firms;                             the firms with new codes
--
-- share is the part of the old code's activity that goes to the new one, from 0 to 1; the shares of an old code add up to 1.
-- A firm whose code was split gets one row per new code, with its employees and itself (weight) divided by the shares: the
-- totals stay. Such rows are for totals by industry, cl_crosstab_cells(district, industry, sum(employees), ...); for
-- clusters take the largest share alone (main = 1), since a firm stands in one place once.

CREATE TABLE IF NOT EXISTS concordance (
  old_code  TEXT NOT NULL,
  new_code  TEXT NOT NULL,
  share     REAL NOT NULL DEFAULT 1 CHECK (share > 0 AND share <= 1),
  PRIMARY KEY (old_code, new_code)
);

DROP VIEW IF EXISTS concordance_check;
DROP VIEW IF EXISTS converted_firms;

CREATE VIEW concordance_check AS
SELECT 'shares of ' || old_code || ' add up to ' || round(sum(share), 6) AS finding, NULL AS firms
FROM concordance GROUP BY old_code HAVING abs(sum(share) - 1) > 1e-6
UNION ALL
SELECT 'no new code for ' || industry, count(*)
FROM open_firms WHERE industry IS NOT NULL AND industry NOT IN (SELECT old_code FROM concordance) GROUP BY industry;

-- A code without a row stays missing rather than as it is: it would be read as a code of the new revision. The firm and its
-- employees stay in all totals but those by industry.
CREATE VIEW converted_firms AS
SELECT f.firm_id, c.new_code AS industry, f.district, f.x, f.y,
       -- What is not a number stays as it is, to be refused by name: SQL would take '1,234' for 1 and '' for 0.
       CASE WHEN c.share < 1 AND (typeof(f.employees) IN ('integer', 'real') OR f.employees GLOB '[0-9]*' AND f.employees NOT GLOB '*[^0-9.]*' AND f.employees NOT GLOB '*.*.*')
            THEN f.employees * c.share ELSE f.employees END AS employees,
       ifnull(c.share, 1) AS weight,
       f.industry AS old_industry,
       ifnull(c.place, 1) = 1 AS main
FROM open_firms AS f
LEFT JOIN (SELECT *, row_number() OVER (PARTITION BY old_code ORDER BY share DESC, new_code) AS place FROM concordance) AS c
  ON c.old_code = f.industry;
