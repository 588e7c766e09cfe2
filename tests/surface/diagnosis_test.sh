#!/usr/bin/env bash
# The views from roles to diagnosis on the synthetic city, line by line against what was planted in it; what they answer where
# data are missing; and placebos: what must not be found where there is only chance.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
cd "$root" || exit 1

views() { for file in schema profile roles linkage borders maturity diagnosis chance; do printf '.read sql/%s.sql\n' "$file"; done; }
{
  printf '.load %s\n' "$module"
  for table in firms links districts; do printf '.import --csv fixtures/%s.csv %s\n' "$table" "$table"; done
  printf 'CREATE UNIQUE INDEX firms_by_id ON firms (firm_id);\n'
  views
} | shell "$work/city.db" || fail "the views cannot be made"
ask_in() { # database, then commands; each in a connection of its own that trusts no schema
  local database="$1"
  shift
  shell "$database" ".load $module" "PRAGMA trusted_schema = OFF" "$@" 2>&1
}
ask() { ask_in "$work/city.db" "$@"; }
line() { paste -sd' '; }

# ---- The city in 2012, against planted.csv (counted by fixtures/check_city.py)
planted="$(shell :memory: ".import --csv fixtures/planted.csv planted" "
  SELECT industry, firms, printf('%.1f', share_percent), ties_inside, ties_crossing FROM planted
  WHERE firms > 0 ORDER BY industry, firms + 0 DESC")"
expect "firms and ties of the planted clusters" "$planted" "$(ask "
  SELECT industry, firms, printf('%.1f', 100 * share_of_firms), internal_links, crossing_links FROM cluster_diagnosis
  ORDER BY industry, firms DESC")"
expect "names: districts with a fifth of the members" \
  "C14-1 Jung C14-2 Guro-Gwanak-Geumcheon C14-3 Gangnam C21-1 Dongdaemun-Seongbuk I56-1 Gwangjin J58-1 Mapo-Seodaemun J62-1 Gangnam-Seocho J62-2 Jung-Jongno J62-3 Yeongdeungpo-Yangcheon" \
  "$(ask "SELECT industry || '-' || cluster || ' ' || name FROM cluster_diagnosis ORDER BY industry, cluster" | line)"
with_flag() { ask "SELECT industry || '-' || cluster FROM cluster_diagnosis WHERE flags LIKE '%$1 (%' ORDER BY industry, cluster" | line; }
expect "unlinked" "I56-1" "$(with_flag unlinked)"
expect "no tie data, weakly linked, no production, no research, border cuts ties, one employer" "" \
  "$(for flag in 'no tie data' 'weakly linked' 'no production' 'no research' 'border cuts ties' 'one employer'; do with_flag "$flag"; done)"
expect "no support" "C21-1" "$(with_flag 'no support')"
seven="C14-1 C14-2 C21-1 J58-1 J62-1 J62-2 J62-3"
expect "split by district borders" "$seven" "$(with_flag 'split by district borders')"
expect "competing districts" "$seven" "$(with_flag 'competing districts')"
expect "hidden by district figures" "C14-2 C14-3 C21-1 J58-1 J62-3" "$(with_flag 'hidden by district figures')"
expect "nothing is unknown where all data are there" "" "$(ask "SELECT unknown FROM cluster_diagnosis WHERE unknown IS NOT NULL")"
expect "a flag quotes figure and threshold" \
  "unlinked (linkage_z -1.441, threshold 4); growing (growth_per_year 0.035, threshold 0.02)" \
  "$(ask "SELECT flags FROM cluster_diagnosis WHERE industry = 'I56'")"
expect "measures, English" "members; borders; identity|Attract the missing members: support; Act jointly across district borders: Dongdaemun-gu, Seongbuk-gu; Foster identity and promote the cluster" \
  "$(ask "SELECT measures, measures_en FROM cluster_diagnosis WHERE industry = 'C21'")"
