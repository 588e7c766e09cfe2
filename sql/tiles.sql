-- One tile of sql/tiles.sh: DBSCAN of the firms it reads. The source is attached as src, the list of tiles as cut,
-- and :tile, :eps, :min_points and :metric are set. The open file becomes the tile's own.
CREATE TABLE held AS
SELECT f.id, f.group_key, f.x, f.y, f.weight, f.x >= t.x0 AND f.x < t.x1 AND f.y >= t.y0 AND f.y < t.y1 AS owned
FROM cut.tile AS t
JOIN src.firms AS f ON f.x BETWEEN t.read_x0 AND t.read_x1 AND f.y BETWEEN t.read_y0 AND t.read_y1
WHERE t.tile = :tile AND f.weight IS NOT NULL AND f.group_key IS NOT NULL AND f.id IS NOT NULL;
CREATE INDEX held_key ON held(id, group_key);

CREATE TABLE member AS
SELECT m.id, m.group_key, m.cluster, m.kind, h.owned
FROM cl_dbscan((SELECT cl_points(id, x, y, weight, group_key) FROM held), :eps, :min_points, :metric) AS m
JOIN held AS h ON h.id = m.id AND h.group_key = m.group_key;

-- What the other tiles have to know: how large each cluster is here, and the core firms that several tiles read.
CREATE TABLE part AS
SELECT group_key, cluster, sum(owned) AS owned, min(CASE WHEN owned THEN id END) AS smallest
FROM member WHERE cluster IS NOT NULL GROUP BY group_key, cluster;

CREATE TABLE seen_by_several AS
SELECT m.id, m.group_key, m.cluster
FROM member AS m
JOIN held AS h ON h.id = m.id AND h.group_key = m.group_key
WHERE m.kind = 'core'
  AND (NOT h.owned OR EXISTS (SELECT 1 FROM cut.tile AS o WHERE o.tile <> :tile
                              AND h.x BETWEEN o.read_x0 AND o.read_x1 AND h.y BETWEEN o.read_y0 AND o.read_y1));
