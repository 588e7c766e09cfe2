-- The cells of a crosstab from Spark SQL 3 or later. Written from Spark's manual; not run.
--
--   CREATE TEMPORARY VIEW clusterlite_firms AS SELECT district AS region, industry, employees AS value FROM firms;
--   (the statements below)
--   INSERT OVERWRITE DIRECTORY 'cells' USING csv OPTIONS (header 'true', nullValue '') SELECT * FROM clusterlite_cells;
--
-- and in the sqlite3 shell, for each part file,
--
--   .import --csv cells/part-00000.csv cells
--   SELECT * FROM cl_location_quotient((SELECT cl_crosstab_cells(region, industry, nullif(value, ''), firms,
--                                              sum_of_squares, sum_of_fourth_powers) FROM cells));
--
-- ANSI mode makes an overflow of DECIMAL(38, 0) an error; without it Spark gives NULL, which would look like a missing value.
SET spark.sql.ansi.enabled = true;
CREATE OR REPLACE TEMPORARY VIEW clusterlite_cells AS
SELECT region, industry, sum(CAST(value AS DECIMAL(19, 0))) AS value, count(*) AS firms,
  coalesce(sum(CAST(CAST(value AS DECIMAL(19, 0)) * CAST(value AS DECIMAL(19, 0)) AS DECIMAL(38, 0))), 0) AS sum_of_squares,
  coalesce(sum(CAST(CAST(CAST(value AS DECIMAL(19, 0)) * CAST(value AS DECIMAL(19, 0)) AS DECIMAL(38, 0))
    * CAST(CAST(value AS DECIMAL(19, 0)) * CAST(value AS DECIMAL(19, 0)) AS DECIMAL(38, 0)) AS DECIMAL(38, 0))), 0) AS sum_of_fourth_powers
FROM clusterlite_firms GROUP BY region, industry;