expect "measures, Korean" "부족한 구성원(지원기관)의 집적을 유도; 행정구역을 초월하여 광역 클러스터를 형성: 동대문구, 성북구; 클러스터의 정체성을 함양하고 이점을 홍보" \
  "$(ask "SELECT measures_ko FROM cluster_diagnosis WHERE industry = 'C21'")"

# ---- Each view
expect "linkage over ties whose firms are open, and by hand O x I / m" "19570|1|3.7306|1" "$(ask "
  WITH members AS (SELECT firm_id FROM cluster_members WHERE industry = 'I56' AND cluster = 1)
  SELECT (SELECT count(*) FROM open_links), internal_links, round(expected_internal, 4),
         abs(expected_internal - (SELECT 1.0 * sum(from_id IN (SELECT firm_id FROM members)) *
                                  sum(to_id IN (SELECT firm_id FROM members)) / count(*) FROM open_links)) < 1e-9
  FROM cluster_linkage WHERE industry = 'I56'")"
expect "the territory of Pharmaceuticals: 201 firms, no support" "201|0|support|0.6667" "$(ask "
  SELECT (SELECT count(*) FROM cluster_territory WHERE industry = 'C21' AND cluster = 1), territory_firms, missing_roles,
         round(completeness, 4)
  FROM cluster_roles JOIN cluster_completeness USING (industry, cluster) WHERE industry = 'C21' AND role = 'support'")"
expect "roles of members against those of the territory" "0|20" \
  "$(ask "SELECT members, territory_firms FROM cluster_roles WHERE industry = 'I56' AND role = 'research'")"
expect "borders: quotients of the territory and the main district" "C14|1|3.24|3.13 C14|3|5.96|1.18" "$(ask "
  SELECT industry, cluster, printf('%.2f', lq_cluster), printf('%.2f', lq_main_district) FROM cluster_borders
  WHERE industry = 'C14' AND cluster <> 2" | line)"
expect "no cluster's crossing ties are off, since the generator knows no border" "0|1" \
  "$(ask "SELECT sum(abs(crossing_z) > 2), min(crossing_z) > -1.5 FROM cluster_borders")"
expect "crossing_z squared is what the bands give" "1" "$(ask "
  SELECT abs(b.crossing_z * b.crossing_z - (x.crossing - x.expected) * (x.crossing - x.expected) / x.variance) < 1e-9
  FROM cluster_borders AS b,
       (SELECT sum(crossing_links) AS crossing, sum(expected_crossing) AS expected, sum(crossing_variance) AS variance
        FROM cl_link_distance((SELECT cl_points(firm_id, x, y) FROM cluster_members WHERE industry = 'J62' AND cluster = 1),
                              (SELECT cl_links(from_id, to_id) FROM open_links), 100, NULL,
                              (SELECT cl_labels(firm_id, district) FROM open_firms))) AS x
  WHERE b.industry = 'J62' AND b.cluster = 1")"
expect "competition: seven clusters held by two districts or three, nothing else" "one cluster|11|7" \
  "$(ask "SELECT kind, count(*), count(DISTINCT industry || cluster_a) FROM district_competition GROUP BY kind")"
expect "ties between roles add up to all ties" "19570|19570.0" \
  "$(ask "SELECT sum(links), round(sum(expected), 6) FROM role_links WHERE industry IS NULL")"
expect "and inside a cluster to its ties" "1" "$(ask "
  SELECT count(*) = 0 FROM cluster_linkage AS l
  JOIN (SELECT industry, cluster, sum(links) AS links FROM role_links GROUP BY 1, 2) AS r USING (industry, cluster)
  WHERE r.links <> l.internal_links")"
expect "distances between roles" "16|0" "$(ask "SELECT count(*), sum(median_m IS NULL) FROM role_distance")"

