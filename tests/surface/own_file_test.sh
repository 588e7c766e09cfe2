#!/usr/bin/env bash
# From a register as an office has it to a report: Korean headers in CP949, longitude and latitude, text ids, no employees, some dirt.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3 iconv awk
export CLUSTERLITE_MODULE="$module"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
lend_runtime_to sqlite3 "$work"
cd "$work" || exit 1

# The open firms of the synthetic city, with about the longitudes and latitudes of Seoul.
awk -F, 'BEGIN { print "관리번호,업종,구,경도,위도" }
  NR > 1 && $10 == "" { x = y = ""
    if ($6 != "") { x = sprintf("%.6f", 127.5 + ($6 - 1000000) / 88800); y = sprintf("%.6f", 38 + ($7 - 2000000) / 111000) }
    print "가-" $1 "," $3 "," $5 "," x "," y }
  END { print "가-1,J62 ,Jung-gu,0,0" }' "$root/fixtures/firms.csv" | iconv -f UTF-8 -t CP949 > register.csv || fail "cannot make the register"

# Zeros are missing coordinates, however they are written; what is not a number stays, to be found.
expect "zero coordinates" "NULL NULL NULL NULL 'abc' '127,1' 10.5 '0.5'" "$(shell :memory: "SELECT group_concat(quote(CASE WHEN column1 GLOB '*[^0.]*'
    THEN column1 END), ' ') FROM (VALUES ('0'), ('0.000'), (0), (0.0), ('abc'), ('127,1'), (10.5), ('0.5'))")"

iconv -f CP949 -t UTF-8 register.csv > register_utf8.csv || fail "iconv"
shell city.db ".import --csv register_utf8.csv register" || fail "import"
expect "the headers" "관리번호,업종,구,경도,위도" "$(shell city.db "SELECT group_concat(name) FROM pragma_table_info('register')")"
shell city.db "CREATE VIEW register_firms AS SELECT 관리번호 AS firm_id, trim(업종) AS industry, NULL AS role, 구 AS district,
    CASE WHEN 경도 GLOB '*[^0.]*' THEN 경도 END AS x, CASE WHEN 위도 GLOB '*[^0.]*' THEN 위도 END AS y, NULL AS employees, NULL AS founded, NULL AS closed FROM register" \
  ".read $root/sql/schema.sql" || fail "the view"
shell city.db ".load $module" ".read $root/sql/check.sql" > check.txt 2>&1
grep -q 'coordinates in degrees' check.txt || fail "check.sql does not see the degrees: $(cat check.txt)"
grep -q '(0, 0)' check.txt && fail "the zeros of a text column were not taken as missing: $(cat check.txt)"
grep -qi error check.txt && fail "check.sql: $(cat check.txt)"
shell city.db ".load $module" ".read $root/sql/profile.sql" \
  "UPDATE cluster_parameters SET eps = 500, min_points = 12, metric = 'geodesic', srid = 4326" > /dev/null || fail "profile.sql"
expect "the nine clusters of the city, found in degrees" "9" "$(shell city.db ".load $module" "SELECT count(*) FROM cluster_profile WHERE area_km2 > 0.5")"
"$root/sql/report.sh" --lang ko --city 서울 city.db report.html || fail "the report"
expect "a card for each of them" "9" "$(grep -o '<article id=' report.html | wc -l)"

# ---- Out again: a CSV that Excel reads as UTF-8, a printed page; and a workbook in. A sheet of texts only shows GDAL no header: it is told.
{ printf '\357\273\277' && shell -csv -header city.db ".load $module" "SELECT industry AS 업종, cluster AS 클러스터, firms AS 기업수 FROM cluster_profile"; } > clusters.csv ||
  fail "the CSV for Excel"
