-- The diagnosis: for every cluster of a city, is it linked beyond chance, who is missing, do borders cut it, is it growing,
-- and which measure fits. Reads schema.sql, profile.sql, roles.sql, linkage.sql, borders.sql and maturity.sql, in this order.
--
--   SELECT name, industry, firms, stage, flags, measures_en FROM cluster_diagnosis;
--   SELECT * FROM cluster_figures WHERE industry = 'J62' AND cluster = 1;
--
--   cluster_figures    one row per cluster and figure: the numbers that the rules judge
--   cluster_rules      which figure raises which flag (profile.sql says the columns). Change a row, or add one:
--                        UPDATE cluster_rules SET threshold = 3 WHERE code = 'unlinked';
--                        INSERT INTO cluster_rules VALUES ('flag', 'very small', 20, 'firms', '<', 30, NULL, 'links');
--   cluster_measures   what to do, in English and Korean; {roles} and {districts} are filled in
--   cluster_diagnosis  one row per cluster: all of it
--   settings_complaints  what cannot be meant in the tables of settings (rules, measures, roles, periods). No row: nothing.
--                      Where a setting has no effect for that reason, unknown says so in every row of cluster_diagnosis
--
-- A figure that is not known raises no flag and stands in unknown. A figure that cannot exist (ties across a border of a
-- cluster that lies in one district, the growth of one that was born) is NULL and not unknown. The thresholds are starting
-- values, set with a synthetic city in view; they are no findings. The figure chance is p of the industry's largest cluster:
-- chance.sql fills it, and until then it is unknown.
--
-- 'no tie data' looks at the members without any tie. It does not see a one-sided survey: where only some firms were asked,
-- those they named have ties as well.

CREATE TABLE IF NOT EXISTS cluster_measures (
  measure  TEXT PRIMARY KEY NOT NULL,
  text_en  TEXT NOT NULL,
  text_ko  TEXT NOT NULL,
  brief    TEXT              -- where it comes from: K national, S Seoul list of measures
);
INSERT OR IGNORE INTO cluster_editions SELECT 'measures', EXISTS (SELECT 1 FROM cluster_measures);
INSERT OR IGNORE INTO cluster_measures
SELECT column2, column3, column4, column5
FROM (VALUES
  (1, 'data', 'Survey the ties first', '연계 자료를 먼저 조사', NULL),
  (1, 'members', 'Attract the missing members: {roles}', '부족한 구성원({roles})의 집적을 유도', 'K1, S1'),
  (1, 'links', 'Strengthen ties and networks among the members', '구성원 간 연계와 네트워크를 강화', 'K2, S2'),
  (1, 'support', 'Strengthen support by central and local government', '중앙 및 지방정부의 지원을 강화', 'K3'),
  (1, 'borders', 'Act jointly across district borders: {districts}', '행정구역을 초월하여 광역 클러스터를 형성: {districts}', 'K4'),
  (1, 'space', 'Provide space and infrastructure suited to the industry', '산업 특성에 적합한 집적공간과 인프라를 제공', 'S3'),
  (1, 'identity', 'Foster identity and promote the cluster', '클러스터의 정체성을 함양하고 이점을 홍보', 'S4'))
WHERE column1 > (SELECT edition FROM cluster_editions WHERE filled = 'measures');
UPDATE cluster_editions SET edition = 1 WHERE filled = 'measures';

CREATE TABLE IF NOT EXISTS role_names (  -- for {roles} in Korean; a role without a row keeps its own name
  role     TEXT PRIMARY KEY NOT NULL,
  name_ko  TEXT NOT NULL
);
INSERT OR IGNORE INTO cluster_editions SELECT 'role names', EXISTS (SELECT 1 FROM role_names);
INSERT OR IGNORE INTO role_names
SELECT column2, column3
FROM (VALUES (1, 'production', '생산기업'), (1, 'research', '연구기관'), (1, 'support', '지원기관'), (1, 'public', '공공기관'))
WHERE column1 > (SELECT edition FROM cluster_editions WHERE filled = 'role names');
UPDATE cluster_editions SET edition = 1 WHERE filled = 'role names';

