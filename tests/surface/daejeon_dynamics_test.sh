#!/usr/bin/env bash
# sql/examples/daejeon_dynamics.sql on the real panel beside the project (../shared/realdata; skipped without). Every cell
# of its shift-share and its portfolio is compared with hand-written SQL over the same table.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3
data="$root/../shared/realdata"
[ -f "$data/daejeon/dong_industry_panel.csv" ] || skip "there is no $data/daejeon/dong_industry_panel.csv"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT

# The page is run from the root of a project with a build/ and the data beside it.
mkdir -p "$work/project/build" "$work/shared"
ln -s "$root/sql" "$work/project/sql"
ln -s "$(cd "$data" && pwd)" "$work/shared/realdata"
ln -s "$module" "$work/project/build/mod_clusterlite.so"
cd "$work/project" || exit 1

shell daejeon.db ".read sql/examples/daejeon_dynamics.sql" > out 2> err || fail "the page failed: $(head -5 err)"
[ ! -s err ] || fail "the page wrote to standard error: $(head -5 err)"
prints() {
  grep -qF -- "$1" out || fail "daejeon_dynamics.sql does not print '$1'"
}
prints "89,711 shops in 202501, 88,047 in 202602: -1.9 %. 82 dong, 246 industries."
prints "   182     195      +13    -3.4    -0.6   +16.9  중앙동, 기타 의류 소매업"
prints "   780     815      +35    -14.5    +0.6    +48.8   +6.3 %  상대동"
prints "    +47   -39.1     -3.7    +89.8           +91.1  관평동"

# The definitions once more: e and e' of every dong and industry of either month, and the totals.
by_hand="WITH
  cell AS (SELECT dong AS r, industry AS i, sum(iif(month = '202501', n_firms, 0)) AS e,
                  sum(iif(month = '202602', n_firms, 0)) AS f
           FROM panel WHERE month IN ('202501', '202602') GROUP BY 1, 2),
  region AS (SELECT r, 1.0 * sum(e) AS e, sum(f) AS f FROM cell GROUP BY 1),
  industry AS (SELECT i, 1.0 * sum(e) AS e, sum(f) AS f FROM cell GROUP BY 1),
  total AS (SELECT 1.0 * sum(e) AS e, sum(f) AS f FROM cell),
  hand AS (
    SELECT region.r, industry.i, ifnull(cell.e, 0) AS e, ifnull(cell.f, 0) AS f,
           ifnull(cell.e, 0) * (total.f / total.e - 1) AS ns,
           ifnull(ifnull(cell.e, 0) * (industry.f / industry.e - total.f / total.e), 0) AS im,
           ifnull(cell.f - cell.e * industry.f / nullif(industry.e, 0), ifnull(cell.f, 0)) AS rs,
           region.e * industry.e / total.e AS h, region.e AS re, region.f AS rf, industry.e AS ie, industry.f AS if_,
           total.e AS te, total.f AS tf
    FROM region JOIN industry JOIN total LEFT JOIN cell ON cell.r = region.r AND cell.i = industry.i)"
ask() {
  shell daejeon.db "$by_hand $1" | paste -sd' '
}
expect "shift-share: cells, and the largest difference of any part" "20172|20172|0" \
  "$(ask "SELECT count(*), count(g.region), sum(abs(g.before - e) + abs(g.after - f) + abs(g.national_share - ns) +
          abs(g.industry_mix - im) + abs(g.regional_shift - rs) + abs(g.homothetic - h) +
          iif(e = 0, (g.homothetic_shift NOT NULL) + (g.allocation NOT NULL),
              abs(g.homothetic_shift - h * rs / e) + abs(g.allocation - (e - h) * rs / e)) > 1e-9)
          FROM hand LEFT JOIN growth AS g ON g.region = hand.r AND g.industry = hand.i")"
# Star and emerging grow faster than the city and grow at all: in a shrinking city a cell that stands still does not.
expect "portfolio: cells, other quadrants, other entries and exits" "20172|0|0" \
  "$(ask "SELECT count(*), sum(p.quadrant IS NOT CASE
            WHEN e = 0 AND f = 0 THEN NULL
            WHEN f * ie * tf <> 0 AND f * tf >= rf * if_ THEN iif(e = 0 OR f > e AND f * te > e * tf, 'star', 'mature')
            ELSE iif(iif(e = 0, f > 0, f > e AND f * te > e * tf), 'emerging', 'declining') END),
          sum(p.specialization IS NOT CASE
            WHEN f > 0 AND f * tf >= rf * if_ THEN iif(e > 0 AND e * te >= re * ie, 'kept', 'entry')
            WHEN e > 0 AND e * te >= re * ie THEN 'exit' END)
          FROM hand LEFT JOIN portfolio AS p ON p.region = hand.r AND p.industry = hand.i")"

echo "daejeon_dynamics_test: passed"
