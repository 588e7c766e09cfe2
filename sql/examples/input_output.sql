-- Which industries pull others along, and which feed them? Korea, 2011
--
-- Data: the 35 x 35 domestic flows and the gross outputs of the World Input-Output Database (million US dollars),
--   ../shared/realdata/io_tables/wiod2011_KOR_domestic.csv (from, to, from_name, to_name, value)
--   ../shared/realdata/io_tables/wiod2011_KOR_output.csv   (code, name, output)
-- Run from the project's root:
--   sqlite3 :memory: ".load build/mod_clusterlite" ".read sql/examples/input_output.sql"
.mode column
.headers on
.import --csv ../shared/realdata/io_tables/wiod2011_KOR_domestic.csv io_flows
.import --csv ../shared/realdata/io_tables/wiod2011_KOR_output.csv io_outputs

CREATE TEMP TABLE linkages AS
SELECT o.name, l.*
FROM cl_io_linkages((SELECT cl_links("from", "to", value) FROM io_flows),
                    (SELECT cl_links(code, code, output) FROM io_outputs)) AS l
JOIN io_outputs AS o ON o.code = l.industry;

.print
.print Key sectors: they draw on others and feed others more than the average industry (both indices above 1).
.print backward = output of all industries per unit of final demand; forward = per unit of primary input (Ghosh).
SELECT substr(name, 1, 40) AS industry, CAST(output AS INTEGER) AS output, round(backward_total, 3) AS backward,
       round(forward_total, 3) AS forward, round(backward_index, 2) AS backward_index,
       round(forward_index, 2) AS forward_index
FROM linkages WHERE key_sector = 1 ORDER BY backward_index + forward_index DESC;

.print
.print Strong buyers that few others buy from: growth here pulls suppliers along.
SELECT substr(name, 1, 40) AS industry, CAST(output AS INTEGER) AS output, round(backward_direct, 3) AS inputs_share,
       round(backward_total, 3) AS backward, round(backward_index, 2) AS backward_index,
       round(forward_index, 2) AS forward_index
FROM linkages WHERE backward_index > 1 AND forward_index <= 1 ORDER BY backward_index DESC LIMIT 8;