INSERT OR IGNORE INTO cluster_editions SELECT 'flags', EXISTS (SELECT 1 FROM cluster_rules WHERE kind = 'flag');
INSERT OR IGNORE INTO cluster_rules
SELECT column2, column3, column4, column5, column6, column7, column8, column9
FROM (VALUES
  (1, 'flag', 'no tie data', 1, 'tied_share', '<', .2, NULL, 'data'),
  (1, 'flag', 'unlinked', 2, 'linkage_z', '<', 4, 'no tie data', 'links'),
  (1, 'flag', 'weakly linked', 3, 'linkage_quotient', '<', 2, 'unlinked; no tie data', 'links'),
  (1, 'flag', 'no production', 4, 'production', '<', 1, NULL, 'members'),
  (1, 'flag', 'no research', 5, 'research', '<', 1, NULL, 'members'),
  (1, 'flag', 'no support', 6, 'support', '<', 1, NULL, 'members'),
  (1, 'flag', 'split by district borders', 7, 'effective_districts', '>=', 1.5, NULL, 'borders'),
  (1, 'flag', 'border cuts ties', 8, 'crossing_z', '<', -3, NULL, 'borders'),
  (1, 'flag', 'hidden by district figures', 9, 'hidden_by', '>=', 2, NULL, NULL),
  (1, 'flag', 'competing districts', 10, 'competing_districts', '>=', 1, NULL, 'borders'),
  (1, 'flag', 'one employer', 11, 'largest_employer_share', '>=', .5, NULL, NULL),
  (2, 'flag', 'no more than chance', 12, 'chance', '>=', .05, NULL, NULL))
WHERE column1 > (SELECT edition FROM cluster_editions WHERE filled = 'flags');
UPDATE cluster_editions SET edition = 2 WHERE filled = 'flags';
INSERT INTO cluster_rules  -- where more of the firms than this have no founding year, unknown says so
SELECT 'limit', 'founded missing', 0, 'founded_missing_share', '>=', .2, NULL, NULL
WHERE NOT EXISTS (SELECT 1 FROM cluster_rules WHERE code = 'founded missing');

DROP VIEW IF EXISTS cluster_diagnosis;
DROP VIEW IF EXISTS settings_complaints;
DROP VIEW IF EXISTS cluster_figures;
DROP VIEW IF EXISTS cluster_findings;

-- Everything said of a cluster, one row each: numbers in value, words in text. applies is 0 where a figure cannot exist.
-- To judge by a figure of your own, make this view anew with one more UNION ALL.
CREATE VIEW cluster_findings AS
WITH
  competing AS (
    SELECT industry, cluster, count(*) AS rows
    FROM (SELECT industry, cluster_a AS cluster FROM district_competition
          UNION ALL
          SELECT industry, cluster_b FROM district_competition)
    WHERE cluster IS NOT NULL
    GROUP BY industry, cluster
  ),
  roles AS (SELECT * FROM territory_roles LIMIT -1),  -- read three times below
  territories AS (SELECT industry, cluster, max(all_firms) AS firms FROM roles GROUP BY industry, cluster LIMIT -1),
  facts AS (
    SELECT p.*, b.districts AS known_districts, b.effective_districts AS effective, b.share_outside, b.crossing_links,
           b.expected_crossing, b.crossing_quotient, b.crossing_z, b.lq_main_district,
           1.0 * b.firms / t.firms / b.industry_share AS lq_cluster,  -- as in cluster_borders
           1.0 * b.firms / t.firms / b.industry_share / nullif(b.lq_largest_district, 0) AS hidden_by,
           iif(b.districts > 0, ifnull(d.rows, 0), NULL) AS competing_districts
    FROM cluster_profile AS p
    LEFT JOIN borders_without_territory AS b ON b.industry = p.industry AND b.cluster = p.cluster
    LEFT JOIN territories AS t ON t.industry = p.industry AND t.cluster = p.cluster
    LEFT JOIN competing AS d ON d.industry = p.industry AND d.cluster = p.cluster
    LIMIT -1
  )
