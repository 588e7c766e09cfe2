-- Which industries of which dong (quarters) of Daejeon, Korea, grew by their own strength? Shops of 14 months.
--
--   sqlite3 :memory: '.read sql/examples/daejeon_dynamics.sql'       from the root of the project, after ext/build.sh
--
-- Needs ../shared/realdata/daejeon/dong_industry_panel.csv, or any file with these columns in another place (change the
-- .import): month, sgg (district), dong, industry, n_firms. Here it is counted from the register of shops of the Small
-- Enterprise and Market Service, public at https://www.data.go.kr/data/15012005/fileData.do, attribution required.

.load build/mod_clusterlite
.import --csv ../shared/realdata/daejeon/dong_industry_panel.csv panel

-- One data set a month. The rows are cells that are already summed, each with its number of shops.
CREATE TABLE months AS
SELECT month, cl_crosstab_cells(dong, industry, n_firms, n_firms) AS shops
FROM panel GROUP BY month;

CREATE VIEW first_and_last AS
SELECT (SELECT shops FROM months ORDER BY month LIMIT 1) AS before,
       (SELECT shops FROM months ORDER BY month DESC LIMIT 1) AS after;

CREATE TABLE growth AS
SELECT s.* FROM first_and_last AS f JOIN cl_shift_share(f.before, f.after) AS s;

.mode list
.headers off
.print
SELECT printf('%,d shops in %s, %,d in %s: %+.1f %%. %d dong, %d industries.',
              sum(before), (SELECT min(month) FROM months), sum(after), (SELECT max(month) FROM months),
              100 * sum(change) / sum(before), count(DISTINCT region), count(DISTINCT industry))
FROM growth;

-- ---- Korean letters are two columns wide on a terminal, so they come last.

.print
.print "1. BY THEIR OWN STRENGTH: industries of a dong that gained most, beyond the city and beyond their industry"
.print
.print "city: what the city's growth would have brought. mix: what the industry's growth beyond that added. own: the rest."
.print
.mode column
.headers on
.width -6 -6 -7 -6 -6 -6 40
SELECT printf('%d', before) AS before, printf('%d', after) AS after, printf('%+d', change) AS change,
       printf('%+.1f', national_share) AS city, printf('%+.1f', industry_mix) AS mix,
       printf('%+.1f', regional_shift) AS own, region || ', ' || industry AS 'dong, industry'
FROM growth ORDER BY regional_shift DESC, region, industry LIMIT 12;

.print
.print "and those that lost most:"
.print
SELECT printf('%d', before) AS before, printf('%d', after) AS after, printf('%+d', change) AS change,
       printf('%+.1f', national_share) AS city, printf('%+.1f', industry_mix) AS mix,
       printf('%+.1f', regional_shift) AS own, region || ', ' || industry AS 'dong, industry'
FROM growth ORDER BY regional_shift, region, industry LIMIT 8;

.print
.print "2. THE DONG: why its number of shops changed"
.print
.width -6 -6 -7 -7 -6 -7 -7 20
WITH dong AS (
  SELECT region, sum(before) AS before, sum(after) AS after, sum(change) AS change, sum(national_share) AS city,
         sum(industry_mix) AS mix, sum(regional_shift) AS own, sum(regional_shift) / sum(before) AS rate
  FROM growth GROUP BY region)
SELECT printf('%,d', before) AS before, printf('%,d', after) AS after, printf('%+d', change) AS change,
       printf('%+.1f', city) AS city, printf('%+.1f', mix) AS mix, printf('%+.1f', own) AS own,
       printf('%+.1f %%', 100 * rate) AS rate, region AS dong
FROM dong
WHERE rate >= (SELECT rate FROM dong ORDER BY 1 DESC LIMIT 1 OFFSET 5) OR rate <= (SELECT rate FROM dong ORDER BY 1 LIMIT 1 OFFSET 5)
ORDER BY dong.rate DESC;

-- ---- Month by month: the weights follow the changing structure (Barff and Knight 1988).

.print
.print "3. DYNAMIC SHIFT-SHARE: the parts of the 13 steps from month to month, added up; the largest by own strength"
.print
.width -7 -6 -7 -7 -14 20
WITH steps AS (SELECT month, shops AS before, lead(shops) OVER (ORDER BY month) AS after FROM months)
SELECT printf('%+d', sum(change)) AS change, printf('%+.1f', sum(national_share)) AS city,
       printf('%+.1f', sum(industry_mix)) AS mix, printf('%+.1f', sum(regional_shift)) AS own,
       printf('%+.1f', (SELECT sum(g.regional_shift) FROM growth AS g WHERE g.region = s.region)) AS 'own, one step',
       region AS dong
FROM steps JOIN cl_shift_share(steps.before, steps.after) AS s
WHERE steps.after IS NOT NULL
GROUP BY region
ORDER BY abs(sum(regional_shift)) DESC LIMIT 6;

-- ---- Portfolio

CREATE TABLE portfolio AS
SELECT p.* FROM first_and_last AS f JOIN cl_growth_portfolio(f.before, f.after) AS p;

.print
.print "4. PORTFOLIO: specialized (LQ >= 1) at the end or not, growing faster than the city or not"
.print
.width -9 -8 -8 -8 10
SELECT printf('%,d', count(*)) AS 'cells', printf('%,d', sum(after)) AS shops,
       printf('%,d', sum(specialization = 'entry')) AS entered, printf('%,d', sum(specialization = 'exit')) AS 'left',
       quadrant
FROM portfolio WHERE quadrant IS NOT NULL
GROUP BY quadrant ORDER BY quadrant = 'declining', quadrant = 'emerging', quadrant = 'mature';

.print
.print "Stars of 30 shops or more that grew fastest:"
.print
.width -6 -6 -8 -9 -9 40
SELECT printf('%d', before) AS before, printf('%d', after) AS after, printf('%+.0f %%', 100 * growth) AS growth,
       printf('%.2f', lq_before) AS 'LQ before', printf('%.2f', lq_after) AS 'LQ after',
       region || ', ' || industry AS 'dong, industry'
FROM portfolio WHERE quadrant = 'star' AND after >= 30
ORDER BY portfolio.growth DESC, region, industry LIMIT 10;
