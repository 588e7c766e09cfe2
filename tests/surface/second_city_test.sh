#!/usr/bin/env bash
# A second city with other answers planted (fixtures/second_plan.py), and one without clusters: the diagnosis finds what is
# there and nothing else. Its thresholds were set with the first city in view, so that one proves little.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3
python="${PYTHON:-/usr/bin/python3}"
command -v "$python" > /dev/null || python=python3
needs_program "$python"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
cd "$root" || exit 1

make() { # name, plan, seed
  rm -rf "${work:?}/$1" "$work/$1.db"
  "$python" fixtures/make_city.py "$work/$1" --plan "$2" --seed "$3" || fail "make_city.py --plan $2 --seed $3 failed"
  {
    printf '.load %s\n' "$module"
    for table in firms links districts; do printf '.import --csv %s %s\n' "$work/$1/$table.csv" "$table"; done
    printf 'CREATE UNIQUE INDEX firms_by_id ON firms (firm_id);\n'
    for file in schema profile roles linkage borders maturity diagnosis chance; do printf '.read sql/%s.sql\n' "$file"; done
  } | shell "$work/$1.db" || fail "the views cannot be made"
}
ask() { # name, then commands
  local database="$work/$1.db"
  shift
  shell "$database" ".load $module" "PRAGMA trusted_schema = OFF" "$@" 2>&1
}

for seed in 7 11; do
  make city second_plan "$seed"
  # The flags of each cluster without their numbers; 'hidden by district figures' depends on the districts of the map.
  expect "seed $seed: the flags" "C15-1 no research
C18-1 competing districts
C18-2 competing districts
C25-1 
C25-2 
C26-1 split by district borders, border cuts ties, competing districts
C29-1 
I56-1 unlinked
M70-1 no production, split by district borders, competing districts" "$(ask city "
    SELECT industry || '-' || cluster || ' ' || ifnull((
      SELECT group_concat(code, ', ')
      FROM (SELECT code FROM cluster_rules
            WHERE kind = 'flag' AND code <> 'hidden by district figures' AND instr('; ' || flags, '; ' || code || ' (') > 0
            ORDER BY priority)), '')
    FROM cluster_diagnosis ORDER BY industry, cluster")"
  expect "seed $seed: all established, nothing unknown" "established|" \
    "$(ask city "SELECT DISTINCT stage, unknown FROM cluster_diagnosis")"
  expect "seed $seed: rivals side by side" "C18|Gangnam-gu|Songpa-gu|1|1" "$(ask city "
    SELECT industry, district_a, district_b, cluster_a IN (1, 2) AND cluster_b = 3 - cluster_a, figure BETWEEN 500 AND 3000
    FROM district_competition WHERE kind = 'side by side'")"
  expect "seed $seed: a split and a merger between 1995 and 2003" "C25|split|2
C29|merged|1" "$(ask city "BEGIN" "UPDATE cluster_periods SET year_before = 1995, year_after = 2003" "
    SELECT industry, event, count(*) FROM cluster_history WHERE event IN ('split', 'merged', 'born', 'died') GROUP BY 1, 2")"
  expect "seed $seed: the larger part carries on the lineage, the merged one that of its larger parent" "C25|2|3|1
C29|2|3|1" "$(ask city "BEGIN" "INSERT INTO cluster_snapshots
      SELECT y.column1, cl_points(f.firm_id, f.x, f.y, 1, f.industry) FROM (VALUES (1995), (2003)) AS y
      JOIN register_years AS f ON (f.founded IS NULL OR f.founded <= y.column1) AND (f.closed IS NULL OR f.closed > y.column1)
      GROUP BY y.column1" "
    SELECT industry, count(DISTINCT lineage), count(*), sum(year = 2003 AND lineage = industry || ' 1995-1')
    FROM cluster_lineage WHERE industry IN ('C25', 'C29') AND cluster IS NOT NULL GROUP BY industry")"
done

# Only ties between firms of a random tenth are known, as where one firm in ten was asked about the others of the tenth.
ask city "DELETE FROM links WHERE NOT (from_id * 2654435761 % 4294967296 % 10 = 3 AND to_id * 2654435761 % 4294967296 % 10 = 3)"
expect "no tie data: said of all, nothing claimed about linkage" "9|0|9" "$(ask city "
  SELECT sum(flags LIKE 'no tie data (%'), sum(flags LIKE '%linked (%'), sum(measures_en LIKE 'Survey the ties first%')
  FROM cluster_diagnosis")"

make empty empty_plan 3
expect "no cluster at all, and no claim" "0|0|0|0|0" "$(ask empty "
  SELECT (SELECT count(*) FROM cluster_diagnosis), (SELECT count(*) FROM cluster_figures), (SELECT count(*) FROM cluster_history),
         (SELECT count(*) FROM district_competition), (SELECT count(*) FROM cluster_roles)")"

echo "second_city_test: passed"