# ---- The past
history="SELECT industry || '-' || cluster || ' ' || stage || ' ' || iif(growth_per_year IS NULL, '-', printf('%.1f', 100 * growth_per_year)) FROM cluster_history ORDER BY industry, cluster"
expect "1995 to 2003" "C14-1 established 0.0 C14-2 declining -3.1 C14-3 established -0.3 C21-1 established -0.1 C25-1 dissolved - I56-1 established 0.0 J58-1 emerging - J62-1 growing 19.9 J62-2 established 0.0" \
  "$(ask "BEGIN" "UPDATE cluster_periods SET year_before = 1995, year_after = 2003" "$history" | line)"
expect "2003 to 2012" "I56-1 growing 3.5 J62-3 emerging -" \
  "$(ask "BEGIN" "UPDATE cluster_periods SET year_before = 2003, year_after = 2012" "SELECT * FROM ($history)" | grep -v established | line)"
expect "the growth is the root of the whole growth" "1" "$(ask "
  SELECT min(abs((1+g)*(1+g)*(1+g)*(1+g)*(1+g) * firms_before - firms) < 1e-9)
  FROM (SELECT growth_per_year AS g, firms, firms_before FROM cluster_history WHERE year_after - year_before = 5)")"
snapshots="INSERT INTO cluster_snapshots SELECT y.column1, cl_points(f.firm_id, f.x, f.y, 1, f.industry)
  FROM (VALUES (1995), (1999), (2003)) AS y
  JOIN register_years AS f ON (f.founded IS NULL OR f.founded <= y.column1) AND (f.closed IS NULL OR f.closed > y.column1)
  GROUP BY y.column1"
expect "firms of the lineages over the years, against planted.csv" \
  "$(shell :memory: ".import --csv fixtures/planted.csv p" "SELECT industry, firms_1995, firms_1999, firms_2003 FROM p WHERE firms_1995 + firms_1999 + firms_2003 > 0 ORDER BY 1, 2 + 0, 3 + 0, 4 + 0" | sort)" \
  "$(ask "BEGIN" "$snapshots" "
    SELECT industry, sum(iif(year = 1995, firms, 0)), sum(iif(year = 1999, firms, 0)), sum(iif(year = 2003, firms, 0))
    FROM cluster_lineage GROUP BY industry, lineage" | sort)"
expect "the last row of each that ended or began" "1999|J58 1999-1|born 2003|C25 1995-1|died" \
  "$(ask "BEGIN" "$snapshots" "SELECT year, lineage, event FROM cluster_lineage WHERE event IN ('born', 'died') ORDER BY year" | line)"
expect "no snapshot, no lineage" "0" "$(ask "SELECT count(*) FROM cluster_lineage")"

# By hand: 200 of 400 firms are of C1, 160 of these in one cluster in A, 40 scattered in B among 50 firms.
expect "a claim without a cluster: 40 of B's 50 firms where 25 are expected" "C1|B||claim without a cluster|||1.6|4.5299" "$(
  shell :memory: ".load $module" ".read sql/schema.sql" ".read sql/profile.sql" ".read sql/roles.sql" ".read sql/linkage.sql" \
    ".read sql/borders.sql" "
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
    INSERT INTO firms (firm_id, industry, district, x, y)
    SELECT i, iif(i <= 200, 'C1', 'C2'), iif(i BETWEEN 161 AND 210, 'B', 'A'), iif(i <= 160, i, i * 10000), i FROM n" \
    "SELECT industry, district_a, district_b, kind, cluster_a, cluster_b, round(figure, 4), round(z, 4) FROM district_competition")"

# ---- Rules and measures are rows
expect "another threshold" "I56-1 J62-3" "$(ask "BEGIN" "UPDATE cluster_rules SET threshold = 93.6 WHERE code = 'unlinked'" \
  "SELECT industry || '-' || cluster FROM cluster_diagnosis WHERE flags LIKE '%unlinked (%' AND industry IN ('I56', 'J62')" | line)"
