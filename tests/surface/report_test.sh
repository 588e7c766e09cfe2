#!/usr/bin/env bash
# sql/report.sh: one page that needs nothing else, in English and Korean, the same for rows in any order, with small figures left out.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3 openssl python3
export CLUSTERLITE_MODULE="$module"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
lend_runtime_to sqlite3 "$work"
cd "$work" || exit 1

city() { # database, order of the firms
  sqlite3 "$1" > build.txt 2>&1 << SQL || fail "the city: $(cat build.txt)"
.load '$module'
.import --csv '$root/fixtures/firms.csv' read_firms
.import --csv '$root/fixtures/links.csv' links
.import --csv '$root/fixtures/districts.csv' districts
CREATE TABLE firms AS SELECT * FROM read_firms ORDER BY $2;
.read '$root/sql/schema.sql'
.read '$root/sql/profile.sql'
.read '$root/sql/roles.sql'
.read '$root/sql/linkage.sql'
.read '$root/sql/borders.sql'
.read '$root/sql/maturity.sql'
.read '$root/sql/diagnosis.sql'
UPDATE cluster_parameters SET eps = 500, min_points = 12, srid = 5179;
SQL
}
city city.db "firm_id"
city other.db "name, firm_id DESC"
report="$root/sql/report.sh"
"$report" city.db en.html || fail "the report in English"
"$report" other.db again.html && cmp -s en.html again.html || fail "rows in another order give another page"
mkdir "o'brien's \"files\""
cp "$root/sql/report.sh" "$root/sql/report.sql" "o'brien's \"files\""
mkdir settings
printf '#!/bin/sh\nexec "%s" -init "%s/settings/rc" "$@"\n' "$(command -v sqlite3)" "$work" > settings/sqlite3
printf ".headers on\nSELECT 'a line of ~/.sqliterc';\n" > settings/rc
chmod +x settings/sqlite3
PATH="$work/settings:$PATH" "$work/o'brien's \"files\"/report.sh" city.db "o'brien's.html" && cmp -s en.html "o'brien's.html" ||
  fail "quotes in paths, or the settings of the user's shell, change the page"
"$report" --lang ko --city "서울 <b>&'\"" city.db ko.html || fail "the report in Korean"
"$report" --min-firms 100 city.db few.html || fail "the report with --min-firms"

expect "a card for each cluster" "$(shell city.db ".load $module" "SELECT count(*) FROM cluster_profile")" "$(grep -o '<article id=' en.html | wc -l)"
for page in en ko few; do
  grep -qF "default-src 'none'" $page.html || fail "$page: no content security policy"
  # shellcheck disable=SC2016
  sed -n 's/.*<script>\(.*\)<\/script>.*/\1/p' $page.html | tr -d '\n' > script.js
  grep -qF "sha256-$(openssl dgst -sha256 -binary script.js | base64)" $page.html || fail "$page: the script is not the one allowed"
  grep -qE '(src|href)="[^#"]' $page.html && fail "$page: asks for another file"
  [ "$(wc -c < $page.html)" -lt 2000000 ] || fail "$page: larger than 2 MB"
  expect "$page: every link has its card" "" \
    "$(comm -3 <(grep -o 'href="#[^"]*' $page.html | cut -d'#' -f2 | sort) <(grep -o '<article id="[^"]*' $page.html | cut -d'"' -f2 | sort))"
done
grep -qF '서울 &lt;b&gt;&amp;' ko.html || fail "the name of the city is not escaped"
words="$(sed 's/<style>.*<\/style>//; s/<script>.*<\/script>//; s/<[^>]*>/\n/g' ko.html | sed 's/&[a-z#0-9]*;//g' | grep -oE '[A-Za-z]{3,}' | sort -u | paste -sd' ')"
expect "no English word is left in the Korean page" "ClusterLite DBSCAN" "$words"
grep -qF '행정구역을 초월하여' ko.html || fail 'no measures of the diagnosis'
grep -qF '성숙기' ko.html || fail 'no stages of the diagnosis'
for line in '내부 연계</dt>' '권역 내 구성원</dt>' '경계를 넘는 연계</dt>' '최근 변화</dt>' '규모 ★' '기준 1.5)'; do
  grep -qF "$line" ko.html || fail "no '$line' on the Korean cards"
done
for line in 'ties inside</dt>' 'members within reach</dt>' 'across borders</dt>' 'in five years</dt>' 'size ★' 'limit 1.5)'; do
  grep -qF "$line" en.html || fail "no '$line' on the cards"
  grep -qF "$line" few.html && fail "'$line' in spite of --min-firms"