SELECT f.industry, f.cluster, n.column1 AS figure,
       CASE n.column1
         WHEN 'firms' THEN firms WHEN 'jobs' THEN jobs WHEN 'share_of_firms' THEN share_of_firms
         WHEN 'share_of_jobs' THEN share_of_jobs WHEN 'largest_employer_share' THEN largest_employer_share
         WHEN 'area_km2' THEN area_km2 WHEN 'firms_per_km2' THEN firms_per_km2
         WHEN 'districts' THEN known_districts WHEN 'effective_districts' THEN effective
         WHEN 'share_outside' THEN share_outside WHEN 'crossing_links' THEN crossing_links
         WHEN 'expected_crossing' THEN expected_crossing WHEN 'crossing_quotient' THEN crossing_quotient
         WHEN 'crossing_z' THEN crossing_z WHEN 'lq_cluster' THEN lq_cluster WHEN 'lq_main_district' THEN lq_main_district
         WHEN 'hidden_by' THEN hidden_by WHEN 'competing_districts' THEN competing_districts
         WHEN 'chance' THEN f.p
       END AS value,
       NULL AS text,
       NOT (n.column1 IN ('crossing_quotient', 'crossing_z') AND known_districts = 1 OR n.column1 = 'chance' AND f.cluster > 1) AS applies
FROM facts AS f
CROSS JOIN (VALUES ('firms'), ('jobs'), ('share_of_firms'), ('share_of_jobs'), ('largest_employer_share'), ('area_km2'),
                   ('firms_per_km2'), ('districts'), ('effective_districts'), ('share_outside'), ('crossing_links'),
                   ('expected_crossing'), ('crossing_quotient'), ('crossing_z'), ('lq_cluster'), ('lq_main_district'),
                   ('hidden_by'), ('competing_districts'), ('chance')) AS n
UNION ALL
SELECT l.industry, l.cluster, n.column1,
       CASE n.column1
         WHEN 'tied_share' THEN tied_share WHEN 'linked_share' THEN linked_share WHEN 'internal_links' THEN internal_links
         WHEN 'external_links' THEN external_links WHEN 'expected_internal' THEN expected_internal
         WHEN 'linkage_quotient' THEN linkage_quotient WHEN 'linkage_z' THEN linkage_z WHEN 'ei_index' THEN ei_index
         WHEN 'density' THEN density WHEN 'reciprocity' THEN reciprocity
         WHEN 'clustering_coefficient' THEN clustering_coefficient
         WHEN 'largest_component_share' THEN largest_component_share
       END, NULL, 1
FROM cluster_linkage AS l
CROSS JOIN (VALUES ('tied_share'), ('linked_share'), ('internal_links'), ('external_links'), ('expected_internal'),
                   ('linkage_quotient'), ('linkage_z'), ('ei_index'), ('density'), ('reciprocity'),
                   ('clustering_coefficient'), ('largest_component_share')) AS n
UNION ALL
SELECT r.industry, r.cluster, iif(n.column1 = 1, r.role, 'nearest ' || r.role),
       iif(n.column1 = 1, r.territory_firms, r.nearest_m), NULL, 1
FROM roles AS r
CROSS JOIN (VALUES (1), (2)) AS n
WHERE r.role IS NOT NULL
UNION ALL
SELECT k.industry, k.cluster, n.column1,
       CASE n.column1 WHEN 'completeness' THEN completeness WHEN 'evenness' THEN evenness WHEN 'mix_gap' THEN mix_gap END,
       iif(n.column1 = 'missing_roles', missing_roles, NULL), 1
