-- How complex is the economy of each gu (district): does it have many industries, and ones that few others have?
--
--   sqlite3 build/seoul.db '.read sql/examples/complexity.sql'      from the root of the project, after sql/demo.sh
--
-- It only reads, apart from temporary tables.

.load build/mod_clusterlite

-- Specializations by jobs: location quotient of at least 1.
CREATE TEMP TABLE complexity AS
SELECT * FROM cl_complexity((SELECT cl_crosstab(district, industry, employees) FROM open_firms));

.mode column
.headers on
.width 18 -11 -10 -7 -8

.print
.print "1. ECONOMIC COMPLEXITY of the gu"
.print
.print "ECI: the mean complexity of a gu's specializations, in standard deviations from the mean of all gu."
.print "ubiquity: in how many gu its specializations are found, on average. fitness: 1 on average; it counts a"
.print "specialization for less the weaker the weakest gu that has it."
SELECT name AS gu, diversity_or_ubiquity AS specialized, printf('%.1f', reflection_1) AS ubiquity,
       printf('%+.2f', complexity) AS ECI, printf('%.2f', fitness) AS fitness
FROM complexity WHERE kind = 'region'
ORDER BY complexity.complexity DESC;

.print
.print "2. COMPLEXITY of the industries: the ends of the scale"
.print
.print "PCI: on the scale of the ECI; the ECI of a gu is the mean PCI of its specializations."
.width 18 -11 -10 -7 -8
SELECT i.name AS industry, diversity_or_ubiquity AS 'in gu', printf('%.1f', reflection_1) AS diversity,
       printf('%+.2f', complexity) AS PCI, printf('%.2f', fitness) AS fitness
FROM complexity AS c JOIN industries AS i ON i.code = c.name
WHERE kind = 'industry'
  AND (c.complexity >= (SELECT complexity FROM complexity WHERE kind = 'industry' ORDER BY 1 DESC LIMIT 1 OFFSET 5)
       OR c.complexity <= (SELECT complexity FROM complexity WHERE kind = 'industry' ORDER BY 1 LIMIT 1 OFFSET 5))
ORDER BY c.complexity DESC;

-- ---- How far to trust it

.headers off
.mode list
.print
.print "3. HOW TELLING it is"
.print
SELECT printf('The index follows the second eigenvalue, %.3f; the next one is %.3f.', second_eigenvalue, third_eigenvalue)
FROM complexity LIMIT 1;
.print "The nearer the two, the more the order of the gu hangs on single firms: among 25 gu of one city, much"
.print "closer than the countries of the world, they are near. Gu that share no specialization with the others:"
SELECT count(*) || ' of ' || (SELECT count(*) FROM complexity WHERE kind = 'region')
FROM complexity WHERE kind = 'region' AND ifnull(part, 0) <> 1;
