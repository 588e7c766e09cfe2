#!/usr/bin/env bash
# Every page of sql/examples that needs only the synthetic city runs to its end on the demo's database, prints something and
# no error. Pages on real data are run by realdata_test.sh.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT

# Where the pages expect to be run from.
mkdir "$work/build"
ln -s "$root/sql" "$root/fixtures" "$work"
ln -s "$module" "$work/build/mod_clusterlite.so"
cd "$work" || exit 1
shell build/city.db ".read sql/demo.sql" > /dev/null || fail "sql/demo.sql failed"

has_spatialite=yes
shell :memory: ".load mod_spatialite" 2> /dev/null || has_spatialite=

failures=0
pages=0
left_out=()
for page in sql/examples/*.sql; do
  grep -q 'shared/realdata' "$page" && continue
  if [ -z "$has_spatialite" ] && grep -q '^\.load mod_spatialite' "$page"; then left_out+=("$page: no mod_spatialite"); continue; fi
  pages=$((pages + 1))
  cp build/city.db build/seoul.db
  if ! shell build/seoul.db ".load build/mod_clusterlite" ".read $page" > out 2> err || [ -s err ]; then
    echo "sql_examples_test: $page failed: $(head -5 err)" >&2
    failures=$((failures + 1))
  elif [ "$(wc -l < out)" -lt 5 ]; then
    echo "sql_examples_test: $page printed hardly anything: $(cat out)" >&2
    failures=$((failures + 1))
  elif ! grep -q '^-- .*sqlite3 ' "$page"; then
    echo "sql_examples_test: $page does not say how to run it (a comment with a line that starts with sqlite3)" >&2
    failures=$((failures + 1))
  elif [ "$page" = sql/examples/clusters_and_districts.sql ] && # as planted (fixtures/planted.csv)
    ! { grep -qE '^IT services +1 +663 +Gangnam-gu +408 ' out && grep -qE '^IT services +1 +663 +Seocho-gu +255 ' out; }; then
    echo "sql_examples_test: $page does not find the planted IT cluster in its gu" >&2
    failures=$((failures + 1))
  fi
  case "$page" in
    *autocorrelation.sql) cp out autocorrelation.out; cp build/lisa.svg build/moran.svg . ;;
    *point_patterns.sql) cp out patterns.out; cp build/m_function.svg build/kd.svg . ;;
  esac
done
[ "$failures" -eq 0 ] || exit 1

# What the two pages on chance print, by other ways. Neighbouring gu share vertices (fixtures/README.md): counted in the texts of
# the polygons. Moran's I of construction from the quotients, M of pharmaceuticals from all pairs of firms, in plain SQL.
borders="$(sqlite3 build/city.db 'SELECT name, wkt FROM districts' | awk -F'|' '{
    gsub(/[A-Z()]+ ?/, "", $2); n = split($2, v, /, ?/); delete seen
    for (i = 1; i <= n; ++i) if (!(v[i] in seen)) { seen[v[i]]; at[v[i]] = at[v[i]] " " NR } }
  END { for (p in at) { m = split(at[p], g, " "); for (i = 1; i <= m; ++i) for (j = i + 1; j <= m; ++j) pair[g[i] " " g[j]] }
        for (k in pair) ++sum; print sum }')"
expect "gu that touch" "25 gu, $borders borders." "$(grep -o '^25 gu, [0-9]* borders.' autocorrelation.out)"
by_hand="$(shell build/city.db ".load build/mod_clusterlite" "
  WITH q AS MATERIALIZED (SELECT region AS gu, lq - avg(lq) OVER () AS z, lq FROM cl_location_quotient((SELECT cl_crosstab(district, industry, employees) FROM open_firms)) WHERE industry = 'F42'),
       w AS MATERIALIZED (SELECT from_id, to_id FROM cl_weight_rows(cl_weights((SELECT cl_geometries(name, cl_from_text(wkt)) FROM districts), 'queen'))),
       lag AS (SELECT from_id AS gu, avg(z) AS z, avg(lq) AS lq FROM w JOIN q ON q.gu = w.to_id GROUP BY from_id)
  SELECT printf('%+.2f|%.4f', sum(q.z * lag.z) / sum(q.z * q.z), max(iif(gu = 'Dobong-gu', lag.lq, NULL))) FROM q JOIN lag USING (gu)")"
expect "Moran's I of construction, and the lag of a gu" "$by_hand" \
  "$(sed -n 's/^Construction  *25  *\([+-][0-9.]*\) .*/\1/p' autocorrelation.out)|$(sed -n 's/.*Their mean is its lag, \([0-9.]*\)\.$/\1/p' autocorrelation.out)"
expect "its slope is in the scatter plot" "1" "$(grep -c "slope 0\.62" moran.svg)"
by_hand="$(shell build/city.db "
  CREATE TEMP TABLE f AS SELECT firm_id, industry, x + 0 AS x, y + 0 AS y FROM open_firms WHERE x IS NOT NULL AND y IS NOT NULL;
  CREATE INDEX temp.by_x ON f (x);
  WITH around AS (SELECT 1.0 * sum(b.industry = 'C21') / count(*) AS share FROM f AS a CROSS JOIN f AS b
                  WHERE a.industry = 'C21' AND b.x BETWEEN a.x - 501 AND a.x + 501 AND b.firm_id <> a.firm_id
                    AND (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) <= 250000
                  GROUP BY a.firm_id)
  SELECT printf('%.2f', avg(share) / (SELECT 1.0 * (sum(industry = 'C21') - 1) / (count(*) - 1) FROM f)) FROM around")"
expect "M of pharmaceuticals at 500 m" "$by_hand" "$(sed -n 's/^Pharmaceuticals  *182  *\([0-9.]*\) .*/\1/p' patterns.out)"
expect "the planted five are the five first, and are larger than chance" "Pharmaceuticals Publishing Apparel IT Restaurants Apparel IT Restaurants Publishing Pharmaceuticals" \
  "$({ sed -n '/^1\./,/^2\./p' patterns.out | grep -E -- '-[0-9]+ m ' | head -5; sed -n '/^2\./,$p' patterns.out | grep ' 0\.010$'; } | awk '{ print $1 }' | paste -sd' ')"
expect "pictures of the curves" "1|1" "$(grep -c '5 lines of 60 points' m_function.svg)|$(grep -c '1 line of 13 points\|3 lines of 39 points' kd.svg)"
echo "sql_examples_test: passed ($pages pages${left_out:+; left out: ${left_out[*]}})"
