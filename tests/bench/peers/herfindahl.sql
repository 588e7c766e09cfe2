-- The Herfindahl index of the firms of each industry.
SELECT count(h) || ' industries'
FROM (SELECT industry, sum(1.0 * employees * employees) / (1.0 * sum(employees) * sum(employees)) AS h
      FROM firms GROUP BY industry) AS shares
