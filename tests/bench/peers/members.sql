-- The clustered firms whose hulls are drawn.
SELECT m.cluster, f.id, f.x, f.y
FROM cl_dbscan((SELECT cl_points(id, x, y) FROM firms), 100, (SELECT max(10, count(*) / 10000) FROM firms)) AS m
     JOIN firms AS f ON f.id = m.id
WHERE m.cluster IS NOT NULL
ORDER BY m.cluster, f.id
