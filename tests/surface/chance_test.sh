#!/usr/bin/env bash
# cluster_chance: the planted clusters are more than the city's crowding, those of shuffled industries are not, and an empty
# table is unknown and raises no flag.
set -uo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}"
source "$here/../clients/client.sh"
needs_program sqlite3
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
cd "$root" || exit 1

city() { # database, commands that change the firms
  {
    printf '.load %s\n' "$module"
    for table in firms links districts; do printf '.import --csv fixtures/%s.csv %s\n' "$table" "$table"; done
    printf 'CREATE UNIQUE INDEX firms_by_id ON firms (firm_id);\n%s\n' "$2"
    for file in schema profile roles linkage borders maturity diagnosis; do printf '.read sql/%s.sql\n' "$file"; done
  } | shell "$1" || fail "the views cannot be made"
}
ask() { shell "$1" ".load $module" "${@:2}" 2>&1; }

city "$work/planted.db" ""
expect "not filled: unknown for cluster 1 alone, and no flag" "1|chance|0 0||0" \
  "$(ask "$work/planted.db" "SELECT DISTINCT cluster = 1, unknown, ifnull(flags LIKE '%chance%', 0) FROM cluster_diagnosis ORDER BY 1 DESC" | paste -sd' ')"
expect "and p is there, and NULL, in profile and diagnosis" "9|0|9|0" "$(ask "$work/planted.db" "
  SELECT (SELECT count(*) FROM cluster_profile), (SELECT count(p) FROM cluster_profile), count(*), count(p) FROM cluster_diagnosis")"
ask "$work/planted.db" ".read sql/chance.sql"
expect "the planted clusters are more than chance" "C14|0.005 C21|0.005 I56|0.005 J58|0.005 J62|0.005" \
  "$(ask "$work/planted.db" "SELECT industry, p FROM cluster_chance WHERE p < .05 ORDER BY industry" | paste -sd' ')"
expect "and have neither flag nor unknown figure" "0|0" \
  "$(ask "$work/planted.db" "SELECT sum(flags LIKE '%more than chance%'), count(unknown) FROM cluster_diagnosis")"
expect "profile and diagnosis have p of the largest cluster of an industry, and of no other" "5|0.005|0 5|0.005|0" \
  "$(for view in cluster_profile cluster_diagnosis; do
    ask "$work/planted.db" "SELECT sum(cluster = 1 AND p IS NOT NULL), max(p), sum(cluster > 1 AND p IS NOT NULL) FROM $view"
  done | paste -sd' ')"
expect "industry codes that are numbers join as texts do" "1|0.005" "$(
  city "$work/numbers.db" "UPDATE firms SET industry = substr(industry, 2); CREATE TABLE f AS
    SELECT firm_id, name, CAST(industry AS INTEGER) AS industry, role, district, x, y, employees, founded, closed FROM firms WHERE industry IN ('21', '62');
    DROP TABLE firms; ALTER TABLE f RENAME TO firms;"
  ask "$work/numbers.db" ".read sql/chance.sql" "SELECT cluster, p FROM cluster_profile WHERE industry = 21")"
expect "the largest is that of the profile" "0" "$(ask "$work/planted.db" "
  SELECT count(*) FROM cluster_profile AS p JOIN cluster_chance AS c ON c.industry = p.industry WHERE p.cluster = 1 AND p.firms <> c.largest")"

# Industries change hands by a fixed shuffle: the same places, the same sizes of industries, and nothing else.
city "$work/shuffled.db" "CREATE TABLE moved AS SELECT a.firm_id, b.industry
  FROM (SELECT firm_id, row_number() OVER (ORDER BY firm_id + 0) AS place FROM firms) AS a
  JOIN (SELECT industry, row_number() OVER (ORDER BY firm_id * 2654435761 % 4294967291) AS place FROM firms) AS b USING (place);
  UPDATE firms SET industry = (SELECT industry FROM moved AS m WHERE m.firm_id = firms.firm_id);"
ask "$work/shuffled.db" ".read sql/chance.sql"
expect "at most one shuffled industry of twenty is more than chance" "1" \
  "$(ask "$work/shuffled.db" "SELECT count(*) > 30 AND sum(p < .05) <= .05 * count(*) FROM cluster_chance")"
expect "its largest clusters are flagged, the others not" "0|0 1|1" \
  "$(ask "$work/shuffled.db" "SELECT DISTINCT cluster = 1, flags LIKE '%no more than chance (chance %, threshold 0.05)%'
     FROM cluster_diagnosis AS d JOIN cluster_chance AS c USING (industry) WHERE c.p >= .05 ORDER BY 1" | paste -sd' ')"

# Settings that an earlier version filled get the rows that are new since, and nothing that the user took out or changed.
files() { for file in schema profile roles linkage borders maturity diagnosis; do echo ".read sql/$file.sql"; done; }
rows="SELECT (SELECT group_concat(code, '; ') FROM (SELECT code FROM cluster_rules WHERE kind = 'flag' AND priority > 9 ORDER BY priority)),
  (SELECT threshold FROM cluster_rules WHERE code = 'unlinked'), (SELECT count(*) FROM cluster_rules WHERE kind = 'stage'),
  (SELECT count(*) FROM cluster_measures), (SELECT count(*) FROM role_names), (SELECT count(*) FROM role_targets)"
mapfile -t again < <(files)
expect "rules of an earlier version" "competing districts; no more than chance|5.0|3|6|3|3" "$(ask "$work/shuffled.db" "
  DROP TABLE cluster_editions; DELETE FROM cluster_rules WHERE code IN ('no more than chance', 'one employer', 'emerging');
  UPDATE cluster_rules SET threshold = 5 WHERE code = 'unlinked'; DELETE FROM cluster_measures WHERE measure = 'identity';
  DELETE FROM role_names WHERE role = 'public'; DELETE FROM role_targets WHERE role = 'public'" "${again[@]}" "$rows")"
expect "what is taken out now stays out" "competing districts|5.0|3|6|3|3" \
  "$(ask "$work/shuffled.db" "DELETE FROM cluster_rules WHERE code = 'no more than chance'" "${again[@]}" "$rows")"
expect "also when it is all of it" "|||0|0|0" "$(ask "$work/shuffled.db" "DELETE FROM cluster_rules; DELETE FROM cluster_measures;
  DELETE FROM role_names; DELETE FROM role_targets" "${again[@]}" "${rows/count(\*) FROM cluster_rules/nullif(count(*), 0) FROM cluster_rules}")"

echo "chance_test: passed"
