-- 시연용 도시의 클러스터 진단을 문장으로 출력한다. 수치는 cluster_diagnosis, 해설은 sql/examples/diagnosis.sql.

.headers off
.mode list
.print
.print "4. 클러스터별 진단과 처방"
.print
.print "가까이 모여 있다고 해서 서로 연계되어 있는 것은 아니다. 그래서 클러스터 내부의 실제 연계 건수를"
.print "무작위 기댓값, 곧 각 기업의 연계 수는 그대로 두고 상대만 무작위로 섞을 때의 건수와 비교한다. 어떤"
.print "구성원이 부족한지는 산업을 가리지 않고 권역(구성원 반경 500 m) 안의 모든 기업을 보고 판단한다."
.print "증가율은 최근 5년의 연평균이다."
.print
CREATE TEMP TABLE stages_ko (stage TEXT PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO stages_ko VALUES ('emerging', '태동기'), ('growing', '성장기'), ('established', '성숙기'), ('declining', '쇠퇴기');
WITH places AS (
  SELECT industry, cluster, group_concat(substr(name_ko, 1, length(name_ko) - (length(name_ko) > 2)), '·') AS name
  FROM (SELECT c.*, d.name_ko FROM cluster_districts AS c JOIN districts AS d ON d.name = c.district
        WHERE share_of_cluster >= .2 ORDER BY c.industry, c.cluster, c.firms DESC)
  GROUP BY industry, cluster
)
SELECT printf('%s %s 클러스터: 기업 %,d개(해당 산업의 %.0f%%), %s%s', p.name, ifnull(k.name_ko, d.industry), d.firms,
              100 * d.share_of_firms, s.name,
              iif(d.event = 'born', '', printf(', 연평균 %+.1f%%', 100 * d.growth_per_year)))
       || char(10) ||
       CASE WHEN d.flags LIKE '%unlinked%'
            THEN printf('   연계 부족: 내부 연계는 %,d건, 무작위 기댓값은 %.1f건이다. 연계는 주로 외부와 이루어진다.',
                        d.internal_links, d.expected_internal)
            ELSE printf('   연계 양호: 내부 연계는 %,d건으로 무작위 기댓값의 %.1f배이다.', d.internal_links, d.linkage_quotient) END
       || char(10) ||
       iif(d.missing_roles IS NULL, '   구성원 충족: ',
           printf('   부족한 구성원: %s. ', (SELECT group_concat(name_ko, ', ') FROM role_names
                                            WHERE instr(', ' || d.missing_roles || ', ', ', ' || role || ', ') > 0)))
       || printf('권역 내 연구기관 %d개, 지원기관 %d개.', d.research, d.support)
       || iif(d.flags LIKE '%split by district borders%',
              char(10) || printf('   %d개 구에 걸쳐 있고 구성원의 %.0f%%가 중심 구 밖에 있다. 구 경계를 넘는 연계는 %d건(무작위 기댓값 %.0f건)이다.',
                                 d.districts, 100 * d.share_outside, d.crossing_links, d.expected_crossing), '')
       || iif(d.flags LIKE '%hidden by district figures%',
              char(10) || printf('   구별 통계로는 드러나지 않는다: 입지계수가 권역에서는 %.1f, 중심 구에서는 %.1f이다.',
                                 d.lq_cluster, d.lq_main_district), '')
       || char(10) || '   > ' || replace(d.measures_ko, '; ', char(10) || '   > ')
       || char(10)
FROM cluster_diagnosis AS d
JOIN places AS p ON p.industry = d.industry AND p.cluster = d.cluster
LEFT JOIN industries AS k ON k.code = d.industry
LEFT JOIN stages_ko AS s ON s.stage = d.stage
ORDER BY d.firms DESC;
DROP TABLE stages_ko;
