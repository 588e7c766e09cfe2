-- The report of the clusters as one HTML page. sql/report.sh gives the options and runs it; the page is plain SQL over the
-- views, to be edited: a word stands in report_words, a block is a SELECT below.

CREATE TEMP TABLE report_words (key TEXT PRIMARY KEY, en TEXT, ko TEXT);
INSERT INTO report_words VALUES
  ('%0', '%.0f %%', '%.0f%%'), ('%1', '%.1f %%', '%.1f%%'), ('%2', '%.2f %%', '%.2f%%'),
  ('title', 'Industrial clusters', '산업 클러스터'), ('summary', 'Summary', '요약'), ('firms', 'firms', '기업 수'),
  ('jobs', 'jobs', '종사자 수'), ('clusters', 'clusters', '클러스터 수'), ('across', 'across district borders', '행정구역을 넘는 클러스터'),
  ('where', 'Where the clusters are', '클러스터의 위치'), ('all', 'All clusters', '전체 클러스터'), ('cluster', 'cluster', '클러스터'),
  ('share', 'share of the industry', '산업 내 비중'), ('main', 'main district', '중심 행정구역'), ('km2', 'km²', '면적(km²)'),
  ('each', 'Cluster by cluster', '클러스터별 현황'), ('largest', 'largest employer', '최대 기업 종사자 비중'), ('parts', 'By district', '행정구역별 분포'),
  ('other', 'other districts', '기타 행정구역'), ('none', 'no district', '행정구역 미상'), ('stage', 'stage', '발전 단계'),
  ('flags', 'findings', '진단'), ('measures', 'measures', '정책 과제'), ('concentration', 'How concentrated each industry is', '산업별 지역 집중도'),
  ('eg', 'Ellison-Glaeser index of jobs over districts', '종사자 수 기준 엘리슨-글레이저 지수'), ('lq', 'What the districts live on', '행정구역별 특화산업'),
  ('lqtext', 'Location quotients of jobs', '종사자 수 기준 입지계수'), ('method', 'Method and sources', '분석 방법과 출처'),
  ('dbscan', 'Clusters by distance (DBSCAN, each industry by itself): %g or more firms within %g m.', '클러스터는 산업별로 거리에 따라 찾았다(DBSCAN, 최소 기업 수 %g개, 반경 %g m).'),
  ('hidden', 'Figures of fewer than %d firms are left out or pooled.', '기업 수가 %d개 미만인 수치는 생략하거나 합산하였다.'),
  ('lqhidden', 'Industries with a district of fewer than %d firms are left out, and others as far as they would give these away.', '기업 수가 %d개 미만인 행정구역이 있는 산업과, 그 수치를 역산할 수 있게 하는 산업은 제외하였다.'),
  ('data', 'Data: %s.', '자료: %s.'), ('data firms', '%,d open firms', '영업 중인 기업 %,d개'), ('data links', '%,d ties', '연계 %,d건'), ('data districts', '%,d districts', '행정구역 %,d개'),
  -- what the figures of the cards mean
  ('about share', 'firms of the cluster in all firms of its industry', '해당 산업 전체 기업 중 클러스터에 속한 기업의 비율'),
  ('about largest', 'jobs of the largest firm in all jobs of the cluster', '클러스터 전체 종사자 중 최대 기업 종사자의 비율'),
  ('about stars', 'size: in the tenth of districts with most jobs in the industry; specialization: location quotient of 2 or more; focus: its share of the jobs of the district is in the highest tenth of all', '규모는 해당 산업 종사자 수 상위 10% 행정구역, 특화는 입지계수 2 이상, 비중은 행정구역 종사자 중 해당 산업의 비중이 전체 상위 10%'),
  ('about linkage', 'ties between two firms of the cluster; chance: each firm keeps its number of ties, and who takes them is drawn by lot', '클러스터 기업 사이의 연계. 기댓값은 기업별 연계 수를 그대로 두고 상대를 무작위로 정했을 때의 값'),
  ('about roles', 'firms and institutions of any industry within the radius of a firm of the cluster', '클러스터 기업에서 반경 안에 있는 모든 산업의 기업과 기관'),
  ('about borders', 'ties inside the cluster between firms of different districts; chance: the same distances, without borders', '클러스터 내부 연계 중 서로 다른 행정구역에 있는 기업 사이의 연계. 기댓값은 같은 거리에서 경계가 없다고 보았을 때의 값'),
  ('about history', 'growth of the number of firms, a year on average; entries: firms founded in the period, of the firms at its end; exits: firms closed in it, of the firms before', '기업 수의 연평균 증가율. 진입은 기간 중 설립된 기업이 기간 말 기업에서, 퇴출은 기간 중 폐업한 기업이 이전 기업에서 차지하는 비율'),
  ('about eg', 'above 0: more concentrated than the sizes of its firms and places explain', '0보다 크면 기업과 지역의 규모로 설명되는 것보다 더 집중된 것'),
  ('about lqtext', 'share of an industry in the jobs of a district, divided by its share in all jobs; above 1: specialized', '행정구역 종사자 중 해당 산업의 비중을 전체 종사자 중 비중으로 나눈 값. 1보다 크면 특화'),
  ('by', 'Computed with ClusterLite %s.', '산출: ClusterLite %s.'), ('m', 'firms', '개 기업'),
  ('nothing', 'There is no cluster to show with these parameters.', '이 기준에서는 제시할 클러스터가 없다.'),
  ('linkage', 'ties inside', '내부 연계'), ('times', '%,d, %.1f times chance', '%,d건, 기댓값의 %.1f배'), ('linked', '%.0f %% of the firms have one', '연계 기업 %.0f%%'),
  ('roles', 'members within reach', '권역 내 구성원'), ('production', 'production', '생산기업'), ('research', 'research', '연구기관'), ('support', 'support', '지원기관'), ('public', 'public', '공공기관'),
  ('borders', 'across borders', '경계를 넘는 연계'), ('crossing', '%,d ties, %.2f of what chance expects', '%,d건, 기댓값의 %.2f배'), ('outside', '%.0f %% of the firms outside the main district', '중심 행정구역 밖 기업 %.0f%%'),
  ('history', 'in five years', '최근 변화'), ('years', 'from %d to %d', '%d–%d년 변화'), ('as of', '%s (of %d)', '%s(%d년 기준)'), ('no name', 'new since %d', '%d년 이후 신생'), ('before', '%,d before, %+.1f %% a year', '이전 %,d개, 연평균 %+.1f%%'), ('turnover', 'entries %.1f %%, exits %.1f %%', '진입 %.1f%%, 퇴출 %.1f%%'),
  ('born', 'new', '신생'), ('grown', 'grown', '확대'), ('shrunk', 'shrunk', '축소'), ('continued', 'continued', '지속'), ('merged', 'merged', '통합'), ('split', 'split', '분리'),
  ('lineage', 'stable name', '고유 이름'), ('stars', 'stars in the main district', '중심 행정구역의 별점'), ('size', 'size', '규모'), ('specialization', 'specialization', '특화'), ('focus', 'focus', '비중'),
  ('threshold', 'limit', '기준'), ('border cuts ties', 'border cuts ties', '경계에 따른 연계 단절'), ('competing districts', 'competing districts', '행정구역 간 경쟁'),
  ('hidden by district figures', 'hidden by district figures', '행정구역 통계로 드러나지 않음'), ('no more than chance', 'no more than chance', '무작위 수준의 집적'),
  ('no production', 'no production', '생산기업 부재'), ('no research', 'no research', '연구기관 부재'), ('no support', 'no support', '지원기관 부재'),
  ('no tie data', 'no tie data', '연계 자료 없음'), ('one employer', 'one employer', '단일 기업 의존'), ('split by district borders', 'split by district borders', '행정구역 경계로 분할'),
  ('unlinked', 'unlinked', '연계 부족'), ('weakly linked', 'weakly linked', '약한 연계'),
  ('emerging', 'emerging', '태동기'), ('growing', 'growing', '성장기'), ('established', 'established', '성숙기'), ('declining', 'declining', '쇠퇴기');
