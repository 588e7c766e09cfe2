-- All location quotients of the district x industry rectangle, empty cells included.
WITH cell AS MATERIALIZED (
       SELECT district, industry, sum(employees) AS e FROM firms GROUP BY district, industry),
     region AS MATERIALIZED (SELECT district, sum(e) AS e FROM cell GROUP BY district),
     branch AS MATERIALIZED (SELECT industry, sum(e) AS e FROM cell GROUP BY industry),
     city AS MATERIALIZED (SELECT sum(e) AS e FROM cell)
SELECT count((1.0 * coalesce(cell.e, 0) / region.e) / (1.0 * branch.e / city.e)) || ' quotients'
FROM region CROSS JOIN branch CROSS JOIN city
     LEFT JOIN cell ON cell.district = region.district AND cell.industry = branch.industry
