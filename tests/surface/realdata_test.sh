#!/usr/bin/env bash
# sql/examples/daejeon.sql and vancouver.sql on the real data beside the project (../shared/realdata; skipped without).
#
# Where the expected figures come from: all labels (cluster and kind of 78,607 and 11,254 rows) of the three clusterings
# below were compared with another implementation and are the same, each of them. Core points and their clusters: Python,
# scikit-learn's DBSCAN, industry by industry, with sample weights for jobs; border points: nearest core point by brute
# force in numpy; numbering by size. The counts here are those of that program. Location quotients are compared below,
# cell by cell, with hand-written SQL.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3
data="$root/../shared/realdata"
[ -f "$data/daejeon/stores.csv" ] && [ -f "$data/vancouver/vancouver_firms.csv" ] || skip "there is no $data"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT

# The pages are run from the root of a project with a build/ and the data beside it.
mkdir -p "$work/project/build" "$work/shared"
ln -s "$root/sql" "$work/project/sql"
ln -s "$(cd "$data" && pwd)" "$work/shared/realdata"
ln -s "$module" "$work/project/build/mod_clusterlite.so"
cd "$work/project" || exit 1

run_page() { # page: leaves its database and its output
  shell "$1.db" ".read sql/examples/$1.sql" > "$1.out" 2> "$1.err" || fail "$1.sql failed: $(head -5 "$1.err")"
  [ ! -s "$1.err" ] || fail "$1.sql wrote to standard error: $(head -5 "$1.err")"
}
ask() { # page, query
  shell "$1.db" ".load build/mod_clusterlite" "$2" | paste -sd' '
}
prints() { # page, text
  grep -qF -- "$2" "$1.out" || fail "$1.sql does not print '$2'"
}

# clusters, industries with clusters, members, core points, sum of squared cluster sizes
summary() { # the data set, eps, min_points
  echo "WITH m AS (SELECT * FROM cl_dbscan(($1), $2, $3))
        SELECT count(*), count(DISTINCT group_key), sum(n), (SELECT count(*) FROM m WHERE kind = 'core'), sum(n * n)
        FROM (SELECT group_key, count(*) AS n FROM m WHERE cluster IS NOT NULL GROUP BY group_key, cluster)"
}

# Cells where cl_location_quotient and plain SQL differ by more than rounding; cells compared.
quotients() { # region, industry, value, table
  echo "WITH
    cell AS (SELECT $1 AS r, $2 AS i, sum($3) AS v FROM $4 GROUP BY 1, 2),
    region AS (SELECT r, sum(v) AS v FROM cell GROUP BY 1),
    industry AS (SELECT i, sum(v) AS v FROM cell GROUP BY 1),
    total AS (SELECT sum(v) AS v FROM cell),
    hand AS MATERIALIZED (
      SELECT region.r, industry.i, (1.0 * ifnull(cell.v, 0) / nullif(region.v, 0)) / nullif(1.0 * industry.v / total.v, 0) AS lq
      FROM region JOIN industry JOIN total LEFT JOIN cell ON cell.r = region.r AND cell.i = industry.i)
    SELECT sum(abs(ifnull(hand.lq, -1) - ifnull(q.lq, -1)) > 1e-12 * max(1, ifnull(q.lq, 1))), count(hand.r), count(*)
    FROM cl_location_quotient((SELECT cl_crosstab($1, $2, $3) FROM $4)) AS q
    LEFT JOIN hand ON hand.r = q.region AND hand.i = q.industry"
}

run_page daejeon
expect "Daejeon: clusters of 10 shops within 150 m" "707|92|18200|13480|1310368" \
  "$(ask daejeon "$(summary "SELECT cl_points(id, x, y, 1, industry) FROM stores" 150 10)")"
expect "Daejeon: location quotients by dong" "0|20172|20172" "$(ask daejeon "$(quotients dong industry 1 stores)")"
prints daejeon "707 clusters in 92 industries, with 18,200 shops."
prints daejeon "   261   89.4 %    0.05      5,754      1  변호사 1, 둔산1동"
prints daejeon "   266     1,979        91.1 %     36.2     8.9  둔산1동, 변호사"

run_page vancouver
points="FROM open_firms"
expect "Vancouver: clusters of 15 firms within 300 m" "68|22|5010|4144|1065386" \
  "$(ask vancouver "$(summary "SELECT cl_points(firm_id, x, y, 1, industry) $points" 300 15)")"
expect "Vancouver: clusters of 300 jobs within 300 m" "58|32|2659|2117|630209" \
  "$(ask vancouver "$(summary "SELECT cl_points(firm_id, x, y, employees, industry) $points" 300 300)")"