CREATE TEMP VIEW w AS SELECT key, iif((SELECT lang FROM report_options) = 'ko', ko, en) AS word FROM report_words;
CREATE TEMP TABLE profile AS SELECT * FROM cluster_profile;
CREATE TEMP TABLE c AS SELECT * FROM profile WHERE firms >= (SELECT min_firms FROM report_options);
CREATE TEMP TABLE m AS
SELECT industry, cluster, x, y, employees FROM cluster_members WHERE cluster IS NOT NULL AND (industry, cluster) IN (SELECT industry, cluster FROM c);
CREATE INDEX temp.m_by_cluster ON m (industry, cluster);
CREATE TEMP TABLE open_totals AS
SELECT 'firms' AS k, count(*) AS known, (SELECT ifnull(sum(firms), 0) FROM c) AS shown FROM open_firms
UNION ALL SELECT 'jobs', count(employees), (SELECT ifnull(sum(known), 0) FROM (SELECT count(employees) AS known FROM m GROUP BY industry, cluster) WHERE known >= (SELECT min_firms FROM report_options)) FROM open_firms;
-- Blank with a limit: the jobs of too few firms; the share of a cluster when its
-- industry has too few firms besides those shown; a main district in which too few of the firms are.
UPDATE c SET jobs = NULL
WHERE (SELECT count(m.employees) FROM m WHERE m.industry = c.industry AND m.cluster = c.cluster) < (SELECT min_firms FROM report_options);
CREATE TEMP TABLE totals AS SELECT industry, count(*) AS firms FROM open_firms GROUP BY industry;
UPDATE c SET share_of_firms = NULL
WHERE (SELECT f.firms FROM totals AS f WHERE f.industry = c.industry) - (SELECT sum(o.firms) FROM c AS o WHERE o.industry = c.industry)
      BETWEEN 1 AND (SELECT min_firms FROM report_options) - 1;
