-- The diagnosis of one cluster, read aloud: what each figure says, and what chance would give.
--
--   sql/demo.sh                                 # makes build/seoul.db, once
--   sqlite3 build/seoul.db -cmd '.load build/mod_clusterlite' '.read sql/examples/diagnosis.sql'
--
-- Another cluster: change the two values of this table. Another city: the views need only the tables of sql/schema.sql.

CREATE TEMP TABLE the_cluster AS SELECT 'C21' AS industry, 1 AS cluster;
CREATE TEMP TABLE d AS SELECT * FROM cluster_diagnosis JOIN the_cluster USING (industry, cluster);

.headers off
.mode list
.print "WHO IS IT?"
SELECT printf('Cluster %d of industry %s lies in %s.', cluster, industry, name) FROM d;
SELECT printf('%d firms with %,d jobs: %.1f %% of the industry''s firms and %.1f %% of its jobs in the city.', firms, jobs,
              100 * share_of_firms, 100 * share_of_jobs) FROM d;
SELECT printf('%.2f km2, %.0f firms on each. In its territory, all that lies within 500 m of a member, the industry is %.1f times', area_km2,
              firms_per_km2, lq_cluster) FROM d;
SELECT printf('as frequent as in the city; in the figures of its main district only %.1f times.', lq_main_district) FROM d;

.print
.print "ARE ITS FIRMS LINKED?"
SELECT printf('%.0f %% of its firms have any tie: the tie data know it. %.0f %% have one with another member.', 100 * tied_share,
              100 * linked_share) FROM d;
SELECT printf('Ties that run inside: %d. By chance it would be %.1f: members give O ties, take I ties, of m in all, and O x I / m =', internal_links,
              expected_internal) FROM d;
WITH m AS (SELECT firm_id FROM cluster_members JOIN the_cluster USING (industry, cluster))
SELECT printf('%d x %d / %d = %.1f.', o, i, m, 1.0 * o * i / m)
FROM (SELECT sum(from_id IN m) AS o, sum(to_id IN m) AS i, count(*) AS m FROM open_links);
SELECT printf('So %.1f times as many as by chance: linkage_z %+.1f standard deviations (4 is the threshold).', linkage_quotient,
              linkage_z) FROM d;
SELECT printf('ei_index %.2f: 1 if all its ties led outside, -1 if all stayed inside.', ei_index) FROM d;

.print
.print "WHO IS MISSING?"
SELECT printf('In its territory: %d production, %d research, %d support and %d public firms.', production, research, support, public) FROM d;
SELECT printf('Completeness %.2f: that share of the roles with a minimum in role_targets is there. Missing: %s.', completeness,
              ifnull(missing_roles, 'nobody')) FROM d;
SELECT printf('The nearest %s firm is %.0f m from the median member.', role, nearest_m)
FROM cluster_roles JOIN the_cluster USING (industry, cluster) WHERE role <> 'production';

.print
.print "DO BORDERS CUT IT?"
SELECT CASE WHEN districts > 1 THEN
              printf('It reaches into %d districts, spread as over %.1f equal ones; %.0f %% of its firms are outside the main one.', districts,
                     effective_districts, 100 * share_outside) || char(10) ||
              printf('%d of its ties cross a border. With the same senders and distances but chance receivers it would be %.1f.',
                     crossing_links, expected_crossing) || char(10) ||
              printf('%s; small effects escape this figure.', iif(flags LIKE '%border cuts ties%', 'Too few: borders cut it', 'No border effect to be seen'))
            WHEN districts = 1 THEN 'It lies in one district: no border can cut it.' ELSE 'Its districts are not known.' END
FROM d;

.print
.print "WHERE IS IT GOING?"
SELECT CASE WHEN h.event IS NULL THEN 'No years are known.'
            WHEN h.event = 'born' THEN printf('born since %d: %d firms, %.0f %% of them founded since.', h.year_before, h.firms, 100 * h.entry_rate)
            ELSE printf('%s since %d: from %d firms to %d, %+.1f %% a year. %.0f %% of its firms were founded since, %.0f %% of the former closed.',
                        h.event, h.year_before, h.firms_before, h.firms, 100 * h.growth_per_year, 100 * h.entry_rate, 100 * h.exit_rate) END
FROM cluster_history AS h JOIN the_cluster AS c ON c.industry = h.industry AND c.cluster = h.cluster_now;
SELECT printf('Median age %s years. Stage: %s.', iif(median_age IS NULL, '?', printf('%g', median_age)), ifnull(stage, 'not known')) FROM d;

.print
.print "WHAT FOLLOWS?"
SELECT 'Flags, each with its figure and threshold (cluster_rules):' || char(10) || '  ' || ifnull(replace(flags, '; ', char(10) || '  '), 'none') FROM d;
SELECT 'Not known: ' || ifnull(unknown, 'nothing that a rule asks for') || '.' FROM d;
SELECT 'Measures (cluster_measures):' || char(10) || '  ' || ifnull(replace(measures_en, '; ', char(10) || '  '), 'none') FROM d;
SELECT '  ' || replace(measures_ko, '; ', char(10) || '  ') FROM d WHERE measures_ko IS NOT NULL;
DROP TABLE d;
DROP TABLE the_cluster;
