#!/usr/bin/env bash
# sql/check.sql on a register with one fault of each kind and on a clean one; freeze.sql, unprofile.sql and concordance.sql.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1 # the files must work from any directory

sql="$root/sql"
run() { shell "$@" 2>&1 | paste -sd' '; }
found() { # name, rows and the start of the example, finding
  local line
  line="$(grep -F "|$4|" "$work/dirty.txt")"
  [[ "$line" == *"|$4|$2|$3"* ]] || fail "$1: expected '$4|$2|$3', got '$line'"
}

cat > clean.sql <<'SQL'
INSERT INTO districts VALUES ('1', 'A', NULL, 'POLYGON((1000 1000,2000 1000,2000 2000,1000 2000,1000 1000))'),
                             ('2', 'B', NULL, 'MULTIPOLYGON(((2000 1000,3000 1000,3000 2000,2000 2000,2000 1000)))');
INSERT INTO firms (firm_id, industry, district, x, y, employees, founded)
SELECT value, 'C10', iif(value <= 10, 'A', 'B'), 1000 + 95 * value, 1000 + 45 * value, 5, 2000
FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 20) SELECT value FROM n);
INSERT INTO links VALUES (1, 2, 'supply', 1), (2, 3, 'supply', NULL);
SQL
expect "a clean register has no findings" "" "$(run :memory: ".load $module" ".read $sql/schema.sql" ".read clean.sql" ".read $sql/check.sql")"
expect "an empty one says so" "open_firms|no rows|1|" \
  "$(run :memory: ".load $module" ".read $sql/schema.sql" ".read $sql/check.sql" | cut -c1-21)"

cat > dirty.sql <<'SQL'
DROP VIEW register_firms;
CREATE TABLE register (firm_id, industry, role, district, x, y, employees, founded, closed);
INSERT INTO register SELECT firm_id, industry, NULL, district, x, y, employees, founded, closed FROM firms;
CREATE VIEW register_firms AS SELECT * FROM register;
INSERT INTO register VALUES
  ('a1', '', NULL, 'A', 1100, 1100, '5', 2000, ''), ('a2', 'C10', NULL, '', 1100, 1100, '5', 2000, ''),
  ('a3', 'C10', NULL, 'Z', 1100, 1100, '5', 2000, ''), ('a4', 'C10', NULL, 'A', '', '', '5', 2000, ''),
  ('a5', 'C10', NULL, 'A', 1100, '', '5', 2000, ''), ('a6', 'C10', NULL, 'A', 0, 0, '5', 2000, ''),
  ('a7', 'C10', NULL, 'A', 127.1, 37.5, '5', 2000, ''), ('a8', 'C10', NULL, 'A', 2500, 1500, '1,234', 2000, ''),
  ('a9', 'C10', NULL, 'A', 1100, 1100, '12 people', 2000, ''), ('b1', 'C10', NULL, 'A', 1100, 1100, -9, 2000, ''),
  ('b2', 'C10 ', NULL, 'A', 1100, 1100, '1,5', 2000, ''), ('b3', 'c10', NULL, 'A', 1100, 1100, 'n/a', 2000, ''),
  ('b4', CAST(x'B1B8' AS TEXT), NULL, 'A', 1100, 1100, 5, 2000, ''), ('b5', 'C10', NULL, 'A', 1100, 1100, 5, 2005, 2001),
  ('b6', 'C10', NULL, 'A', 1100, 1100, 5, 20050101, ''), ('b7', 'C10', NULL, 'A', 900000, 1100, 5, 2005, ''),
  ('b8', 'C10', NULL, 'A', 1100, 1100, 5, 2000, ''), ('b8', 'C10', NULL, 'A', 1100, 1100, 5, 2000, ''),
  ('b9', 'C10', NULL, 'A', 37.5, 127.1, 5, 2000, ''), (NULL, 'C10', NULL, 'A', 1100, 1100, 5, 2000, ''),
  ('c1', char(1057) || '10', NULL, 'A', 1100, 1100, 5, 2000, ''), ('c2', 'C10', NULL, char(65313), 1100, 1100, 5, 2000, ''),
  ('c3', 'C10' || char(8203), NULL, 'A', 1100, 1100, 5, 2000, ''), ('c4', 'C10', NULL, char(4352, 4449), 1100, 1100, 5, 2000, ''),
  ('c5', '10A', NULL, 'A', 1100, 1100, 5, 2000, ''), ('c6', NULL, NULL, 'A', 1100, 1100, 5, 2000, ''),
  ('c7', 'C10', NULL, 'A', 14130000, 4510000, 5, 2000, ''), ('c8', 'C10', NULL, 'A', 1100, '1.100 m', NULL, 2000, ''),
  ('c9', 'D27', NULL, 'A', 1100, 1100, 5, 2000, ''), ('d1', 'X99', NULL, 'A', 1100, 1100, 5, 2000, ''),
  ('d2', 'C10', NULL, 'A', 1100, 1100, 99999, 2000, '');