done
# Both languages name the clusters by districts, without the ending of their kind: 강남·서초.
named() { grep -c '<h3>[^<]* · [^<]*' "$1"; }
[ "$(named en.html)" -gt 0 ] && [ "$(named en.html)" = "$(named ko.html)" ] || fail "$(named en.html) names of districts in English, $(named ko.html) in Korean"
grep -q '<h3>[^<]* · [^<]*..구[·<]' ko.html && fail "a district with its ending in the name of a cluster"
shell named.db ".restore city.db" "CREATE TABLE industries AS SELECT 'C14' AS code, 'Apparel' AS name, '의류' AS name_ko" || fail "a table of industries"
"$report" --lang ko named.db named.html && grep -qF '<h3>C14 의류 1 · ' named.html || fail "no names of industries"
# Stable names where the last snapshot is of other firms, and two years of one's own. The profile's firms are those of 2012.
shell years.db ".restore city.db" ".load $module" "
  INSERT INTO cluster_snapshots SELECT y.column1, cl_points(f.firm_id, f.x, f.y, 1, f.industry) FROM (VALUES (1995), (2003)) AS y
  JOIN register_years AS f ON (f.founded IS NULL OR f.founded <= y.column1) AND (f.closed IS NULL OR f.closed > y.column1) GROUP BY y.column1;
  UPDATE cluster_periods SET year_before = 1995, year_after = 2003" || fail "snapshots and years"
"$report" years.db years.html || fail "the report with years of one's own"
grep -qF 'in five years</dt>' years.html && fail "'in five years' of the years from 1995 to 2003"
grep -qF 'from 1995 to 2003</dt>' years.html || fail "no years on the cards"
grep -qE 'stable name</dt><dd>J62 1995-[0-9]+ \(of 2003\)</dd>' years.html || fail "no stable names beside firms of another year"
shell years.db ".load $module" "
  INSERT INTO cluster_snapshots SELECT 2012, cl_points(firm_id, x, y, 1, industry) FROM open_firms" || fail "a snapshot of today"
"$report" --lang ko years.db years.html || fail "the report with a snapshot of today"
grep -qF '1995–2003년 변화</dt>' years.html || fail "no years on the Korean cards"
grep -qE '고유 이름</dt><dd>J62 1995-[0-9]+</dd>' years.html || fail "no stable names"
# A card has its colour of the map above.
python3 - en.html << 'PYTHON' || fail "colours of the cards"
import re, sys

page = open(sys.argv[1]).read()
pictures = re.findall(r'<svg class="cl-picture".*?</svg>', page)
def colours(picture):
    return {c for c in re.findall(r'<path d="[^"]*" class="cl-l"( color="#[0-9A-F]*")?', picture)}
cards = [p for p in pictures if 'viewBox="0 0 300' in p]
assert len(cards) > 5 and set.union(*map(colours, cards)) == colours(pictures[0]) and len(colours(pictures[0])) > 3, pictures[0][:2000]
PYTHON
grep -q 'largest employer' few.html && fail "a single firm's share in spite of --min-firms"
grep -q 'other districts' few.html || fail "small parts are not pooled"

# The attack: with a limit, what does the page say of few firms? A hamlet and a rare industry are there to be found.
sqlite3 city.db > build.txt 2>&1 << SQL || fail "the hamlet: $(cat build.txt)"
.load '$module'
INSERT INTO firms (firm_id, industry, district, x, y, employees) VALUES
  ('h1', 'C14', 'Hamlet', 1, 1, 7), ('h5', 'C14', 'Hamlet', 1, 1, ''), ('h6', 'C14', 'Hamlet', 1, 1, ''), ('h2', 'J62', 'Hamlet', 1, 2, 8), ('h3', 'A01', 'Jung-gu', 2, 2, 9), ('h4', 'A01', 'Jung-gu', 2, 3, 9);
CREATE TABLE answer AS SELECT industry, cluster, firms FROM cluster_profile;
CREATE TABLE cells AS SELECT district, industry, count(*) AS firms, count(employees) AS known FROM open_firms GROUP BY 1, 2;
SQL
"$report" city.db all.html || fail "the report with a hamlet"
for limit in 3 50 200 100000; do
  for lang in en ko; do
    "$report" --lang $lang --min-firms $limit city.db closed.html || fail "the report with --min-firms $limit"
    python3 - $limit all.html closed.html << 'PYTHON' || fail "--min-firms $limit, $lang"
import re, sqlite3, sys

limit, everything, page = int(sys.argv[1]), open(sys.argv[2]).read(), open(sys.argv[3]).read()
city = sqlite3.connect('city.db')
def must(holds, what):
    if not holds: sys.exit('the page gives away: ' + str(what))

# Clusters: those of the limit and more, and no others, in the table, the cards and the map.
shown = {(bytes.fromhex(i).decode(), int(c)) for i, c in re.findall(r'<article id="c-([0-9A-F]*)-(\d+)"', page)}
wanted = {(i, c) for i, c, n in city.execute('SELECT * FROM answer') if n >= limit}
must(shown == wanted, shown ^ wanted)
for i, c, n in city.execute('SELECT * FROM answer'):
    must(n >= limit or not re.search(rf'\b{i} {c}\b', page), f'cluster {i} {c}')