expect "the CSV begins with a byte order mark and Korean headers" "efbbbf22ec9785" "$(head -c 7 clusters.csv | od -An -tx1 | tr -d ' \n')"
expect "and SQLite reads it back" "9" "$(shell :memory: ".import --csv clusters.csv c" "SELECT count(업종) FROM c")"
if command -v chromium > /dev/null; then
  chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking --user-data-dir="$work/browser" \
    --no-pdf-header-footer --print-to-pdf=report.pdf "file://$work/report.html" > print.txt 2>&1
  [ "$(head -c 4 report.pdf 2> /dev/null)" = "%PDF" ] || fail "the report cannot be printed: $(tail -1 print.txt)"
fi
if command -v ogr2ogr > /dev/null && [ -z "${CLUSTERLITE_SANITIZE:-}" ] && ogr2ogr --formats | grep -q '^ *XLSX'; then
  ogr2ogr -f XLSX register.xlsx register_utf8.csv -nln register && OGR_XLSX_HEADERS=FORCE ogr2ogr -f SQLite from_excel.db register.xlsx -nln register || fail "a workbook"
  expect "the workbook has the same firms" "$(shell city.db "SELECT count(*), count(nullif(경도, '')) FROM register")" \
    "$(shell from_excel.db "SELECT count(*), count(nullif(경도, '')) FROM register")"
fi

# Tables of the user's own under names that the views read: said at once, and the file stays as it was.
sources="${CLUSTERLITE_SOURCE_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}/sql"
refused() { # what, the user's tables, the file that refuses, how its message begins
  local file
  file="$(mktemp)" || exit 1
  shell "$file" "$2" || fail "$1: the tables cannot be made"
  local before message
  before="$(shell "$file" .dump)"
  message="$(shell "$file" 2>&1 < "$sources/$3.sql")" && fail "$1: not refused"
  case "$message" in *"sql/$3.sql: $4"*"Nothing was changed."*) ;; *) fail "$1: $message" ;; esac
  expect "$1: the file stays as it was" "$before" "$(shell "$file" .dump)"
  rm -f "$file"
}
refused "links of other columns" "CREATE TABLE links (src, dst); INSERT INTO links VALUES (1, 2)" schema "the table links"
refused "districts without names" "CREATE TABLE districts (code, gu)" schema "the table districts"
refused "an own open_firms over firms without roles" \
  "CREATE TABLE firms (id, x, y); CREATE VIEW open_firms AS SELECT id AS firm_id, 'a' AS industry, 'b' AS district, x, y, 1 AS employees FROM firms;
   CREATE VIEW register_firms AS SELECT * FROM firms" roles "register_firms lacks"

# Names of districts alone, ties without a kind: enough for the check, the diagnosis and the report.
{
  printf '.load %s\n' "$module"
  printf 'CREATE TABLE districts (name);\nCREATE TABLE links (from_id, to_id, weight);\n'
  printf "INSERT INTO districts VALUES ('A'), ('B');\nINSERT INTO links VALUES (1, 2, 1), (2, 3, 1), (3, 3, 1);\n"
  for file in schema profile roles linkage borders maturity diagnosis; do printf '.read %s/%s.sql\n' "$sources" "$file"; done
  printf 'UPDATE cluster_parameters SET eps = 150, min_points = 3;\n'
  printf "INSERT INTO firms (firm_id, industry, role, district, x, y, employees) SELECT value, 'C10', 'production',
    iif(value %% 2, 'A', 'B'), 900000 + value * 10, 1900000, 1 FROM json_each('[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]');\n"
} | shell names.db || fail "the views over names of districts alone"
expect "the diagnosis says the districts by their names" "A-B|12|3|2|1" "$(shell names.db ".load $module" "SELECT name, firms,
  (SELECT count(*) FROM open_links), internal_links, measures_ko LIKE '%: A, B%' FROM cluster_diagnosis")"
expect "the check knows ties without a kind and districts without a border" "tie of a firm with itself|1 without a border|2" \
  "$(shell names.db ".load $module" ".read $sources/check.sql" "SELECT finding, rows FROM check_findings WHERE table_name IN ('links', 'districts')" |
    grep -E '^(tie|without)' | sort -u | paste -sd' ')"
"$sources/report.sh" names.db names.html || fail "the report over names of districts alone"

echo "own_file_test: passed"