CREATE TEMP TABLE parts AS SELECT * FROM cluster_districts;
UPDATE c SET main_district = NULL
WHERE (SELECT min_firms FROM report_options) > ifnull((SELECT q.firms FROM parts AS q WHERE q.industry = c.industry AND q.cluster = c.cluster AND q.district = c.main_district), 0);
CREATE TEMP TABLE d AS
SELECT name, CASE (SELECT lang FROM report_options) WHEN 'ko' THEN ifnull(nullif(name_ko, ''), name) ELSE name END AS shown, cl_from_text(wkt) AS border
FROM (  -- a column that districts lacks is the NULL of without
  SELECT d.name, (SELECT name_ko FROM districts AS k WHERE k.name = d.name LIMIT 1) AS name_ko,
         (SELECT wkt FROM districts AS k WHERE k.name = d.name LIMIT 1) AS wkt
  FROM districts AS d CROSS JOIN (SELECT NULL AS name_ko, NULL AS wkt) AS without)
WHERE trim(wkt) <> '';

-- Parts of a cluster below the limit are pooled with the next smallest until the pool holds two and the limit.
CREATE TEMP TABLE p AS
WITH ranked AS (
  SELECT q.*, row_number() OVER w AS place, sum(q.firms) OVER w - q.firms AS below, min(q.firms) OVER (PARTITION BY q.industry, q.cluster) AS least
  FROM parts AS q JOIN c ON c.industry = q.industry AND c.cluster = q.cluster
  WINDOW w AS (PARTITION BY q.industry, q.cluster ORDER BY q.firms, q.district ROWS UNBOUNDED PRECEDING)
), named AS (
  SELECT *, least < (SELECT min_firms FROM report_options) AND (place <= 2 OR below < (SELECT min_firms FROM report_options)) AS pooled FROM ranked
)
SELECT industry, cluster, iif(pooled, (SELECT word FROM w WHERE key = 'other'),
         ifnull((SELECT shown FROM d WHERE d.name = district), ifnull(district, (SELECT word FROM w WHERE key = 'none')))) AS name,
       sum(firms) AS firms, sum(share_of_cluster) AS share, pooled
FROM named GROUP BY industry, cluster, pooled, iif(pooled, '', ifnull(district, ''));

-- Cards have the colours of the map above them: an industry's place by its marks there, which are its firms and outlines.
CREATE TEMP TABLE colour AS
SELECT industry, '#' || substr('0072B2D55E00009E73CC79A7E69F0056B4E98C6D00767676', 6 * min(row_number() OVER (ORDER BY marks DESC, industry), 8) - 5, 6) AS colour
FROM (SELECT industry, count(*) + iif((SELECT min_firms FROM report_options) <= 1, sum(firms), 0) AS marks FROM c GROUP BY industry);