FROM (SELECT * FROM roles WHERE role IN (SELECT role FROM role_targets) GROUP BY industry, cluster) AS k
CROSS JOIN (VALUES ('completeness'), ('missing_roles'), ('evenness'), ('mix_gap')) AS n
UNION ALL
SELECT h.industry, h.cluster_now, n.column1,
       CASE n.column1
         WHEN 'born' THEN event = 'born' WHEN 'firms_before' THEN firms_before WHEN 'growth_per_year' THEN growth_per_year
         WHEN 'entry_rate' THEN entry_rate WHEN 'exit_rate' THEN exit_rate WHEN 'moved' THEN moved
         WHEN 'median_age' THEN median_age WHEN 'founded_missing_share' THEN founded_missing_share
       END,
       iif(n.column1 = 'event', event, NULL),
       NOT (n.column1 IN ('firms_before', 'growth_per_year', 'exit_rate') AND event IS 'born')
FROM cluster_history AS h
CROSS JOIN (VALUES ('event'), ('born'), ('firms_before'), ('growth_per_year'), ('entry_rate'), ('exit_rate'), ('moved'),
                   ('median_age'), ('founded_missing_share')) AS n
WHERE h.cluster_now IS NOT NULL;

CREATE VIEW cluster_figures AS
SELECT industry, cluster, figure, value FROM cluster_findings WHERE figure NOT IN ('event', 'missing_roles');

-- Tables made anew refuse the numbers that are none; those of an older file do not. A figure that does not exist is not looked
-- for here but named in unknown, since only cluster_figures knows which there are.
CREATE VIEW settings_complaints AS
WITH RECURSIVE
  named(code, rest, part) AS (  -- the flags in unless_code, one by one
    SELECT code, unless_code || ';', NULL FROM cluster_rules WHERE unless_code IS NOT NULL AND kind IN ('stage', 'flag')
    UNION ALL
    SELECT code, substr(rest, instr(rest, ';') + 1), trim(substr(rest, 1, instr(rest, ';') - 1)) FROM named WHERE rest <> ''
  ),
  found(table_name, setting, complaint, has_no_effect) AS (
    SELECT 'cluster_rules', code, 'kind ' || quote(kind) || ' is not ''stage'', ''flag'' or ''limit''', 1
    FROM cluster_rules WHERE kind NOT IN ('stage', 'flag', 'limit')
    UNION ALL
    SELECT 'cluster_rules', code, 'comparison ' || quote(comparison) || ' is not ''<'' or ''>=''', 1
    FROM cluster_rules WHERE comparison NOT IN ('<', '>=')
    UNION ALL
    SELECT 'cluster_rules', code, 'threshold ' || quote(threshold) || ' is not a number', 1
    FROM cluster_rules WHERE typeof(threshold) NOT IN ('integer', 'real')
    UNION ALL
    SELECT 'cluster_rules', code, 'measure ' || quote(measure) || ' is not in cluster_measures', 1
    FROM cluster_rules WHERE kind IN ('stage', 'flag') AND measure NOT IN (SELECT measure FROM cluster_measures)
    UNION ALL
    SELECT 'cluster_rules', code, 'unless_code ' || quote(part) || ' is not the code of a flag', 0
    FROM named WHERE part NOT IN (SELECT code FROM cluster_rules WHERE kind = 'flag') AND part <> ''
    UNION ALL
    SELECT 'cluster_rules', code, 'no view reads this limit', 1
    FROM cluster_rules WHERE kind = 'limit' AND code NOT IN ('side_by_side_m', 'founded missing')
    UNION ALL
    SELECT 'cluster_rules', column1, 'this limit is missing: read the files of sql/ again', 1
    FROM (VALUES ('side_by_side_m'), ('founded missing'))
    WHERE column1 NOT IN (SELECT code FROM cluster_rules WHERE kind = 'limit')
    UNION ALL
    SELECT 'cluster_measures', measure, 'a text in braces that is neither {roles} nor {districts}: ' || text_en || ' / ' || text_ko, 0
    FROM cluster_measures WHERE replace(replace(text_en || text_ko, '{roles}', ''), '{districts}', '') GLOB '*[{}]*'
    UNION ALL
    SELECT 'role_targets', role, 'minimum ' || quote(minimum) || ' is not a number >= 0', 1
    FROM role_targets WHERE minimum IS NOT NULL AND (typeof(minimum) NOT IN ('integer', 'real') OR minimum < 0)
    UNION ALL
    SELECT 'role_targets', role, 'target_share ' || quote(target_share) || ' is not a number >= 0', 1
    FROM role_targets WHERE target_share IS NOT NULL AND (typeof(target_share) NOT IN ('integer', 'real') OR target_share < 0)
    UNION ALL
    SELECT 'role_targets', role, 'no firm of register_firms has this role', 1
    FROM role_targets AS t
    WHERE role NOT IN ('production', 'research', 'support', 'public')
      AND NOT EXISTS (SELECT 1 FROM register_firms AS r WHERE r.role = t.role)
    UNION ALL
    SELECT 'cluster_periods', NULL, 'the one row is missing: INSERT INTO cluster_periods DEFAULT VALUES', 1
    WHERE NOT EXISTS (SELECT 1 FROM cluster_periods)
    UNION ALL
    SELECT 'cluster_periods', column1, quote(column2) || ' is not a year', 1
    FROM (SELECT 'year_before' AS column1, year_before AS column2 FROM cluster_periods
          UNION ALL SELECT 'year_after', year_after FROM cluster_periods)
    WHERE column2 IS NOT NULL AND (typeof(column2) <> 'integer' OR column2 NOT BETWEEN 1000 AND 2999)
    UNION ALL
    SELECT 'cluster_periods', 'year_before', year_before || ' is not before the last year of the data', 1
    FROM cluster_periods
    WHERE year_after IS NULL AND year_before >= (SELECT max(ifnull(max(founded), 0), ifnull(max(closed), 0)) FROM register_years)
  )
