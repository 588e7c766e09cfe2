-- The diagnosis of the demo's city in words. cluster_diagnosis has the numbers, sql/examples/diagnosis.sql explains them.

.headers off
.mode list
.print
.print "4. WHAT IS WRONG WITH THEM, AND WHAT HELPS?  The diagnosis"
.print
.print "Near is not yet linked: the ties inside a cluster stand beside those that chance would give. Who is"
.print "missing is asked of the territory, all that lies within 500 m of a member, whatever its industry."
.print "Growth is that of the last five years."
.print
SELECT printf('%s %s: %,d firms, %.0f %% of the industry; %s%s.', i.name, d.name, d.firms, 100 * d.share_of_firms, d.stage,
              iif(d.event = 'born', '', printf(', %+.1f %% a year', 100 * d.growth_per_year)))
       || char(10) ||
       CASE WHEN d.flags LIKE '%unlinked%'
            THEN printf('   NOT LINKED: ties inside %,d, chance alone would give %.1f. Its firms trade elsewhere.',
                        d.internal_links, d.expected_internal)
            ELSE printf('   Linked: %,d ties inside, %.1f times as many as by chance.', d.internal_links, d.linkage_quotient) END
       || char(10) ||
       iif(d.missing_roles IS NULL, '   Complete: ', printf('   MISSING: %s. ', d.missing_roles))
       || printf('%d research and %d support firms in its territory.', d.research, d.support)
       || iif(d.flags LIKE '%split by district borders%',
              char(10) || printf('   In %d districts, %.0f %% outside the main one; %d of its ties cross a border (by chance %.0f).',
                                 d.districts, 100 * d.share_outside, d.crossing_links, d.expected_crossing), '')
       || iif(d.flags LIKE '%hidden by district figures%',
              char(10) || printf('   Hidden in the figures by district: quotient %.1f in its territory, %.1f in its main district.',
                                 d.lq_cluster, d.lq_main_district), '')
       || char(10) || '   > ' || replace(d.measures_en, '; ', char(10) || '   > ')
       || char(10)
FROM cluster_diagnosis AS d
JOIN industries AS i ON i.code = d.industry
ORDER BY d.firms DESC;
SELECT printf('Between %d and %d %s dissolved (%s).', min(year_before), max(year_after), count(*), group_concat(industry, ', '))
FROM cluster_history WHERE stage = 'dissolved' HAVING count(*) > 0;
