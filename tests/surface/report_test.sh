#!/usr/bin/env bash
# sql/report.sh: one page that needs nothing else, in English and Korean, the same for rows in any order, with small figures left out.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3 openssl
[ -z "$sanitizer_runtime" ] || skip "the script runs the plain sqlite3"
export CLUSTERLITE_MODULE="$module"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
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
grep -q 'largest employer' few.html && fail "a single firm's share in spite of --min-firms"
grep -q 'other districts' few.html || fail "small parts are not pooled"
"$report" --lang xx city.db x.html 2> /dev/null && fail "an unknown language is accepted"
"$report" --min-firms "1; DROP" city.db x.html 2> /dev/null && fail "--min-firms takes what is no number"
echo "report_test: passed"
