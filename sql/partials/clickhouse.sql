-- The cells of a crosstab from ClickHouse (tested with 18.16, two shards). Run on every shard, against its local table:
--
--   CREATE VIEW clusterlite_firms AS SELECT district AS region, industry, employees AS value FROM firms
--   clickhouse-client --multiquery < sql/partials/clickhouse.sql
--
-- `value` must be a whole number, Nullable or not. Then fetch the cells of all shards of the cluster `city`
--
--   clickhouse-client --query "SELECT * FROM cluster('city', default, clusterlite_cells) FORMAT CSVWithNames" > cells.csv
--
-- and in the sqlite3 shell, where \N stands for a missing value,
--
--   .import --csv cells.csv cells
--   SELECT * FROM cl_location_quotient((SELECT cl_crosstab_cells(region, industry, nullif(value, '\N'), firms,
--       nullif(sum_of_squares, '\N'), nullif(sum_of_fourth_powers, '\N')) FROM cells));
--
-- The view adds up on each shard; a GROUP BY in a subquery over a Distributed table would send every row. Cells that occur
-- on several shards are added up by cl_crosstab_cells.
-- ClickHouse's sums wrap without a word (300 firms of a billion give a negative sum of fourth powers, even in Decimal128), so
-- the view refuses cells whose fourth powers pass 1.6e38: "Value passed to 'throwIf' function is non zero". The test stands in
-- HAVING, where it is made whatever columns are asked for. Do not wrap the sums in toString(): in 18.16 it writes NUL bytes
-- for long runs of zeros.
CREATE VIEW clusterlite_cells AS
SELECT region, industry, sum(v) AS value, count() AS firms, sum(v * v) AS sum_of_squares,
  sum(v * v * v * v) AS sum_of_fourth_powers
FROM (SELECT region, industry, toDecimal128(value, 0) AS v FROM clusterlite_firms)
GROUP BY region, industry
HAVING throwIf(ifNull(sum(pow(toFloat64(v), 4)), 0) > 1.6e38) = 0
