-- The Korean reference page: prints sql/REFERENCE.ko.md from what the loaded extension says of itself in cl_functions.
--
--   sqlite3 :memory: ".load build/mod_clusterlite" ".read sql/reference.ko.sql" > sql/REFERENCE.ko.md
--
-- One sentence and the signature of every function, with a link to its entry in REFERENCE.md, and a glossary. A test fails
-- when the page is out of date, when a chapter has no Korean title, and when a term leads to a function that is not there.
.mode list
.headers off
.nullvalue ''

CREATE TEMP TABLE chapters_ko (family TEXT PRIMARY KEY, title TEXT NOT NULL, question TEXT NOT NULL);
INSERT INTO chapters_ko VALUES
  ('Data sets', '데이터셋', '질의의 행을 모아 분석 함수에 넘깁니다.'),
  ('Concentration', '집중과 특화', '어느 지역이 무엇에 특화되어 있고, 어느 산업이 어디에 집중되어 있는지 봅니다.'),
  ('Inequality', '불평등과 다양성', '분포가 얼마나 고른지, 두 분포가 얼마나 다른지 봅니다.'),
  ('Relatedness', '산업 간 관련성', '어떤 산업들이 함께 입지하고, 다음에 무엇이 가능한지 봅니다.'),
  ('Dynamics', '변화', '두 시점 사이에 무엇이 왜 성장했는지 봅니다.'),
  ('Distance', '거리와 클러스터', '행정구역과 상관없이 기업이 어디에 모여 있는지 봅니다.'),
  ('Geometry', '도형', '클러스터의 중심, 모양, 면적을 구하고 도형을 읽고 씁니다.'),
  ('Statistics', '공간통계', '집적이 우연보다 뚜렷한지, 비슷한 값이 이웃해 있는지 검정합니다.'),
  ('Network', '연계와 네트워크', '기업들이 실제로 연계되어 있는지, 행정구역 경계가 연계를 끊는지 봅니다.'),
  ('Pictures', '그림', '지도와 그래프를 SVG 그림으로 그립니다.'),
  ('About', 'ClusterLite 정보', '버전과 설정, 함수 설명을 봅니다.');

SELECT '# ClusterLite ' || cl_version() || ' 함수 안내

함수마다 하는 일을 한 문장으로 적었습니다. 함수 이름을 누르면 인수, 열, 공식, 출처, 예제가 있는 영문 설명으로
갑니다. 이 문서는 `sql/reference.ko.sql`이 확장 모듈의 `cl_functions` 표에서 만들어 내므로 직접 고치지 않습니다. SQL에서도 같은
내용을 볼 수 있습니다.

```sql
SELECT signature, summary_ko FROM cl_functions WHERE family = ''Distance'';
```