CREATE TABLE ties AS SELECT * FROM links; -- as an import makes it: no key holds
DROP TABLE links;
ALTER TABLE ties RENAME TO links;
INSERT INTO links VALUES (2, 4, 'supply', 1), (2, 4, 'supply', 1), (1, 999, 'supply', 1), (3, 3, 'supply', 1), (1, 5, 'supply', -1), (1, 'b5', 'supply', 1);
CREATE TABLE places AS SELECT * FROM districts;
DROP TABLE districts;
ALTER TABLE places RENAME TO districts;
INSERT INTO districts VALUES ('3', 'C', NULL, NULL), ('4', 'D', NULL, NULL), ('5', 'D', NULL, NULL), ('6', '', NULL, NULL), ('7', 'E', NULL, 'POLYGON((1 1,2 2,3');
CREATE TABLE industries (code, name);
INSERT INTO industries VALUES ('C10', 'Food'), ('10A', 'Food of the trade');
CREATE TABLE concordance (old_code, new_code, share);
INSERT INTO concordance VALUES ('D27', 'C24', 1), ('C10', 'C10', 1);
SQL
shell :memory: ".load $module" ".read $sql/schema.sql" ".read clean.sql" ".read dirty.sql" ".read $sql/check.sql" > dirty.txt 2>&1
grep -i error dirty.txt && fail "the dirty register stops the check"
found "ids" 1 C10 "firm_id missing"
found "doubled ids" 2 "b8 in C10" "firm_id doubled within an industry"
found "industry" 2 "firm_id a1" "industry missing"
found "district" 1 "firm_id a2" "district missing"
found "unknown district" 3 Z "district not in districts"
found "no coordinates" 1 "firm_id a4" "coordinates missing"
found "half" 1 "firm_id a5" "only one coordinate"
found "zero" 1 "firm_id a6" "coordinates (0, 0)"
found "degrees" 2 "firm_id a7: 127.1 37.5" "coordinates in degrees"
found "swapped" 1 "firm_id b9" "x and y swapped"
found "outside its district" 5 "firm_id a7 not in A" "outside the district it names"
found "far" 2 "firm_id b7" "far from all the rest"
found "negative" 1 "firm_id b1: -9" "employees negative"
found "look-alikes" 42 "'C10' and 'c10'" "industry written in several ways"
found "blanks" 1 "'C10 '" "industry with blanks around it"
found "another classification" 45 "10A, C10" "industry codes of several shapes"
found "a Cyrillic letter" 1 "'$(printf '\320\241')10': U+0421" "industry with letters that only look like others"
found "a full-width letter" 1 "'$(printf '\357\274\241')': U+FF21" "district with letters that only look like others"
found "a zero-width space" 1 "hex 433130E2808B" "industry with marks that cannot be seen"
found "Hangul of macOS" 1 "'$(printf '\341\204\200\341\205\241')'" "district in single Hangul letters"
found "CP949" 1 "bytes B1B8" "industry is not UTF-8"
found "years" 1 "firm_id b5: 2005 to 2001" "closed before it was founded"
found "dates" 1 "firm_id b6" "founded or closed is not a year"
found "unknown firm" 1 "1 to 999" "tie to a firm that is not in the register"
found "closed firm" 1 "1 to b5" "tie with a closed firm"
found "self" 1 3 "tie of a firm with itself"
found "weight" 1 "1 to 5: -1" "weight is not a number or negative"
found "border" 4 "" "without a border"
found "no firm" 5 "" "without a firm"
found "a code for missing" 1 "firm_id d2: 99999" "employees all nines"
found "a geocoder's default" 21 "firm_id a1: 1100 1100" "many firms at one place"
found "a name of two districts" 2 D "district twice"
found "a border cut off" 1 E "border cut off"
found "a district without a name" 1 "" "name missing"
found "tie twice" 2 "2 to 4" "tie twice"
found "two systems" 2 "firm_id a7: 127.1 37.5" "some in degrees, others in metres"
found "Web Mercator" 1 "firm_id c7" "Web Mercator metres (EPSG:3857), which are too long"
found "outside all districts" 4 "firm_id a7: 127.1 37.5" "outside the box around all districts"
found "a unit" 1 "firm_id c8: 1.100 m" "y is not a number"
found "no employees" 1 "firm_id c8" "employees missing"
found "the old revision" 1 D27 "industry code of the old revision"
found "a code of no list" 5 X99 "industry code not in industries"
expect "every kind of finding but that of an empty register has its line" "no rows" "$(comm -23 \
  <(sed -n "s/.*SELECT [0-9]*, '[a-z_]*', '\([^']*\)', .*/\1/p" "$sql/check.sql" | sort -u) <(cut -d'|' -f2 dirty.txt | sort -u) | paste -sd' ')"