-- What the diagnosis knows of ties, roles, borders and history, a line each; not with a limit, as the lines speak of few firms.
CREATE TEMP TABLE card AS
WITH g AS (SELECT * FROM report_diagnosis WHERE (SELECT min_firms FROM report_options) <= 1), lines (industry, cluster, place, key, text) AS (
  SELECT industry, cluster, 1, 'linkage', printf((SELECT word FROM w WHERE key = 'times'), internal_links, linkage_quotient) || ifnull(', ' || printf((SELECT word FROM w WHERE key = 'linked'), 100 * linked_share), '')
    FROM g WHERE linkage_quotient IS NOT NULL
  UNION ALL SELECT g.industry, g.cluster, 2, 'roles', group_concat(w.word || ' ' || printf('%,d', r.value), ', ')
    FROM g, json_each(json_object('production', production, 'research', research, 'support', support, 'public', public)) AS r JOIN w ON w.key = r.key
    WHERE r.value IS NOT NULL GROUP BY g.industry, g.cluster
  UNION ALL SELECT industry, cluster, 3, 'borders', printf((SELECT word FROM w WHERE key = 'crossing'), crossing_links, crossing_quotient) || ifnull(', ' || printf((SELECT word FROM w WHERE key = 'outside'), 100 * share_outside), '')
    FROM g WHERE crossing_quotient IS NOT NULL
  UNION ALL SELECT industry, cluster, 4, 'history', ifnull((SELECT word FROM w WHERE key = event), event) || ifnull(', ' || printf((SELECT word FROM w WHERE key = 'before'), firms_before, 100 * growth_per_year), '')
           || ifnull(', ' || iif(entry_rate IS NULL OR exit_rate IS NULL, NULL, printf((SELECT word FROM w WHERE key = 'turnover'), 100 * entry_rate, 100 * exit_rate)), '')
    FROM g WHERE event IS NOT NULL
) SELECT industry, cluster, cl_html(iif(key = 'history', ifnull((SELECT printf((SELECT word FROM w WHERE key = 'years'), year_before, year_after) FROM report_periods), word), word)) AS word, cl_html(text) AS text, key
FROM lines JOIN w USING (key) ORDER BY industry, cluster, place;
-- The flags in the language of the page, with their figure and its limit: 'unlinked (linkage_quotient 0.9, threshold 1)'.
CREATE TEMP TABLE flag AS
WITH parts AS (
  SELECT g.industry, g.cluster, f.key AS place, f.value AS part, substr(f.value, 1, instr(f.value || ' (', ' (') - 1) AS code,
         substr(f.value, instr(f.value || ' (', ' (') + 2) AS inner
  FROM report_diagnosis AS g, json_each('["' || replace(replace(replace(g.flags, '\', '\\'), '"', '\"'), '; ', '","') || '"]') AS f
  WHERE g.flags <> '' AND (SELECT min_firms FROM report_options) <= 1
)
SELECT industry, cluster, code, ifnull((SELECT word FROM w WHERE key = code), code)
       || iif(inner LIKE '%, threshold %', ' (' || substr(inner, instr(inner, ' ') + 1, instr(inner, ',') - instr(inner, ' ') - 1) || ', ' || (SELECT word FROM w WHERE key = 'threshold')
              || substr(inner, instr(inner, ', threshold ') + 11), '') AS text
FROM parts ORDER BY industry, cluster, place;
CREATE TEMP TABLE cluster_stars AS
SELECT region, industry, s.key, s.place, CASE s.key WHEN 'size' THEN size_star WHEN 'specialization' THEN specialization_star ELSE focus_star END AS star
FROM cl_cluster_stars((SELECT cl_crosstab(district, industry, employees) FROM open_firms)),
     (SELECT 1 AS place, 'size' AS key UNION ALL SELECT 2, 'specialization' UNION ALL SELECT 3, 'focus') AS s
WHERE (SELECT min_firms FROM report_options) <= 1 AND (region, industry) IN (SELECT main_district, industry FROM c);

SELECT '<!DOCTYPE html><html lang="' || lang || '"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
  || '<meta http-equiv="Content-Security-Policy" content="default-src ''none''; style-src ''unsafe-inline''; script-src ''sha256-fKU/TCkkndJrrb7eXLlJzkGGmiu2yuzeE0fyce07nBc=''"><title>'
  || cl_html(ifnull(city || ': ', '') || (SELECT word FROM w WHERE key = 'title')) || '</title><style>'
  || ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,"Noto Sans KR","Noto Sans CJK KR",sans-serif;max-width:1040px;margin:auto;padding:1rem;color:#1b1f24;background:#fff;word-break:keep-all}'
  || 'h2{border-bottom:1px solid #bbb;margin-top:2rem}svg{max-width:100%;height:auto}article svg{width:300px}.wide{overflow-x:auto}.wide svg{min-width:44rem}.keys,.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:1rem}.cards{grid-template-columns:repeat(auto-fill,minmax(19rem,1fr))}'
  || '.keys>div,article{border:1px solid #ccc;border-radius:6px;padding:.8rem;break-inside:avoid}.keys b{display:block;font-size:1.6rem}article h3{margin:0 0 .5rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem 1rem;margin:.5rem 0;font-size:.92rem;line-height:1.4}dt{grid-column-start:1}dt{color:#666}dd{margin:0;text-align:right}.t dd{text-align:left;grid-column:1/3;padding-bottom:.25rem}.m dd{text-align:left}@media(max-width:40rem){.m{display:block}}.bar{display:flex;height:.7rem;gap:1px;margin:.2rem 0 .4rem}.bar i{background:#0072b2}.bar i:nth-child(2){background:#56b4e9}.bar i:nth-child(3){background:#009e73}.bar i:nth-child(n+4){background:#999}'
  || 'table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #ddd}.n,td:nth-child(3),td:nth-child(4),td:nth-child(6){text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible{outline:2px solid #0072b2}th[aria-sort=ascending] button::after{content:" ▲"}th[aria-sort=descending] button::after{content:" ▼"}tr{break-inside:avoid}thead{display:table-header-group}h2{break-after:avoid}'
  || '@media(prefers-color-scheme:dark){dt{color:#aaa}a{color:#8cf}body{color:#e6e6e6;background:#16181c}}@media print{@page{size:A4;margin:14mm}.wide svg{min-width:0}body{color:#000;background:#fff;font-size:10pt;padding:0}.cards{display:block}article{margin-bottom:5mm}article svg{float:left;width:36%;height:auto;margin-right:6mm}dl{margin:0;grid-template-columns:11em 1fr;font-size:9pt}dd{text-align:left}.t dd{grid-column:2;padding:0}h2+p{break-after:avoid}.keys{grid-template-columns:repeat(4,1fr)}}'
  || '</style></head><body><main><h1>' || cl_html(ifnull(city || ': ', '') || (SELECT word FROM w WHERE key = 'title')) || '</h1>'
FROM report_options;

SELECT '<h2>' || (SELECT word FROM w WHERE key = 'summary') || '</h2><div class="keys">';
SELECT '<div><b>' || printf('%,d', n) || '</b>' || word || '</div>'
FROM (SELECT 1 AS i, 'firms' AS k, count(*) AS n FROM open_firms UNION ALL SELECT 2, 'jobs', sum(employees) FROM open_firms
      UNION ALL SELECT 3, 'clusters', count(*) FROM c UNION ALL SELECT 4, 'across', count(*) FROM c WHERE districts > 1) JOIN w ON w.key = k
-- With a limit, neither a total of few firms nor one that leaves few besides the clusters, which are to be seen below.
WHERE n IS NOT NULL AND (k NOT IN ('firms', 'jobs') OR NOT EXISTS (SELECT 1 FROM report_options, open_totals AS t WHERE t.k = w.key AND (t.known < min_firms OR t.known - t.shown BETWEEN 1 AND min_firms - 1))) ORDER BY i;
SELECT '</div><h2>' || word || '</h2><div class="wide" tabindex="0" role="region" aria-label="' || word || '">' FROM w WHERE key = 'where';
SELECT cl_svg_map(layer, (SELECT json_object('title', word, 'width', 1000, 'lang', lang, 'style', 'sheet', 'decimals', (SELECT count(*) <= 200 FROM c), 'show_title', json('false')) FROM w, report_options WHERE key = 'where'))
FROM (SELECT cl_svg_layer('area', border, NULL, NULL, shown) AS layer FROM d
      UNION ALL SELECT cl_svg_layer('points', x, y, industry, NULL, NULL, iif((SELECT count(*) FROM m) > 100000, '{"dot":5}', NULL)) FROM m WHERE (SELECT min_firms FROM report_options) <= 1
      UNION ALL SELECT cl_svg_layer('hull', hull, NULL, industry, iif(length(industry) > 22, substr(industry, 1, 20) || '…', industry) || ' ' || cluster, firms || ' ' || (SELECT word FROM w WHERE key = 'm')) FROM c)
HAVING EXISTS (SELECT 1 FROM c) OR EXISTS (SELECT 1 FROM d);
SELECT '<p>' || word || '</p>' FROM w WHERE key = 'nothing' AND NOT EXISTS (SELECT 1 FROM c);

SELECT '</div>';
-- Without a cluster neither table nor cards.
SELECT '<h2>' || word || '</h2><div class="wide" tabindex="0" role="region" aria-label="' || word || '"><table><thead><tr>' FROM w WHERE key = 'all' AND EXISTS (SELECT 1 FROM c);
SELECT '<th scope="col"' || iif(i BETWEEN 2 AND 4 OR i = 6, ' class="n"', '') || '><button>' || word || '</button></th>'
FROM (SELECT 1 AS i, 'cluster' AS k UNION ALL SELECT 2, 'firms' UNION ALL SELECT 3, 'jobs' UNION ALL SELECT 4, 'share' UNION ALL SELECT 5, 'main' UNION ALL SELECT 6, 'km2')
JOIN w ON w.key = k WHERE EXISTS (SELECT 1 FROM c) ORDER BY i;
SELECT '</tr></thead><tbody>' WHERE EXISTS (SELECT 1 FROM c);
SELECT printf('<tr><td data-v="%s"><a href="#c-%s-%d">%s</a></td><td class="n" data-v="%d">%,d</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>',
         cl_html(industry || ' ' || cluster), hex(industry), cluster, cl_html(industry || ' ' || cluster || ifnull(' · ' || (SELECT n.name FROM report_industries AS n WHERE n.code = industry), '')), firms, firms, iif(jobs IS NULL, '–', printf('%,d', jobs)), iif(share_of_firms IS NULL, '–', printf((SELECT word FROM w WHERE key = '%2'), 100 * share_of_firms)),
         cl_html(district), iif(area_km2 IS NULL, '–', printf('%.2f', area_km2)))
FROM (SELECT c.*, ifnull((SELECT shown FROM d WHERE d.name = main_district), ifnull(main_district, '')) AS district FROM c) ORDER BY firms DESC, industry, cluster;
SELECT '</tbody></table></div><h2>' || word || '</h2><div class="cards">' FROM w WHERE key = 'each' AND EXISTS (SELECT 1 FROM c);
SELECT printf('<article id="c-%s-%d"><h3>%s</h3>', hex(c.industry), c.cluster, cl_html(c.industry || ifnull(' ' || (SELECT n.name FROM report_industries AS n WHERE n.code = c.industry), '') || ' ' || c.cluster || ifnull(' · ' || iif((SELECT min_firms FROM report_options) <= 1 OR c.main_district IS NOT NULL,
         -- the districts with a fifth of the members: Gangnam-Seocho, 강남·서초; 중구 stays 중구
         (SELECT group_concat(CASE WHEN n.shown LIKE '%-gu' THEN substr(n.shown, 1, length(n.shown) - 3)
                                   WHEN n.shown LIKE '%구' AND length(n.shown) > 2 THEN substr(n.shown, 1, length(n.shown) - 1) ELSE n.shown END,
                              iif((SELECT lang FROM report_options) = 'ko', '·', '-'))
          FROM (SELECT ifnull((SELECT d.shown FROM d WHERE d.name = p.district), p.district) AS shown FROM parts AS p
                WHERE p.industry IS c.industry AND p.cluster = c.cluster AND p.district IS NOT NULL AND (p.share_of_cluster >= .2 OR p.district = c.main_district)
                ORDER BY p.firms DESC, p.district LIMIT -1) AS n), NULL), '')))
  || (SELECT cl_svg_map(layer, json_object('title', c.industry || ' ' || c.cluster, 'width', 300, 'lang', (SELECT lang FROM report_options), 'style', 'page', 'decimals', 0, 'description', 'none', 'show_title', json('false'), 'legend', json('false'),
        'colours', json_object(ifnull(c.industry, '') || '', (SELECT colour FROM colour WHERE colour.industry IS c.industry)), 'box', (  -- an eighth more on each side, also of members on one line or at one place
          SELECT json_array(west - wide / 8, south - high / 8, east + wide / 8, north + high / 8)
          FROM (SELECT west, south, east, north, iif(east > west, east - west, ifnull(nullif(north - south, 0), small)) AS wide,
                       iif(north > south, north - south, ifnull(nullif(east - west, 0), small)) AS high
                FROM (SELECT min(x) AS west, min(y) AS south, max(x) AS east, max(y) AS north,
                             (SELECT iif(metric = 'geodesic', .001, 100) FROM cluster_parameters) AS small
                      FROM m WHERE m.industry = c.industry AND m.cluster = c.cluster)))))
      FROM (SELECT cl_svg_layer('area', border, NULL, NULL, shown) AS layer FROM d
            UNION ALL SELECT cl_svg_layer('points', m.x, m.y, m.industry) AS layer FROM m WHERE m.industry = c.industry AND m.cluster = c.cluster AND (SELECT min_firms FROM report_options) <= 1 AND (SELECT count(*) FROM m) <= 20000  -- else the page grows too large
            UNION ALL SELECT cl_svg_layer('hull', h.hull, NULL, h.industry, ' ') FROM c AS h WHERE h.industry = c.industry AND h.cluster = c.cluster))
  || '<dl>' || printf('<dt>%s</dt><dd>%,d</dd>', (SELECT word FROM w WHERE key = 'firms'), c.firms)
  || ifnull((SELECT printf('<dt>%s</dt><dd>%s</dd>', (SELECT word FROM w WHERE key = 'lineage'), cl_html(iif(l.same, l.lineage, iif(l.lineage IS NULL, printf((SELECT word FROM w WHERE key = 'no name'), l.year), printf((SELECT word FROM w WHERE key = 'as of'), l.lineage, l.year)))))
       FROM report_lineage AS l WHERE l.industry = c.industry AND l.cluster = c.cluster LIMIT 1), '')
  || iif(c.jobs IS NULL, '', printf('<dt>%s</dt><dd>%,d</dd>', (SELECT word FROM w WHERE key = 'jobs'), c.jobs))
  || iif(c.share_of_firms IS NULL, '', printf('<dt>%s</dt><dd>%s</dd>', (SELECT word FROM w WHERE key = 'share'), printf((SELECT word FROM w WHERE key = '%1'), 100 * c.share_of_firms)))
  || iif((SELECT min_firms FROM report_options) > 1 OR c.largest_employer_share IS NULL, '', printf('<dt>%s</dt><dd>%s</dd>', (SELECT word FROM w WHERE key = 'largest'), printf((SELECT word FROM w WHERE key = '%1'), 100 * c.largest_employer_share)))
  || '</dl><dl class="t">' || printf('<dt>%s</dt><dd class="t">%s</dd>', (SELECT word FROM w WHERE key = 'parts'),
       (SELECT group_concat(part, ', ') FROM (SELECT cl_html(p.name) || ' ' || printf((SELECT word FROM w WHERE key = '%0'), 100 * p.share) AS part FROM p WHERE p.industry = c.industry AND p.cluster = c.cluster ORDER BY p.pooled, p.firms DESC, p.name)))
  || ifnull('<dd class="bar" aria-hidden="true">' || (SELECT group_concat(printf('<i style="width:%.1f%%"></i>', 99 * share), '') FROM (SELECT p.share FROM p WHERE p.industry = c.industry AND p.cluster = c.cluster ORDER BY p.pooled, p.firms DESC, p.name) HAVING count(*) > 1) || '</dd>', '')
  || ifnull((SELECT printf('<dt>%s</dt><dd>%s</dd>', (SELECT word FROM w WHERE key = 'stars'), group_concat(stars, ', ')) FROM (
       SELECT (SELECT word FROM w WHERE key = t.key) || ' ' || iif(t.star, '★', '☆') AS stars FROM cluster_stars AS t
       WHERE t.region = c.main_district AND t.industry = c.industry ORDER BY t.place) HAVING count(*) > 0), '')
  || ifnull((SELECT group_concat(printf('<dt>%s</dt><dd>%s</dd>', k.word, k.text), '') FROM card AS k WHERE k.industry = c.industry AND k.cluster = c.cluster), '')
  || iif(g.stage <> '', printf('<dt>%s</dt><dd>%s</dd>', (SELECT word FROM w WHERE key = 'stage'), cl_html(ifnull((SELECT text FROM flag AS k WHERE k.industry = c.industry AND k.cluster = c.cluster AND k.code = g.stage),
       ifnull((SELECT word FROM w WHERE key = g.stage), g.stage)))), '')
  || ifnull((SELECT printf('<dt>%s</dt><dd>%s</dd>', (SELECT word FROM w WHERE key = 'flags'), group_concat(cl_html(text), '<br>')) FROM flag AS k WHERE k.industry = c.industry AND k.cluster = c.cluster AND k.code IS NOT g.stage HAVING count(*) > 0), '')
  || iif(g.measures <> '', printf('<dt>%s</dt><dd>%s</dd>', (SELECT word FROM w WHERE key = 'measures'), cl_html(g.measures)), '')
  || '</dl></article>'
FROM c LEFT JOIN report_diagnosis AS g ON g.industry = c.industry AND g.cluster = c.cluster
ORDER BY c.industry, c.cluster;

SELECT '</div>' WHERE EXISTS (SELECT 1 FROM c);
SELECT '<h2>' || word || '</h2><p>' || (SELECT word FROM w WHERE key = 'eg') || '</p><div class="wide" tabindex="0" role="region" aria-label="' || word || '">' FROM w WHERE key = 'concentration';
SELECT cl_svg_bars(industry || ifnull(' ' || (SELECT n.name FROM report_industries AS n WHERE n.code = industry), ''), ellison_glaeser, NULL, (SELECT json_object('title', word, 'width', 800, 'lang', lang, 'style', 'page', 'show_title', json('false')) FROM w, report_options WHERE key = 'eg'))
FROM cl_concentration((SELECT cl_crosstab(district, industry, employees) FROM open_firms))
WHERE firms >= (SELECT min_firms FROM report_options);
SELECT '</div><h2>' || word || '</h2><p>' || (SELECT word FROM w WHERE key = 'lqtext') || '</p><div class="wide" tabindex="0" role="region" aria-label="' || word || '">' FROM w WHERE key = 'lq';
-- Firms whose jobs are not known add nothing to a quotient and hide nobody. Industries are ranked, those with a cell below the limit first. The first k are left out, k being the smallest number that
-- takes all of those, is not one, and leaves out of each district no firm, the limit or more, or all of them: neither the
-- total of a district nor that of an industry then gives a cell away.
CREATE TEMP TABLE cells AS
SELECT region, industry, firms, lq FROM cl_location_quotient((SELECT cl_crosstab(district, industry, employees) FROM open_firms WHERE employees IS NOT NULL)) WHERE firms > 0;
CREATE TEMP TABLE ranks AS
SELECT industry, row_number() OVER (ORDER BY min(firms) >= (SELECT min_firms FROM report_options), sum(firms), industry) AS place,
       min(firms) < (SELECT min_firms FROM report_options) AS small
FROM cells GROUP BY industry;
CREATE TEMP TABLE left_out AS
WITH steps AS (SELECT 0 AS place UNION ALL SELECT place FROM ranks),
     taken AS (  -- from each district, by the first place industries
       SELECT s.place, q.region, sum(iif(r.place <= s.place, q.firms, 0)) AS firms, sum(q.firms) AS total
       FROM steps AS s CROSS JOIN cells AS q JOIN ranks AS r ON r.industry = q.industry GROUP BY s.place, q.region)
SELECT industry FROM ranks WHERE place <= (
  SELECT min(place) FROM steps AS s
  WHERE place >= (SELECT ifnull(sum(small), 0) FROM ranks) AND (place <> 1 OR (SELECT count(*) FROM ranks) = 1)
    AND NOT EXISTS (SELECT 1 FROM taken AS t, report_options WHERE t.place = s.place AND t.firms BETWEEN 1 AND min_firms - 1 AND t.firms < t.total));
SELECT cl_svg_matrix(ifnull((SELECT shown FROM d WHERE d.name = region), region), industry, lq,
         json_object('title', (SELECT word FROM w WHERE key = 'lqtext'), 'scale', 'log', 'centre', 1, 'width', 1000, 'lang', lang, 'style', 'page', 'show_title', json('false')))
FROM cells, report_options WHERE industry NOT IN (SELECT industry FROM left_out);
SELECT '<p>' || printf(word, min_firms) || '</p>' FROM w, report_options WHERE key = 'lqhidden' AND EXISTS (SELECT 1 FROM left_out);

SELECT '</div><h2>' || (SELECT word FROM w WHERE key = 'method') || '</h2><p>'
  || ifnull((  -- counts of the limit and more
       SELECT printf((SELECT word FROM w WHERE key = 'data'), group_concat(printf(word, n), ', ')) || '</p><p>'
       FROM (SELECT 1 AS i, 'data firms' AS k, (SELECT known FROM open_totals AS t, report_options WHERE t.k = 'firms' AND t.known >= min_firms AND t.known - t.shown NOT BETWEEN 1 AND min_firms - 1) AS n UNION ALL SELECT 2, 'data links', (SELECT n FROM report_links) UNION ALL SELECT 3, 'data districts', count(*) FROM d
             ORDER BY i) JOIN w ON w.key = k WHERE n > 0 AND (k = 'data districts' OR n >= min_firms) HAVING count(*) > 0), '')
  || printf((SELECT word FROM w WHERE key = 'dbscan'), min_points, eps) || ' '
  || iif(min_firms > 1, printf((SELECT word FROM w WHERE key = 'hidden'), min_firms) || ' ', '')
  || printf((SELECT word FROM w WHERE key = 'by'), cl_version()) || '</p><dl class="m">'
  || (SELECT group_concat('<dt>' || ifnull((SELECT k.word FROM card AS k WHERE k.key = substr(a.key, 7) LIMIT 1), (SELECT word FROM w WHERE key = substr(a.key, 7))) || '</dt><dd>' || a.word || '</dd>', '')
      FROM (SELECT w.key, w.word FROM report_words AS r JOIN w ON w.key = r.key
            WHERE w.key GLOB 'about *' AND (min_firms <= 1 OR w.key IN ('about share', 'about eg', 'about lqtext'))
              AND (substr(w.key, 7) NOT IN ('linkage', 'roles', 'borders', 'history') OR EXISTS (SELECT 1 FROM card AS k WHERE k.key = substr(w.key, 7)))
            ORDER BY r.rowid) AS a)
  || '</dl></main><script>document.querySelectorAll(''th button'').forEach(b=>b.onclick=()=>{const h=b.parentNode,i=h.cellIndex,t=b.closest(''table'').tBodies[0],up=h.ariaSort!=''ascending'';h.parentNode.querySelectorAll(''th'').forEach(e=>e.removeAttribute(''aria-sort''));h.setAttribute(''aria-sort'',up?''ascending'':''descending'');const v=r=>{const c=r.cells[i],x=c.textContent;return c.dataset.v??(h.className?(n=>n>=0?n:-1)(parseFloat(x.replace(/,/g,''''))):x)};[...t.rows].sort((a,c)=>{const p=v(a),q=v(c),d=p-q;return(isNaN(d)?(p>q)-(p<q):d)*(up?1:-1)}).forEach(r=>t.append(r))})</script></body></html>'
FROM cluster_parameters, report_options;