처음이라면 [README.ko.md](README.ko.md)부터 읽으십시오. 용어는 맨 끝의 [용어집](#용어집)에 정리했습니다.

## 차례
';
CREATE TEMP VIEW chapter_order AS
SELECT f.family, k.title, k.question, min(f.rowid) AS first
FROM cl_functions AS f LEFT JOIN chapters_ko AS k ON k.family = f.family
GROUP BY f.family;
SELECT '- [' || ifnull(title, family) || '](#' || replace(ifnull(title, family), ' ', '-') || ')'
FROM (SELECT title, family, first FROM chapter_order
      UNION ALL SELECT '용어집', '', 1e9)
ORDER BY first;

SELECT iif(f.rowid = c.first, char(10) || '## ' || ifnull(c.title, c.family) || char(10, 10) || ifnull(c.question, '') || char(10, 10), '')
       || '- [**' || f.name || '**](REFERENCE.md#' || f.name || '): ' || f.summary_ko || '<br>`' || f.signature || '`'
FROM cl_functions AS f JOIN chapter_order AS c ON c.family = f.family
ORDER BY c.first, min(f.rowid) OVER (PARTITION BY f.name), f.rowid;

SELECT '
## 용어집

한 개념에는 한 용어만 씁니다.

| 용어 | 영어 | 뜻 | 함수 |
|---|---|---|---|';
CREATE TEMP TABLE glossary_ko (term TEXT PRIMARY KEY, english TEXT NOT NULL, meaning TEXT NOT NULL, functions TEXT NOT NULL);
INSERT INTO glossary_ko VALUES
  ('집적', 'agglomeration, clustering', '기업과 기관이 가까운 곳에 모여 있는 상태이다.', 'cl_dbscan, cl_m_function'),
  ('클러스터', 'cluster', '가까이 모여 서로 연계하는 기업·연구기관·지원기관·공공기관의 무리이며, 이 도구는 먼저 거리로 찾고 연계로 확인한다.', 'cl_dbscan, cl_linkage'),
  ('광역 클러스터', 'cross-district cluster', '둘 이상의 행정구역에 걸친 클러스터이다.', ''),
  ('연계', 'tie, link', '두 기업 사이의 거래, 공동연구, 서비스 제공 같은 관계 하나하나이다.', 'cl_links'),
  ('연계계수', 'linkage quotient', '클러스터 내부의 연계 수를 무작위 기댓값으로 나눈 값이며, 1보다 크면 우연보다 많이 연계되어 있다.', 'cl_linkage'),
  ('혁신역량', 'innovation capacity', '지식을 만들고 사업화하는 힘이며, 여기서는 권역 안 연구기관과 지원기관의 유무와 연계로 가늠한다.', 'cl_territory, cl_link_matrix'),
  ('시너지', 'synergy', '장소·산업·역할 같은 세 분류가 함께 있을 때에만 생기는 정보이며, 음수일수록 시너지가 크다.', 'cl_synergy'),
  ('삼중나선', 'triple helix', '산업계·대학·정부의 상호작용으로 혁신을 설명하는 모형이다.', 'cl_synergy'),
  ('행정구역', 'district', '구·시·군처럼 경계가 정해진 구역이며, 클러스터의 경계와 다를 수 있다.', 'cl_link_distance'),
  ('지역', 'region', '교차표의 한 축을 이루는 공간 단위이며, 행정구역일 수도 있고 클러스터일 수도 있다.', 'cl_crosstab'),
  ('권역', 'territory', '클러스터의 구성원에서 일정 거리 안에 드는 범위이다.', 'cl_territory'),
  ('기업', 'firm', '자료의 한 행이며, 법인이 아니라 일하는 장소인 사업체를 뜻한다.', 'cl_points'),
  ('종사자 수', 'jobs, employees', '사업체에서 일하는 사람의 수이며, 모르면 비워 둔다.', ''),
  ('산업', 'industry', '표준산업분류 코드로 나눈 업종이다.', ''),
  ('역할', 'role', '클러스터 안에서 맡은 구실로 생산기업, 연구기관, 지원기관, 공공기관으로 나눈다.', 'cl_labels'),
  ('구성원', 'member', '한 클러스터에 속한 기업과 기관이다.', ''),
  ('데이터셋', 'data set', '질의의 행을 모아 분석 함수에 넘기는 값이며, BLOB으로 저장할 수 있다.', 'cl_points, cl_merge'),
  ('교차표', 'crosstab', '지역을 행, 산업을 열로 하여 합산한 표이다.', 'cl_crosstab'),
  ('집단', 'group', '한 번의 호출에서 따로따로 분석하는 단위이며, 보통 산업이나 연도이다.', ''),
  ('무작위 기댓값', 'expected by chance', '각 기업의 연계 수는 그대로 두고 상대만 무작위로 섞을 때 기대되는 값이다.', 'cl_linkage'),
  ('반경(eps)', 'radius, eps', '이웃으로 볼 최대 거리이다.', 'cl_suggest_eps'),
  ('최소 기업 수(min_points)', 'min_points', '핵심 기업이 되려면 반경 안에 있어야 하는 기업의 수이며, 자신도 센다.', 'cl_dbscan'),
  ('핵심 기업', 'core firm', '반경 안에 최소 기업 수 이상이 있는 기업이다.', 'cl_dbscan'),
  ('잡음', 'noise', '어느 클러스터에도 속하지 않는 기업이며, 클러스터 번호가 NULL이다.', 'cl_dbscan'),
  ('도달거리', 'reachability distance', 'OPTICS에서 앞선 기업들로부터 그 기업에 이르는 데 필요한 반경이다.', 'cl_optics'),
  ('집중도', 'concentration', '한 산업이 지역들 사이에 얼마나 치우쳐 있는가를 나타낸다.', 'cl_concentration'),
  ('특화', 'specialization', '한 지역에서 어떤 산업의 비중이 전체 지역보다 높은 상태이다.', 'cl_specialization'),
  ('입지계수', 'location quotient (LQ)', '지역 안의 산업 비중을 전체 지역의 산업 비중으로 나눈 값이다.', 'cl_location_quotient, cl_lq'),
  ('국지 입지계수', 'focal location quotient', '행정구역 대신 기업 주변의 거리로 구한 입지계수이다.', 'cl_focal_lq'),
  ('허핀달-허시먼 지수', 'Herfindahl-Hirschman index', '점유율 제곱의 합이다.', 'cl_herfindahl'),
  ('엘리슨-글레이저 지수', 'Ellison-Glaeser index', '기업 규모의 영향을 뺀 산업의 지역 집중도이다.', 'cl_concentration, cl_spatial_concentration'),
  ('국지화계수', 'coefficient of localisation', '한 분포를 다른 분포와 같게 하려면 옮겨야 하는 몫이다.', 'cl_hoover'),
  ('지니계수', 'Gini coefficient', '0이면 모두 같고 1에 가까울수록 불평등하다.', 'cl_gini, cl_locational_gini'),
  ('공동집적', 'coagglomeration', '두 산업이 우연보다 자주 같은 지역에 집적하는 현상이다.', 'cl_coagglomeration'),
  ('공동입지', 'co-location', '두 산업의 기업이 서로 가까이 자리 잡는 현상이다.', 'cl_colocation_quotient'),
  ('관련성', 'relatedness', '두 산업이 필요로 하는 지식과 자원이 비슷한 정도이며, 함께 특화되는 빈도로 잰다.', 'cl_relatedness_density'),
  ('관련 다양성', 'related variety', '같은 산업군 안에서 나타나는 산업의 다양성이다.', 'cl_variety'),
  ('경제복잡성', 'economic complexity', '지역이 얼마나 많고 드문 산업에 특화되었는가로 잰 역량이다.', 'cl_complexity'),
  ('연쇄효과', 'backward and forward linkage', '산업연관표에서 한 산업의 수요와 공급이 다른 산업에 미치는 효과이며, 후방은 투입 쪽, 전방은 판매 쪽이다.', 'cl_io_linkages'),
  ('변이할당분석', 'shift-share analysis', '지역 산업의 성장을 전체 성장, 산업 구조, 지역 경쟁력의 효과로 나눈다.', 'cl_shift_share'),
  ('교역산업', 'traded industry', '지역 밖의 시장에 파는 산업이며, 지역시장형 산업과 대비된다.', 'cl_traded_local'),
  ('공간 자기상관', 'spatial autocorrelation', '가까운 곳끼리 값이 비슷하거나 다른 경향이다.', 'cl_moran, cl_geary'),
  ('공간 가중치', 'spatial weights', '누가 누구의 이웃이며 얼마나 강하게 이어지는지를 나타낸다.', 'cl_weights'),
  ('국지 모란(LISA)', 'local Moran, LISA', '비슷한 값이 모인 곳과 이웃과 동떨어진 곳을 단위별로 가려낸다.', 'cl_local_moran'),
  ('핫스팟', 'hot spot', '높은 값이 우연보다 뚜렷하게 모인 곳이다.', 'cl_getis_ord'),
  ('신뢰대', 'envelope', '무작위로 되풀이한 모의실험 값이 거리마다 드는 범위이다.', 'cl_m_function, cl_kd_density'),
  ('커널 밀도', 'kernel density', '가까운 기업일수록 크게 세어 구한 밀도이다.', 'cl_kernel_density'),
  ('볼록 껍질', 'convex hull', '점들을 모두 담는 가장 작은 볼록 다각형이다.', 'cl_convex_hull'),
  ('오목 껍질', 'concave hull', '점들의 윤곽을 따라 안으로 들어간 다각형이다.', 'cl_concave_hull'),
  ('표준거리', 'standard distance', '점들이 평균 중심에서 퍼진 정도이다.', 'cl_standard_distance'),
  ('메도이드', 'medoid', '다른 구성원까지의 거리 합이 가장 작은 구성원이다.', 'cl_medoid'),
  ('연결 성분', 'connected component', '연계를 따라 서로 이어지는 기업의 무리이다.', 'cl_components'),
  ('커뮤니티', 'community', '안으로는 연계가 많고 밖으로는 적은 기업의 무리이다.', 'cl_communities'),
  ('매개 중심성', 'betweenness centrality', '다른 기업들을 잇는 최단 경로 위에 얼마나 자주 놓이는가를 나타낸다.', 'cl_centrality'),
  ('발전 단계', 'stage', '클러스터의 성장과 나이로 나눈 태동기, 성장기, 성숙기, 쇠퇴기이다.', ''),
  ('정책 과제', 'measure', '진단에서 드러난 문제마다 알맞은 대응이다.', '');
SELECT '| ' || term || ' | ' || english || ' | ' || meaning || ' | ' ||
       iif(functions = '', '', (SELECT group_concat('[`' || value || '`](REFERENCE.md#' || value || ')', ', ')
                                FROM json_each('["' || replace(functions, ', ', '","') || '"]'))) || ' |'
FROM glossary_ko ORDER BY term;