expect "Vancouver: location quotients of jobs by area" "0|1870|1870" \
  "$(ask vancouver "$(quotients district industry employees open_firms)")"
prints vancouver "11,254 firms, 2,201 of them without employees, 191,361 jobs, 85 industries, 22 areas."
prints vancouver "Mining Services                          1     97      98 %   1,936     99 %"
prints vancouver "Financial Services                             1    183   31,482      98 %       5 %"

# The pages on chance, beside plain SQL: M as a mean over shops, Moran's I as a slope over the listed neighbours.
m_by_hand() { # table, group column, group, radius: 1 to two digits
  echo "CREATE TEMP TABLE f AS SELECT id, $2 AS g, x + 0 AS x, y + 0 AS y FROM $1 WHERE x <> '' AND y <> '';
        CREATE INDEX temp.by_x ON f (x);
        SELECT printf('%.2f', avg(share) / (SELECT 1.0 * (sum(g = '$3') - 1) / (count(*) - 1) FROM f))
        FROM (SELECT 1.0 * sum(b.g = '$3') / count(*) AS share FROM f AS a CROSS JOIN f AS b
              WHERE a.g = '$3' AND b.x BETWEEN a.x - $4 - 1 AND a.x + $4 + 1 AND b.id <> a.id
                AND (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) <= 1.0 * $4 * $4 GROUP BY a.id)"
}
i_by_hand() { # values (id, v), weights: to six digits, units without a value left out
  echo "WITH v AS MATERIALIZED (SELECT id, v - avg(v) OVER () AS z FROM ($1) WHERE v IS NOT NULL),
        w AS MATERIALIZED (SELECT from_id, to_id FROM cl_weight_rows(($2))),
        l AS MATERIALIZED (SELECT from_id AS id, avg(z) AS lag FROM w JOIN v ON v.id = w.to_id GROUP BY from_id)
        SELECT printf('%.6f', sum(v.z * l.lag) / sum(v.z * v.z)) FROM v JOIN l ON l.id = v.id"
}
run_page daejeon_patterns
expect "Daejeon: M of tax accountants at 100 m" "$(ask daejeon_patterns "$(m_by_hand stores industry 세무사 100)")" \
  "$(sed -n 's/^ *307  *\([0-9.]*\) .* 세무사 *$/\1/p' daejeon_patterns.out)"
expect "Daejeon: Moran's I of florists" \
  "$(ask daejeon_patterns "$(i_by_hand "SELECT code AS id, lq AS v FROM quotients WHERE industry = '꽃집'" "SELECT weights FROM dong_weights")")" \
  "$(ask daejeon_patterns "SELECT printf('%.6f', moran) FROM moran WHERE group_key = '꽃집'")"
prints daejeon_patterns "82 dong, 230 borders, 5.6 neighbours in the mean, 0 without."
run_page vancouver_patterns
expect "Vancouver: M of legal services at 200 m" "$(ask vancouver_patterns "$(m_by_hand licences business_type "Legal Services" 200)")" \
  "$(sed -n 's/^Legal Services  *669  *17087  *\([0-9.]*\) .*/\1/p' vancouver_patterns.out)"
employees="SELECT id, ln(employees + 0) AS v FROM licences WHERE employees + 0 > 0 AND x <> ''"
prints vancouver_patterns "9,053 firms with employees: I = $(printf '%.3f' "$(ask vancouver_patterns "$(i_by_hand "$employees" "SELECT weights FROM nearest")")") "

# Korea's inter-industry flows as ties between industries, each of which is a label: w_ab W / (out_a in_b), own use left out.
flows="$data/io_tables/wiod2011_KOR_domestic.csv"
if [ -f "$flows" ]; then
  shell io.db ".import --csv \"$flows\" read" "CREATE TABLE flow AS SELECT \"from\" AS a, \"to\" AS b, CAST(value AS REAL) AS v FROM read" || fail "no flows"
  expect "Korea's flows: weight quotients" "1029|0" "$(ask io "WITH
    w AS MATERIALIZED (SELECT *, sum(v) OVER () AS total, sum(v) OVER (PARTITION BY a) AS given, sum(v) OVER (PARTITION BY b) AS taken FROM flow WHERE a <> b),
    q AS MATERIALIZED (SELECT * FROM cl_link_matrix((SELECT cl_links(a, b, v) FROM flow), (SELECT cl_labels(a, a) FROM (SELECT DISTINCT a FROM flow))))
    SELECT count(*), sum(abs(weight_quotient - v * total / (given * taken)) > 1e-12 * weight_quotient)
    FROM w JOIN q ON label_from = a AND label_to = b WHERE v > 0")"
fi

echo "realdata_test: passed"