expect "each number as text has its cure" "4" "$(grep -c 'employees is not a number' dirty.txt)"
for cure in "a8: 1,234|replace(employees, ',', '')" "b2: 1,5|replace(employees, ',', '.')" "a9: 12 people|CAST(employees AS REAL)" "b3: n/a|nullif(employees, 'n/a')"; do
  grep -qF "$cure" dirty.txt || fail "no line with $cure"
done

profile=(".load $module" ".read $sql/schema.sql" ".read clean.sql" ".read $sql/profile.sql" "UPDATE cluster_parameters SET eps = 250, min_points = 3")
shell city.db "${profile[@]}" ".read $sql/freeze.sql" ".read $sql/freeze.sql" > freeze.txt 2>&1 || fail "freeze.sql: $(cat freeze.txt)"
expect "a frozen file is read without the extension" "20|1" \
  "$(run city.db "SELECT (SELECT count(*) FROM frozen_cluster_members WHERE cluster = 1), count(*) FROM frozen_cluster_profile")"
expect "without the views nothing asks for the extension" "20" "$(run city.db ".read $sql/unprofile.sql" "SELECT sum(firms) FROM frozen_cluster_profile")"
expect "frozen p of the largest clusters" "1" "$(run city.db "SELECT count(*) FROM pragma_table_info('frozen_cluster_chance') WHERE name = 'p'")"
expect "and a column can be renamed" "" "$(run city.db "ALTER TABLE firms RENAME COLUMN name TO title")"

# Every table and view that a file of sql/ makes is taken out again, but for the user's own: nothing is forgotten.
views=(".load $module"); for file in schema profile roles linkage borders maturity diagnosis concordance; do views+=(".read $sql/$file.sql"); done
shell whole.db "${views[@]}" ".read clean.sql" "UPDATE cluster_parameters SET eps = 250, min_points = 3" \
  ".read $sql/freeze.sql" ".read $sql/freeze_diagnosis.sql" ".read $sql/freeze_diagnosis.sql" > freeze.txt 2>&1 || fail "freeze_diagnosis.sql: $(cat freeze.txt)"
expect "the frozen diagnosis is the diagnosis" "1|0" "$(run whole.db ".load $module" "
  SELECT (SELECT count(*) FROM frozen_cluster_diagnosis), (SELECT count(*) FROM (SELECT * FROM cluster_diagnosis EXCEPT SELECT * FROM frozen_cluster_diagnosis))")"