SELECT * FROM found;

CREATE VIEW cluster_diagnosis AS
WITH
  findings AS (SELECT * FROM cluster_findings LIMIT -1),
  wide AS (
    SELECT industry, cluster,
           max(iif(figure = 'firms', value, NULL)) AS firms,
           max(iif(figure = 'jobs', value, NULL)) AS jobs,
           max(iif(figure = 'share_of_firms', value, NULL)) AS share_of_firms,
           max(iif(figure = 'share_of_jobs', value, NULL)) AS share_of_jobs,
           max(iif(figure = 'area_km2', value, NULL)) AS area_km2,
           max(iif(figure = 'firms_per_km2', value, NULL)) AS firms_per_km2,
           max(iif(figure = 'lq_cluster', value, NULL)) AS lq_cluster,
           max(iif(figure = 'lq_main_district', value, NULL)) AS lq_main_district,
           max(iif(figure = 'tied_share', value, NULL)) AS tied_share,
           max(iif(figure = 'linked_share', value, NULL)) AS linked_share,
           max(iif(figure = 'internal_links', value, NULL)) AS internal_links,
           max(iif(figure = 'expected_internal', value, NULL)) AS expected_internal,
           max(iif(figure = 'linkage_quotient', value, NULL)) AS linkage_quotient,
           max(iif(figure = 'linkage_z', value, NULL)) AS linkage_z,
           max(iif(figure = 'ei_index', value, NULL)) AS ei_index,
           max(iif(figure = 'production', value, NULL)) AS production,
           max(iif(figure = 'research', value, NULL)) AS research,
           max(iif(figure = 'support', value, NULL)) AS support,
           max(iif(figure = 'public', value, NULL)) AS public,
           max(iif(figure = 'completeness', value, NULL)) AS completeness,
           max(iif(figure = 'missing_roles', text, NULL)) AS missing_roles,
           max(iif(figure = 'evenness', value, NULL)) AS evenness,
           max(iif(figure = 'districts', value, NULL)) AS districts,
           max(iif(figure = 'effective_districts', value, NULL)) AS effective_districts,
           max(iif(figure = 'share_outside', value, NULL)) AS share_outside,
           max(iif(figure = 'crossing_links', value, NULL)) AS crossing_links,
           max(iif(figure = 'expected_crossing', value, NULL)) AS expected_crossing,
           max(iif(figure = 'crossing_quotient', value, NULL)) AS crossing_quotient,
           max(iif(figure = 'event', text, NULL)) AS event,
           max(iif(figure = 'firms_before', value, NULL)) AS firms_before,
           max(iif(figure = 'growth_per_year', value, NULL)) AS growth_per_year,
           max(iif(figure = 'entry_rate', value, NULL)) AS entry_rate,
           max(iif(figure = 'exit_rate', value, NULL)) AS exit_rate,
           max(iif(figure = 'median_age', value, NULL)) AS median_age,
           max(iif(figure = 'chance', value, NULL)) AS p
    FROM findings
    GROUP BY industry, cluster
    LIMIT -1
  ),
  judged AS (
    SELECT w.industry, w.cluster, r.kind, r.code, r.priority, r.figure, r.threshold, r.unless_code, r.measure, f.value,
           iif(r.comparison = '<', f.value < r.threshold, f.value >= r.threshold) AS holds,
           f.value IS NULL AND ifnull(f.applies, 1) AS is_unknown
    FROM wide AS w
    CROSS JOIN cluster_rules AS r
    LEFT JOIN findings AS f ON f.industry = w.industry AND f.cluster = w.cluster AND f.figure = r.figure
    WHERE r.kind IN ('stage', 'flag')
    LIMIT -1
  ),
  stages AS (  -- of those with all their rows the first; SQLite takes the code from the row of min()
    SELECT industry, cluster, code AS stage, min(priority) AS priority
    FROM (SELECT industry, cluster, code, min(priority) AS priority
          FROM judged WHERE kind = 'stage'
          GROUP BY industry, cluster, code HAVING min(ifnull(holds, 0)) = 1)
    GROUP BY industry, cluster
    LIMIT -1
  ),
  said AS (
    SELECT j.*
    FROM judged AS j
    LEFT JOIN stages AS s ON s.industry = j.industry AND s.cluster = j.cluster
    WHERE j.holds AND (j.kind = 'flag' OR j.code = s.stage)
      AND NOT EXISTS (SELECT 1 FROM judged AS u
                      WHERE u.industry = j.industry AND u.cluster = j.cluster AND u.kind = 'flag' AND u.holds
                        AND instr('; ' || j.unless_code || '; ', '; ' || u.code || '; ') > 0)
    LIMIT -1
  ),
  parts AS (  -- the largest district first
    SELECT d.industry, d.cluster, d.district, d.share_of_cluster AS share,
           -- of districts; where that table has no such column, the NULL of without
           ifnull(nullif((SELECT name_ko FROM districts AS k WHERE k.name = d.district LIMIT 1), ''), d.district) AS name_ko,
           iif(d.district LIKE '%-gu', substr(d.district, 1, length(d.district) - 3), d.district) AS short,
           row_number() OVER (PARTITION BY d.industry, d.cluster ORDER BY d.firms DESC, d.district) AS place
    FROM cluster_districts AS d
    CROSS JOIN (SELECT NULL AS name_ko) AS without
    WHERE d.district IS NOT NULL
    ORDER BY d.industry, d.cluster, place
    LIMIT -1
  ),
  names AS (
    SELECT industry, cluster, group_concat(iif(share >= .2 OR place = 1, short, NULL), '-') AS name,
           group_concat(iif(share >= .1 OR place = 1, district, NULL), ', ') AS districts,
           group_concat(iif(share >= .1 OR place = 1, name_ko, NULL), ', ') AS districts_ko
    FROM parts
    GROUP BY industry, cluster
    LIMIT -1
  ),
  advised AS (
    SELECT s.industry, s.cluster, m.measure, m.rowid AS place,
           replace(replace(m.text_en, '{roles}', group_concat(s.figure, ', ')), '{districts}', ifnull(n.districts, '')) AS text_en,
           replace(replace(m.text_ko, '{roles}', group_concat(ifnull(r.name_ko, s.figure), ', ')),
                   '{districts}', ifnull(n.districts_ko, '')) AS text_ko
    FROM said AS s
    JOIN cluster_measures AS m ON m.measure = s.measure
    LEFT JOIN role_names AS r ON r.role = s.figure
    LEFT JOIN names AS n ON n.industry = s.industry AND n.cluster = s.cluster
    GROUP BY s.industry, s.cluster, m.measure
    ORDER BY s.industry, s.cluster, place
    LIMIT -1
  ),
  measures AS (
    SELECT industry, cluster, group_concat(measure, '; ') AS measures, group_concat(text_en, '; ') AS measures_en,
           group_concat(text_ko, '; ') AS measures_ko
    FROM advised
    GROUP BY industry, cluster
    LIMIT -1
  ),
  flags AS (  -- numbers to three decimals, without the zeros at their end
    SELECT industry, cluster,
           group_concat(code || ' (' || figure || ' ' || rtrim(rtrim(printf('%.3f', value), '0'), '.') || ', threshold ' ||
                        rtrim(rtrim(printf('%.3f', threshold), '0'), '.') || ')', '; ') AS flags
    FROM (SELECT * FROM said ORDER BY industry, cluster, kind, priority)
    GROUP BY industry, cluster
    LIMIT -1
  ),
  missing AS (
    SELECT industry, cluster, group_concat(figure, ', ') AS unknown
    FROM (SELECT industry, cluster, figure, min(priority) AS place
          FROM judged WHERE is_unknown
          GROUP BY industry, cluster, figure
          UNION ALL
          SELECT f.industry, f.cluster, 'founded', 99
          FROM findings AS f
          JOIN cluster_rules AS r ON r.kind = 'limit' AND r.figure = f.figure
          WHERE f.figure = 'founded_missing_share' AND f.value > r.threshold
          UNION ALL
          SELECT industry, cluster, 'settings (see settings_complaints)', 100 FROM wide
          WHERE EXISTS (SELECT 1 FROM settings_complaints WHERE has_no_effect)
          ORDER BY 1, 2, 4)
    GROUP BY industry, cluster
    LIMIT -1
  )
