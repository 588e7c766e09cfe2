#!/usr/bin/env bash
# The demo prints what fits a terminal, and finds the planted clusters.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT

# A project of links, with the extension under test in its build/ and a build step that has nothing to do.
cp -r "$root/sql" "$work/sql"
ln -s "$root/fixtures" "$work/fixtures"
mkdir "$work/build" "$work/ext"
ln -s "$module" "$work/build/mod_clusterlite.so"
printf '#!/usr/bin/env bash\n' > "$work/ext/build.sh"
chmod +x "$work/ext/build.sh"

HOME="$work" with_runtime bash "$work/sql/demo.sh" > "$work/out" 2> "$work/err" || fail "demo.sh failed: $(tail -5 "$work/err")"
[ ! -s "$work/err" ] || fail "demo.sh wrote to standard error: $(head -5 "$work/err")"
expect "what demo.sh leaves in build/" "mod_clusterlite.so seoul.db" "$(cd "$work/build" && echo *)"

longest="$(LC_ALL=C.UTF-8 awk 'length($0) > 100' "$work/out")"
[ -z "$longest" ] || fail "lines of more than 100 columns: $longest"
for found in 'Apparel            1     844   40.0 %   12,152' 'IT services        1     663   34.0 %    8,645' \
  '40.0 % of all firms in Apparel make one cluster, in Jung-gu, Jongno-gu, Dongdaemun-gu.' \
  'NOT LINKED: ties inside 1, chance alone would give 3.7.' 'MISSING: support.' \
  '> Act jointly across district borders: Gangnam-gu, Seocho-gu'; do
  grep -qF -- "$found" "$work/out" || fail "the output has no '$found'"
done
grep -qwE 'Error|nan|NaN|inf|Inf|NULL' "$work/out" && fail "the output has an error or a number that is none"

HOME="$work" with_runtime bash "$work/sql/demo.sh" --lang ko > "$work/out_ko" 2> "$work/err" || fail "--lang ko: $(tail -5 "$work/err")"
[ ! -s "$work/err" ] || fail "demo.sh --lang ko wrote to standard error: $(head -5 "$work/err")"
for found in '광진 음식점 클러스터: 기업 260개(해당 산업의 18%), 성장기, 연평균 +3.5%' '> 부족한 구성원(지원기관)의 집적을 유도' \
  '> 행정구역을 초월하여 광역 클러스터를 형성: 강남구, 서초구'; do
  grep -qF -- "$found" "$work/out_ko" || fail "the Korean output has no '$found'"
done
sed -n "/^4\. /,/^GOING ON/p" "$work/out_ko" > "$work/words_ko"
[ "$(LC_ALL=C.UTF-8 wc -L < "$work/words_ko")" -le 110 ] || fail "the Korean output has lines of more than 110 columns"
bash "$work/sql/demo.sh" --lang fr > /dev/null 2> "$work/err"
expect "an unknown language" "2 sql/demo.sh: unknown argument '--lang fr'; it takes --lang en or --lang ko" "$? $(cat "$work/err")"

# The queries that the demo recommends work in the file it made.
sed -n '/^GOING ON/,$p' "$work/out" | grep -E '^  (SELECT|UPDATE) ' > "$work/recommended.sql"
expect "recommended queries" 5 "$(wc -l < "$work/recommended.sql")"
cp "$work/build/seoul.db" "$work/copy.db"
shell "$work/copy.db" ".load $module" ".read $work/recommended.sql" > /dev/null 2> "$work/err" ||
  fail "a recommended query failed: $(cat "$work/err")"

# planted.csv was computed by another program with a DBSCAN of its own (fixtures/check_city.py).
ask() { shell "$work/build/seoul.db" ".load $module" "PRAGMA trusted_schema = OFF" "$@"; }
planted="$(shell :memory: ".import --csv $root/fixtures/planted.csv planted" "
  SELECT industry, firms, printf('%.1f', share_percent), ties_inside, ties_crossing, districts FROM planted
  WHERE firms > 0 ORDER BY industry, firms + 0 DESC")"
found="$(ask "
  SELECT p.industry, p.firms, printf('%.1f', 100 * p.share_of_firms), t.internal_links, b.crossing_links, d.list
  FROM cluster_profile AS p
  JOIN cluster_linkage AS t USING (industry, cluster)
  JOIN cluster_borders AS b USING (industry, cluster)
  JOIN (SELECT industry, cluster, group_concat(district || ' ' || firms, '; ') AS list
        FROM (SELECT * FROM cluster_districts ORDER BY industry, cluster, firms DESC) GROUP BY 1, 2) AS d USING (industry, cluster)
  ORDER BY p.industry, p.firms DESC")"
expect "the planted clusters" "$planted" "$found"
expect "clusters in the permanent table" "1|663;2|273;3|215" \
  "$(ask "SELECT cluster, count(*) FROM it_clusters WHERE cluster IS NOT NULL GROUP BY cluster" | paste -sd';')"
expect "rows of the permanent location quotients" 875 "$(ask "SELECT count(*) FROM location_quotients")"

echo "demo_test: passed ($(wc -l < "$work/out") lines in $SECONDS s)"
