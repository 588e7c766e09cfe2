-- The cells of a crosstab from PostgreSQL (tested with 15), run on every server that holds firms:
--
--   psql -h server -v table=firms -v region=district -v industry=industry -v value=employees -f sql/partials/postgresql.sql
--
-- The view clusterlite_cells holds a row per region and industry: what cl_crosstab_cells reads. Sums are numeric, so they
-- never overflow and are exact for whole numbers and decimals; `value` must be an integer or numeric column (cast a float
-- column to numeric first). A cell without any value keeps its firms and has NULL sums of values, 0 of powers.
--
-- One server: in the sqlite3 shell
--
--   .import --csv '|psql -h server -qc "COPY (SELECT * FROM clusterlite_cells) TO STDOUT CSV HEADER"' cells
--   SELECT * FROM cl_location_quotient((SELECT cl_crosstab_cells(region, industry, nullif(value, ''), firms,
--                                              sum_of_squares, sum_of_fourth_powers) FROM cells));
--
-- Several: a foreign table on each server's view (CREATE EXTENSION postgres_fdw; CREATE SERVER a ...; CREATE USER MAPPING
-- ...; IMPORT FOREIGN SCHEMA public LIMIT TO (clusterlite_cells) FROM SERVER a INTO a), and UNION ALL over them in the
-- COPY. The views make each server add up its own rows; a GROUP BY over foreign tables of firms may fetch every row. Cells
-- that occur on several servers are added up by cl_crosstab_cells.
CREATE OR REPLACE VIEW clusterlite_cells AS
SELECT :"region" AS region, :"industry" AS industry, sum(:"value"::numeric) AS value, count(*) AS firms,
  coalesce(sum(:"value"::numeric * :"value"), 0) AS sum_of_squares,
  coalesce(sum(:"value"::numeric * :"value" * :"value" * :"value"), 0) AS sum_of_fourth_powers
FROM :"table" GROUP BY 1, 2;