SELECT w.industry, w.cluster,
       n.name,                         -- the districts with a fifth of its members, the largest first
       w.firms, w.jobs, w.share_of_firms, w.share_of_jobs, w.area_km2, w.firms_per_km2, w.lq_cluster, w.lq_main_district,
       w.tied_share, w.linked_share, w.internal_links, w.expected_internal, w.linkage_quotient, w.linkage_z, w.ei_index,
       w.production, w.research, w.support, w.public,  -- firms of the role in the territory
       w.completeness, w.missing_roles, w.evenness,
       w.districts, w.effective_districts, w.share_outside, w.crossing_links, w.expected_crossing, w.crossing_quotient,
       w.event, w.firms_before, w.growth_per_year, w.entry_rate, w.exit_rate, w.median_age,
       s.stage,                        -- NULL: not known
       f.flags,                        -- what the rules find, with the figure and its threshold
       u.unknown,                      -- figures that rules ask for and the data do not give; NULL: none
       m.measures, m.measures_en, m.measures_ko,
       w.p                             -- of the largest cluster of an industry: how often chance makes one as large (chance.sql)
FROM wide AS w
LEFT JOIN names AS n ON n.industry = w.industry AND n.cluster = w.cluster
LEFT JOIN stages AS s ON s.industry = w.industry AND s.cluster = w.cluster
LEFT JOIN flags AS f ON f.industry = w.industry AND f.cluster = w.cluster
LEFT JOIN missing AS u ON u.industry = w.industry AND u.cluster = w.cluster
LEFT JOIN measures AS m ON m.industry = w.industry AND m.cluster = w.cluster;
