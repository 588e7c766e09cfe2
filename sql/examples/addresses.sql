-- Firms with an address and without coordinates: join a table of addresses, count what did not match and see why.
--
--   sqlite3 build/seoul.db '.read sql/examples/addresses.sql'      from the root of the project, after sql/demo.sh
--
-- Korea publishes such a table (도로명주소, juso.go.kr), most countries do. The page makes a small one and changes nothing in
-- the file.

.load build/mod_clusterlite
.mode box
.headers on

CREATE TEMP TABLE register (firm_id, industry, address);
INSERT INTO register VALUES
  (1, 'J62', '서울특별시 강남구 테헤란로 152'), (2, 'J62', '서울 강남구 테헤란로152 (역삼동)'), (3, 'J62', '서울특별시  강남구 테헤란로 152, 9층'),
  (4, 'J62', '서울특별시 강남구 역삼로 180'), (5, 'J62', '서울특별시 강남구 테헤란로 9999'), (6, 'J62', ''), (7, 'J62', NULL),
  (8, 'J62', '서울특별시 중구 을지로 30');
CREATE TEMP TABLE addresses (address, x REAL, y REAL);
INSERT INTO addresses VALUES
  ('서울특별시 강남구 테헤란로 152', 959120.0, 1944310.0), ('서울특별시 강남구 역삼로 180', 959480.0, 1943700.0),
  ('서울특별시 중구 을지로 30', 953880.0, 1952010.0), ('서울특별시 중구 을지로 30', 953880.0, 1952010.0);

.print
.print "1. ONE SPELLING on both sides: without what follows a comma or a bracket, and without blanks."
CREATE TEMP VIEW register_keys AS
SELECT *, replace(replace(
            replace(replace(substr(a, 1, instr(replace(a, '(', ','), ',') - 1), ' ', ''), char(12288), ''),
            '서울특별시', '서울'), char(160), '') AS key
FROM (SELECT *, trim(address) || ',' AS a FROM register);
CREATE TEMP TABLE address_keys AS  -- an address that stands there twice would double its firms
SELECT replace(replace(address, ' ', ''), '서울특별시', '서울') AS key, avg(x) AS x, avg(y) AS y, max(x) - min(x) + max(y) - min(y) AS apart
FROM addresses GROUP BY 1;
CREATE UNIQUE INDEX temp.address_keys_by_key ON address_keys (key);
SELECT firm_id, address, key FROM register_keys WHERE firm_id <= 3;

.print
.print "2. WHAT MATCHED. A firm that does not match stays in the view, without coordinates: it counts in totals and is in no cluster."
CREATE TEMP VIEW located_firms AS
SELECT r.firm_id, r.industry, r.address, a.x, a.y FROM register_keys AS r LEFT JOIN address_keys AS a ON a.key = r.key;
SELECT CASE WHEN trim(ifnull(address, '')) = '' THEN 'no address' WHEN x IS NULL THEN 'not found' ELSE 'found' END AS outcome,
       count(*) AS firms, printf('%.0f %%', 100.0 * count(*) / sum(count(*)) OVER ()) AS share
FROM located_firms GROUP BY outcome ORDER BY firms DESC;

.print
.print "3. WHAT DID NOT, and the street that is there: a number that the table does not have, or a street that is new."
SELECT r.firm_id, r.address,
       (SELECT count(*) FROM addresses AS a WHERE a.address LIKE '%' || rtrim(rtrim(trim(r.address), '0123456789-')) || '%') AS same_street
FROM register AS r JOIN located_firms AS l ON l.firm_id = r.firm_id
WHERE l.x IS NULL AND trim(r.address) <> '';

.print
.print "4. Is what is missing spread evenly? If one industry matches worse, its clusters are too small."
SELECT industry, count(*) AS firms, count(x) AS located, printf('%.0f %%', 100.0 * count(x) / count(*)) AS share FROM located_firms GROUP BY industry;

.print
.print "5. The data set keeps count of it, too."
SELECT rows, located FROM cl_describe((SELECT cl_points(firm_id, x, y) FROM located_firms));