frozen_of() { run whole.db "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE type = 'view' AND name NOT IN
  (SELECT substr(name, 8) FROM sqlite_master WHERE name LIKE 'frozen%') ORDER BY name)"; }
expect "the views that are not frozen" \
  "borders_without_territory cluster_findings cluster_territory concordance_check converted_firms open_firms open_links open_roles register_firms register_years settings_complaints territory_roles" "$(frozen_of)"
run whole.db ".read $sql/unprofile.sql" > /dev/null
expect "what unprofile.sql leaves" "cluster_snapshots concordance districts firms links open_firms register_firms" \
  "$(run whole.db "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'frozen%' ORDER BY name)")"
expect "which needs no extension" "$(run whole.db "SELECT count(*) FROM firms WHERE trim(ifnull(closed, '')) = ''")" "$(run whole.db "SELECT count(*) FROM open_firms")"

expect "a split code keeps the totals" "C101 25.0|C102 75.0" \
  "$(run :memory: ".read $sql/schema.sql" ".read clean.sql" ".read $sql/concordance.sql" \
    "INSERT INTO concordance VALUES ('C10', 'C101', 0.25), ('C10', 'C102', 0.75)" \
    "SELECT group_concat(line, '|') FROM (SELECT industry || ' ' || sum(employees) AS line FROM converted_firms GROUP BY industry)")"
# Firms without an id, employees that are not numbers, and codes without a row: nothing is lost, nothing made a number.
expect "dirty rows are converted one by one" "8|7|''|'1,234'|NULL|3.0|9" \
  "$(run :memory: ".read $sql/schema.sql" ".read $sql/concordance.sql" "
     INSERT INTO concordance VALUES ('C10', 'C101', 0.25), ('C10', 'C102', 0.75);
     DROP VIEW open_firms;
     CREATE VIEW open_firms AS SELECT column1 AS firm_id, column2 AS industry, 'A' AS district, 1 AS x, 1 AS y, column3 AS employees
     FROM (VALUES (NULL, 'C10', ''), (NULL, 'C10', '1,234'), (1, 'C10', NULL), (2, 'C10', '4'), (3, 'Z9', 9), (1, 'C10', 4), (4, 'C10', 4), (NULL, NULL, 4));
     SELECT sum(main), (SELECT sum(employees = ifnull(employees, 0)) FROM open_firms) , (SELECT DISTINCT quote(employees) FROM converted_firms WHERE employees = ''),
            (SELECT DISTINCT quote(employees) FROM converted_firms WHERE employees LIKE '%,%'), (SELECT DISTINCT quote(employees) FROM converted_firms WHERE employees IS NULL),
            (SELECT max(employees) FROM converted_firms WHERE firm_id = 2), (SELECT sum(employees) FROM converted_firms WHERE firm_id = 3) FROM converted_firms")"
expect "thousands between points are not a number" "'1.234.567' 12.5" \
  "$(run :memory: ".read $sql/schema.sql" ".read $sql/concordance.sql" "
     INSERT INTO concordance VALUES ('C10', 'C101', 0.25), ('C10', 'C102', 0.75);
     DROP VIEW open_firms;
     CREATE VIEW open_firms AS SELECT column1 AS firm_id, 'C10' AS industry, 'A' AS district, 1 AS x, 1 AS y, column2 AS employees
     FROM (VALUES (1, '1.234.567'), (2, '12.5'));
     SELECT (SELECT DISTINCT quote(employees) FROM converted_firms WHERE firm_id = 1) || ' ' || (SELECT sum(employees) FROM converted_firms WHERE firm_id = 2)")"
expect "shares that do not add up, and codes without a row" "shares of D1 add up to 0.5| no new code for C10|20" \
  "$(run :memory: ".read $sql/schema.sql" ".read clean.sql" ".read $sql/concordance.sql" \
    "INSERT INTO concordance VALUES ('D1', 'C101', 0.5)" "SELECT * FROM concordance_check")"

echo "check_test: passed"
