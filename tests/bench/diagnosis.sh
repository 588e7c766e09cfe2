#!/usr/bin/env bash
# How long the diagnosis of a large city takes: whole, without the territories, and view by view, beside a bare scan of the firms.
#
#   tests/bench/diagnosis.sh [firms] [runs]      default: 1000000 3
#
# As many ties as firms, 25 districts, 60 industries, 300 hot spots; the members in a table, as for any large city. Prints, for
# each statement in a process of its own, the middle of the runs: seconds of processor time and of the clock.
# CLUSTERLITE_MODULE says which extension; else build/mod_clusterlite.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
module=${CLUSTERLITE_MODULE:-$PWD/build/mod_clusterlite}
module=${module%.so}
firms=$(printf '%.0f' "${1:-1000000}")
runs=${2:-3}
city=${TMPDIR:-/tmp}/clusterlite-diagnosis-$firms.db
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

if [ ! -s "$city" ]; then
  # dice(k): a number below 2^31 that depends on i and k alone: a cube modulo a prime, so that no two of them go in step
  dice() {
    local m="((i * 48271 + $1 * 519011807) % 2147483647)"
    printf '((%s * %s %% 2147483647 * %s + %d) %% 2147483647)' "$m" "$m" "$m" "$1"
  }
  sqlite3 "$fresh/city.db" <<SQL
.read sql/schema.sql
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $firms),
  placed AS (
    SELECT i, $(dice 1) / 7 % 300 AS spot, $(dice 2) % 1000 < 300 AS hot, $(dice 3) / 2147483648.0 AS u, $(dice 4) / 2147483648.0 AS v,
           $(dice 5) / 2147483648.0 AS w, $(dice 6) AS d6, $(dice 7) AS d7, $(dice 8) AS d8
    FROM n
  ),
  located AS (
    SELECT *, iif(hot, 2500 + spot % 20 * 2900 + (u + v - 1) * 800, u * 60000) AS x,
           iif(hot, 2000 + spot / 20 * 3300 + (w + v - 1) * 800, v * 50000) AS y
    FROM placed
  )
INSERT INTO firms (firm_id, industry, role, district, x, y, employees, founded, closed)
SELECT i, printf('I%02d', iif(hot AND d6 % 10 < 9, spot % 60, d6 / 10 % 60)),
       CASE WHEN d7 % 100 < 85 THEN 'production' WHEN d7 % 100 < 90 THEN 'research' WHEN d7 % 100 < 97 THEN 'support' ELSE 'public' END,
       printf('D%02d', CAST(x / 12001 AS INTEGER) + 5 * CAST(y / 10001 AS INTEGER)), x, y, 1 + d7 / 100 % 40, 1970 + d8 % 43,
       iif(d8 / 100 % 20 < 3, 2000 + d8 / 2000 % 13, NULL)
FROM located;
-- Half of the ties go to one of the next firms of the same industry, half anywhere.
CREATE TEMP TABLE ranked AS SELECT firm_id AS i, industry, row_number() OVER (ORDER BY industry, CAST(x / 500 AS INTEGER), CAST(y / 500 AS INTEGER), firm_id) AS place FROM firms;
CREATE INDEX temp.ranked_by_place ON ranked (place);
INSERT OR IGNORE INTO links
SELECT a.i, b.i, 'supply', 1.0
FROM (SELECT i, iif($(dice 9) % 2, (place + $(dice 10) / 3 % 20) % $firms + 1, $(dice 11) % $firms + 1) AS other FROM ranked) AS a
JOIN ranked AS b ON b.place = a.other
WHERE a.i <> b.i;
SQL
  mv "$fresh/city.db" "$city"
fi
cp "$city" "$fresh/city.db"
{
  printf '.load %s\n' "$module"
  for file in profile roles linkage borders maturity diagnosis; do printf '.read sql/%s.sql\n' "$file"; done
  printf 'CREATE TABLE members_now AS SELECT * FROM cluster_members;\nDROP VIEW cluster_members;\n'
  printf 'CREATE VIEW cluster_members AS SELECT * FROM members_now;\n'
} | sqlite3 "$fresh/city.db"

measure() { # what, a statement, commands before it
  local times=()
  for ((run = 0; run < runs; ++run)); do
    times+=("$({ printf '.load %s\n%s\n.timer on\n%s;\n' "$module" "${3:-}" "$2"; } | sqlite3 "$fresh/city.db" |
      awk '/^Run Time:/ { printf "%.2f %.2f\n", $6 + $8, $4 }')")
  done
  printf '| %s | %s |\n' "$1" "$(printf '%s\n' "${times[@]}" | sort -n | sed -n "$((runs / 2 + 1))p" | sed 's/ / s | /; s/$/ s/')"
}
sqlite3 "$fresh/city.db" "SELECT printf('%,d firms, %,d ties, %d clusters; load of the machine %s', (SELECT count(*) FROM firms), (SELECT count(*) FROM links),
  (SELECT count(*) FROM (SELECT DISTINCT industry, cluster FROM members_now WHERE cluster IS NOT NULL)), '$(cut -d' ' -f1 /proc/loadavg)')"
printf '\n| statement | processor time | clock |\n|---|---|---|\n'
measure 'bare scan of the firms' "SELECT sum(firm_id), sum(x), sum(y) FROM firms"
measure '`cluster_diagnosis`, whole' "SELECT count(flags) FROM cluster_diagnosis"
measure 'the same without the territories' "SELECT count(flags) FROM cluster_diagnosis" "BEGIN; DROP VIEW territory_roles;
CREATE VIEW territory_roles AS SELECT NULL AS industry, NULL AS cluster, NULL AS role, NULL AS members, NULL AS territory_firms, NULL AS share,
  NULL AS role_lq, NULL AS nearest_m, NULL AS all_firms, NULL AS production, NULL AS research, NULL AS support, NULL AS public,
  NULL AS completeness, NULL AS missing_roles, NULL AS evenness, NULL AS mix_gap WHERE 0;"
for view in cluster_profile cluster_linkage territory_roles borders_without_territory cluster_history district_competition; do
  measure "\`$view\`" "SELECT count(*) FROM (SELECT * FROM $view LIMIT -1)"
done