expect "a rule of one's own" "small (firms 110, threshold 120)" "$(ask "BEGIN" \
  "INSERT INTO cluster_rules VALUES ('flag', 'small', 0, 'firms', '<', 120, NULL, NULL)" \
  "SELECT substr(flags, 1, instr(flags, ';') - 1) FROM cluster_diagnosis WHERE flags LIKE '%small (%'")"
expect "a rule over a figure that is not there is named" "frims" "$(ask "BEGIN" \
  "INSERT INTO cluster_rules VALUES ('flag', 'small', 0, 'frims', '<', 120, NULL, NULL)" \
  "SELECT DISTINCT unknown FROM cluster_diagnosis")"
refuses() { # a change of settings
  shell "$work/city.db" "BEGIN" "$1" > /dev/null 2>&1 && fail "not refused: $1"
}
refuses "UPDATE cluster_rules SET threshold = 'four'"
refuses "UPDATE cluster_rules SET threshold = NULL"
refuses "UPDATE cluster_rules SET kind = 'flags'"
refuses "UPDATE cluster_rules SET comparison = '>'"
refuses "UPDATE cluster_rules SET priority = 'first'"
refuses "UPDATE role_targets SET minimum = 'one'"
refuses "UPDATE role_targets SET minimum = -1"
refuses "UPDATE role_targets SET target_share = 'a quarter'"
refuses "UPDATE cluster_periods SET year_before = '2003a'"
complaints() { # a change, by a user whose tables are from a version that checked nothing
  ask "PRAGMA ignore_check_constraints = 1" "BEGIN" "$1" "SELECT table_name || ' ' || ifnull(setting, '') || ': ' || complaint FROM settings_complaints" \
    "SELECT ifnull(max(unknown) LIKE '%settings (see settings_complaints)%', 0) FROM cluster_diagnosis" | line
}
expect "settings that are meant" "0" "$(complaints "SELECT 1 WHERE 0")"
expect "a measure that is not there" "cluster_rules unlinked: measure 'lnks' is not in cluster_measures 1" \
  "$(complaints "UPDATE cluster_rules SET measure = 'lnks' WHERE code = 'unlinked'")"
expect "an exception that is not there; the flag still comes" "cluster_rules weakly linked: unless_code 'unlinkd' is not the code of a flag 0" \
  "$(complaints "UPDATE cluster_rules SET unless_code = 'unlinkd; no tie data' WHERE code = 'weakly linked'")"
expect "a role that no firm has" "role_targets reserch: no firm of register_firms has this role 1" \
  "$(complaints "UPDATE role_targets SET role = 'reserch' WHERE role = 'research'")"
expect "braces" "1" "$(complaints "UPDATE cluster_measures SET text_en = 'Go to {district}' WHERE measure = 'borders'" | grep -c 'cluster_measures borders: a text in braces')"
expect "no row of years" "cluster_periods : the one row is missing: INSERT INTO cluster_periods DEFAULT VALUES 1" "$(complaints "DELETE FROM cluster_periods")"
expect "a year in the future" "cluster_periods year_before: 2020 is not before the last year of the data 1" "$(complaints "UPDATE cluster_periods SET year_before = 2020")"
expect "no year" "cluster_periods year_before: 95 is not a year 1" "$(complaints "UPDATE cluster_periods SET year_before = 95")"
expect "a limit by another name" "cluster_rules side by side: no view reads this limit cluster_rules side_by_side_m: this limit is missing: read the files of sql/ again 1" \
  "$(complaints "UPDATE cluster_rules SET code = 'side by side' WHERE code = 'side_by_side_m'")"
