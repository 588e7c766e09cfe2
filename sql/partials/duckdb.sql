-- The cells of a crosstab from DuckDB (tested with 1.5), over tables, CSV or Parquet files, local or partitioned.
--
-- First say which columns are meant; `value` must be a whole number (round or scale a float first):
--
--   CREATE VIEW clusterlite_firms AS SELECT district AS region, industry, employees AS value FROM 'firms/*.parquet';
--   .read sql/partials/duckdb.sql
--   COPY (SELECT * FROM clusterlite_cells) TO 'cells.csv' (HEADER);
--
-- and in the sqlite3 shell
--
--   .import --csv cells.csv cells
--   SELECT * FROM cl_location_quotient((SELECT cl_crosstab_cells(region, industry, nullif(value, ''), firms,
--                                              sum_of_squares, sum_of_fourth_powers) FROM cells));
--
-- Sums are HUGEINT: exact, and an error ("Out of Range") beyond 1.7e38, which one firm of 3.6 billion reaches in its fourth
-- power. Write CSV, not Parquet: Parquet turns HUGEINT into DOUBLE. Cells of several files or machines may repeat;
-- cl_crosstab_cells adds them up. A cell without any value keeps its firms, with value missing.
CREATE OR REPLACE VIEW clusterlite_cells AS
SELECT region, industry, sum(value::HUGEINT) AS value, count(*) AS firms,
  coalesce(sum(value::HUGEINT * value), 0) AS sum_of_squares,
  coalesce(sum(value::HUGEINT * value * value * value), 0) AS sum_of_fourth_powers
FROM clusterlite_firms GROUP BY ALL;