# Counts: of firms in the table, the cards, the tooltips and the summary.
rows = re.findall(r'<tr><td data-v="[^"]*">.*?</td><td class="n" data-v="(\d+)">', page)
must(len(rows) == len(wanted), rows)
counts = rows + re.findall(r'<dt>(?:firms|기업 수)</dt><dd>([\d,]+)', page) + re.findall(r'\b([\d,]+) (?:firms|개 기업)\b', page)
counts += re.findall(r'<b>([\d,]+)</b>(?:firms|기업 수)<', page)
must(all(int(n.replace(',', '')) >= limit for n in counts), counts)
must('largest employer' not in page and '최대 기업' not in page, 'a largest employer')

# Parts of a cluster: each of the limit and more.
for i, c, card in re.findall(r'<article id="c-([0-9A-F]*)-(\d+)">(.*?)</article>', page, re.S):
    firms = int(re.search(r'<dt>(?:firms|기업 수)</dt><dd>([\d,]+)', card)[1].replace(',', ''))
    parts = re.search(r'<dt>(?:By district|행정구역별 분포)</dt><dd class="t">(.*?)</dd>', card)[1]
    for share in re.findall(r' (\d+) ?%', parts):
        must((int(share) + .5) / 100 * firms >= limit, parts)

# Points: a map draws firms as strokes of a tenth of a pixel, in one path for each colour.
must(re.search(r'd="M[-\d. ]+h\.1[m"]', everything), 'nothing: the open page has no points, the test looks for the wrong thing')
must(not re.search(r'h\.1[m"]', page), 'single firms in a map')

# The matrix: no industry with a cell below the limit, nor one alone left out; nothing below the limit left of a district.
matrix = page[page.index('</h2><p>Location quotients' if '</h2><p>Location' in page else '</h2><p>종사자 수 기준 입지계수'):]
cells = city.execute('SELECT * FROM cells WHERE known > 0 AND district IS NOT NULL AND industry IS NOT NULL').fetchall()
industries = {i for _, i, _, _ in cells}
left_out = {i for i in industries if not re.search(rf'>{i}\b', matrix)}
for d, i, firms, known in cells:
    must(known >= limit or i in left_out, f'{i} in {d}')
must(len(left_out) != 1, left_out)
for place in {d for d, _, _, _ in cells}:
    rest = sum(k for d, i, _, k in cells if d == place and i in left_out)
    must(rest == 0 or rest >= limit or rest == sum(k for d, _, _, k in cells if d == place), f'the rest of {place}')
PYTHON
  done
done

# All but two firms lie in the one cluster: with a limit of three the totals would give the two away.
sqlite3 nearly.db > build.txt 2>&1 << SQL || fail "the town: $(cat build.txt)"
.load '$module'
CREATE TABLE firms (firm_id, industry, district, x, y, employees, role, founded, closed);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
INSERT INTO firms (firm_id, industry, district, x, y, employees) SELECT i, 'Manufacture of <precision> instruments', 'Gu', i % 7 * 10, i % 11 * 10, 1000 + i FROM n UNION ALL SELECT 98, 'Z1', 'Gu', 9000, 0, 7 UNION ALL SELECT 99, 'Z1', 'Gu', 9000, 9000, 7;
.read '$root/sql/schema.sql'
.read '$root/sql/profile.sql'
UPDATE cluster_parameters SET eps = 50, min_points = 5;
SQL
"$report" nearly.db nearly.html && "$report" --min-firms 3 nearly.db closed.html && "$report" --min-firms 2 nearly.db two.html || fail "the report of a town"
for page in nearly two; do
  grep -qF '<b>42</b>firms' $page.html && grep -qF '<b>40,834</b>jobs' $page.html && grep -qF 'Data: 42 open firms.' $page.html || fail "$page: no totals"
done
grep -qE '\b42\b|40,834' closed.html && fail "totals give two firms away"
grep -qF '>Manufacture of &lt;prec… 1</text>' nearly.html || fail "a long name hides the number of its cluster"
grep -qF '<title> </title>' nearly.html && fail "a tooltip without a text"
shell nearly.db "UPDATE cluster_parameters SET min_points = 1000" && "$report" --lang ko nearly.db none.html || fail "the report without clusters"
grep -qF '<p>이 기준에서는 제시할 클러스터가 없다.</p>' none.html || fail "nothing is said where there is no cluster"
grep -qE '<table|<article|Data: \.' none.html && fail "an empty table or card"
# A stage has its figure beside it and is no finding; what a figure means is said once.
grep -qF '<dt>발전 단계</dt><dd>성숙기 (-0.004, 기준 -0.02)</dd>' ko.html || fail "no figure of the stage"
grep -qE '<br>성숙기|<dd>성숙기 [^<]*<br>' ko.html && fail "a stage among the findings"
grep -qE '[0-9] %' ko.html && fail "a blank before the per cent in Korean"
for key in '산업 내 비중' '내부 연계' '경계를 넘는 연계' '종사자 수 기준 입지계수'; do
  expect "'$key' is explained" 1 "$(grep -o '<dl class="m">.*' ko.html | grep -oF "<dt>$key</dt>" | wc -l)"
done
"$report" --lang xx city.db x.html 2> /dev/null && fail "an unknown language is accepted"
"$report" --min-firms "1; DROP" city.db x.html 2> /dev/null && fail "--min-firms takes what is no number"
echo "report_test: passed"