expect "numbers and kinds of an older file" "cluster_rules one employer: kind 'flags' is not 'stage', 'flag' or 'limit' cluster_rules unlinked: threshold 'four' is not a number cluster_rules growing: unless_code 'one employer' is not the code of a flag role_targets support: minimum 'one' is not a number >= 0 1" \
  "$(complaints "UPDATE cluster_rules SET threshold = 'four' WHERE code = 'unlinked'; UPDATE cluster_rules SET kind = 'flags' WHERE code = 'one employer';
    UPDATE role_targets SET minimum = 'one' WHERE role = 'support'")"
expect "the files again keep what the user changed" "5.0" "$({
  printf '.load %s\nBEGIN;\nUPDATE cluster_rules SET threshold = 5 WHERE code = %s;\nCOMMIT;\n' "$module" "'unlinked'"
  views
  printf "SELECT threshold FROM cluster_rules WHERE code = 'unlinked';\n"
} | { cp "$work/city.db" "$work/again.db"; shell "$work/again.db"; })"
expect "a permanent table in the place of the view of members gives the same" "1" "$({
  printf '.load %s\nCREATE TABLE was AS SELECT * FROM cluster_diagnosis;\n' "$module"
  printf 'CREATE TABLE members_now AS SELECT * FROM cluster_members;\nDROP VIEW cluster_members;\n'
  printf 'CREATE VIEW cluster_members AS SELECT * FROM members_now;\n'
  printf 'SELECT count(*) = 9 FROM (SELECT * FROM was INTERSECT SELECT * FROM cluster_diagnosis);\n'
} | { cp "$work/city.db" "$work/kept.db"; shell "$work/kept.db"; })"

# ---- What is not known
without() { # what, a change, then the columns to show of C21-1
  cp "$work/city.db" "$work/part.db"
  shell "$work/part.db" "$2" || fail "$1"
  ask_in "$work/part.db" "SELECT $3 FROM cluster_diagnosis WHERE industry = 'C21'"
}
expect "no ties" "0||no tie data (tied_share 0, threshold 0.2)|1" "$(without "no ties" "DELETE FROM links" \
  "internal_links, linkage_z, substr(flags, 1, 41), unknown LIKE '%linkage_z%' AND measures_en LIKE 'Survey the ties first%'")"
expect "no roles" "||||1" "$(without "no roles" "UPDATE firms SET role = ''" \
  "research, support, completeness, missing_roles, unknown LIKE '%production, research, support%' AND flags NOT LIKE '%no support%'")"
expect "no districts" "||||1" "$(without "no districts" "UPDATE firms SET district = ''" \
  "name, districts, effective_districts, crossing_links, unknown LIKE '%effective_districts%' AND flags NOT LIKE '%border%'")"
expect "no years" "|||growth_per_year|1" "$(without "no years" "UPDATE firms SET founded = '' WHERE closed = ''; DELETE FROM firms WHERE closed <> ''" \
  "event, growth_per_year, stage, iif(unknown LIKE '%growth_per_year%', 'growth_per_year', unknown), unknown LIKE '%founded%'")"
expect "founding years of a third are missing" "founded" "$(without "some years" "UPDATE firms SET founded = '' WHERE firm_id % 3 = 0" unknown)"
expect "no firms: every view answers with no row" "0 0 0 0 0 0 0 0 0 0 0" "$({
  printf '.load %s\n' "$module"
  views
  for view in cluster_linkage cluster_roles cluster_completeness cluster_territory role_links role_distance cluster_borders \
    district_competition cluster_history cluster_lineage cluster_diagnosis; do
    printf 'SELECT count(*) FROM %s;\n' "$view"
  done
} | shell :memory: 2>&1 | line)"

# A register of licences: each firm stands in two industries. Every view counts it once in each.
expect "an id in two industries" "C10|1|4|2|1 C20|1|4|2|1 8 4 1" "$({
  printf '.load %s\nCREATE TABLE firms (firm_id, name, industry, role, district, x, y, employees, founded, closed);\n' "$module"
  views
  printf 'UPDATE cluster_parameters SET eps = 150, min_points = 3;\n'
  printf "INSERT INTO firms SELECT n.column1, '', i.column1, 'production', n.column1, 1000 + n.column1 * 10, 2000, 1, 1990, '' FROM
    (VALUES (1), (2), (3), (4)) AS n, (VALUES ('C10'), ('C20')) AS i;\n"
  printf "INSERT INTO links VALUES (1, 2, 's', 1), (2, 3, 's', NULL), (3, 3, 's', 1);\n"
  printf 'SELECT industry, cluster, firms, internal_links, linkage_quotient = 1 FROM cluster_diagnosis;\n'
  printf "SELECT territory_firms FROM cluster_roles WHERE industry = 'C10' AND role = 'production';\n"
  printf "SELECT count(*) FROM cluster_territory WHERE industry = 'C10' AND cluster = 1;\n"
  printf 'SELECT count(*) FROM role_distance;\n'
} | shell :memory: 2>&1 | line)"

# ---- Placebos. Receivers shuffled among all ties, degrees kept: a seeded linear congruential order.
shuffled() { # column, as an order by a hash of rowid and seed
  echo "(SELECT $1 AS value, row_number() OVER (ORDER BY ((rowid * 2654435761 + $2) % 4294967296 * 1103515245 + 12345) % 2147483648, rowid) AS place FROM $3)"
}
for seed in 1 2; do
  cp "$work/city.db" "$work/placebo.db"
  shell "$work/placebo.db" "CREATE TABLE rewired AS
    SELECT a.from_id, b.value AS to_id, a.weight, a.kind
    FROM (SELECT *, row_number() OVER (ORDER BY rowid) AS place FROM links) AS a JOIN $(shuffled to_id $((seed * 7919)) links) AS b USING (place)" \
    "DELETE FROM links" "INSERT INTO links SELECT from_id, to_id, kind, weight FROM rewired"
  expect "ties rewired: no cluster is linked" "9|9" "$(ask_in "$work/placebo.db" \
    "SELECT sum(linkage_z < 4), sum(flags LIKE '%unlinked (%') FROM cluster_diagnosis")"

  cp "$work/city.db" "$work/placebo.db"
  shell "$work/placebo.db" "CREATE TABLE dealt AS
    SELECT a.firm_id, b.value AS role
    FROM (SELECT firm_id, row_number() OVER (ORDER BY rowid) AS place FROM firms) AS a JOIN $(shuffled role $((seed * 104729)) firms) AS b USING (place)" \
    "CREATE INDEX dealt_by ON dealt (firm_id)" "UPDATE firms SET role = (SELECT role FROM dealt AS d WHERE d.firm_id = firms.firm_id)"
  expect "roles shuffled: synergy within 3 sd of chance" "1" "$(ask_in "$work/placebo.db" \
    "SELECT abs(cl_synergy(district, industry, role) - cl_synergy_expected(district, industry, role)) < 3 * cl_synergy_sd(district, industry, role) FROM firms WHERE closed = ''")"

  cp "$work/city.db" "$work/placebo.db"
  shell "$work/placebo.db" "CREATE TABLE dealt AS
    SELECT a.firm_id, b.value AS district
    FROM (SELECT firm_id, row_number() OVER (ORDER BY rowid) AS place FROM firms) AS a JOIN $(shuffled district $((seed * 15485863)) firms) AS b USING (place)" \
    "CREATE INDEX dealt_by ON dealt (firm_id)" "UPDATE firms SET district = (SELECT district FROM dealt AS d WHERE d.firm_id = firms.firm_id)"
  expect "districts dealt at random: no border cuts ties, all clusters are split and hidden" "0|9|9" "$(ask_in "$work/placebo.db" \
    "SELECT sum(abs(crossing_z) >= 3), sum(effective_districts >= 1.5), sum(hidden_by >= 2) FROM cluster_borders")"
done

echo "diagnosis_test: passed"
