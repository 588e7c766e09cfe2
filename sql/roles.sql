-- Who stands in a cluster's territory, and who is missing: production, research, support, public. Reads schema.sql, profile.sql.
--
--   SELECT * FROM cluster_roles WHERE industry = 'J62' AND cluster = 1;
--   SELECT industry, cluster, completeness, missing_roles FROM cluster_completeness;
--
--   role_targets          the roles a cluster wants, yours to change: UPDATE role_targets SET minimum = 3 WHERE role = 'research';
--   cluster_roles         one row per industry, cluster and role
--   territory_roles       both of these at once
--   cluster_completeness  one row per industry and cluster: roles present, roles missing, how even the mix is
--   cluster_territory     the firms of a territory by name, one cluster at a time
--   role_links            ties between roles beside chance, in the whole city and inside each cluster
--   role_distance         how far it is from the firms of one role to the nearest firm of another
--
-- The territory of a cluster is all that lies within eps (cluster_parameters) of any of its members, of any industry: a
-- cluster of one industry cannot contain a university or a bank, a territory can. Territories may overlap.

-- A file from version 0.1 may have its own open_firms and no register_firms that fits: said here, before a view needs it.
.bail on
DROP TABLE IF EXISTS temp.register_firms_check;
CREATE TEMP TABLE register_firms_check (missing TEXT);
CREATE TEMP TRIGGER register_firms_check_fails BEFORE INSERT ON register_firms_check
BEGIN
  SELECT RAISE(ABORT, 'sql/roles.sql: register_firms lacks columns that the diagnosis reads. Nothing was changed. Drop the view register_firms and create it over your table with firm_id, industry, role, district, x, y, employees, founded and closed, NULL where there is nothing (NULL AS role); an example stands in sql/schema.sql. Then read roles.sql again.');
END;
INSERT INTO register_firms_check
SELECT needed.column1
FROM (VALUES ('firm_id'), ('industry'), ('role'), ('district'), ('x'), ('y'), ('founded'), ('closed')) AS needed
WHERE needed.column1 NOT IN (SELECT lower(name) FROM pragma_table_info('register_firms'));
DROP TABLE temp.register_firms_check;

CREATE TABLE IF NOT EXISTS role_targets (
  role          TEXT PRIMARY KEY NOT NULL,  -- as in firms.role
  minimum       NUMERIC CHECK (minimum IS NULL OR (typeof(minimum) IN ('integer', 'real') AND minimum >= 0)),
                                            -- so many firms in the territory are enough; NULL: the role only informs
  target_share  REAL CHECK (target_share IS NULL OR (typeof(target_share) IN ('integer', 'real') AND target_share >= 0))
                                            -- of the firms of these roles, for mix_gap: set your own
);
INSERT OR IGNORE INTO cluster_editions SELECT 'role targets', EXISTS (SELECT 1 FROM role_targets);
INSERT OR IGNORE INTO role_targets
SELECT column2, column3, column4
FROM (VALUES (1, 'production', 1, .25), (1, 'research', 1, .25), (1, 'support', 1, .25), (1, 'public', NULL, .25))
WHERE column1 > (SELECT edition FROM cluster_editions WHERE filled = 'role targets');
UPDATE cluster_editions SET edition = 1 WHERE filled = 'role targets';

DROP VIEW IF EXISTS role_distance;
DROP VIEW IF EXISTS role_links;
DROP VIEW IF EXISTS cluster_completeness;
DROP VIEW IF EXISTS cluster_roles;
DROP VIEW IF EXISTS territory_roles;
DROP VIEW IF EXISTS cluster_territory;
DROP VIEW IF EXISTS open_roles;

-- The open firms with what register_firms knows of their role. A firm that open_firms took from elsewhere has none.
CREATE VIEW open_roles AS
SELECT f.firm_id, f.industry, f.district, f.x, f.y, nullif(r.role, '') AS role
FROM open_firms AS f
LEFT JOIN register_firms AS r ON r.firm_id = f.firm_id AND nullif(r.industry, '') IS f.industry;

-- cluster_roles and cluster_completeness in one, so that who needs both asks once.
CREATE VIEW territory_roles AS
WITH
  -- A firm that stands in two industries counts in each, as everywhere; ids of points must be unique, so they are numbered.
  firms AS (
    SELECT row_number() OVER () AS point, x, y, role FROM open_roles
    WHERE x IS NOT NULL AND y IS NOT NULL  -- the others are in no territory
    LIMIT -1
  ),
  city AS (
    SELECT nullif(industry, '?') AS role, firms
    FROM cl_location_quotient((SELECT cl_crosstab('everywhere', ifnull(role, '?')) FROM firms))
    LIMIT -1
  ),
  roles AS (
    SELECT role FROM role_targets
    UNION
    SELECT role FROM city  -- NULL among them when there are firms whose role is not known
  ),
  members AS (
    SELECT m.firm_id, m.industry, m.cluster, m.x, m.y, m.industry || ' ' || m.cluster AS label, nullif(r.role, '') AS role
    FROM cluster_members AS m
    LEFT JOIN register_firms AS r ON r.firm_id = m.firm_id AND nullif(r.industry, '') IS m.industry
    WHERE m.cluster IS NOT NULL
    LIMIT -1
  ),
  members_of_role AS (SELECT label, industry, cluster, role, count(*) AS members FROM members GROUP BY label, role LIMIT -1),
  clusters AS (SELECT DISTINCT label, industry, cluster FROM members_of_role),
  around AS (
    SELECT cluster AS label, nullif(kind, '?') AS role, firms, nearest_m
    FROM cl_territory((SELECT cl_points(point, x, y, 1, ifnull(role, '?')) FROM firms),
                      (SELECT cl_points(firm_id, x, y, 1, label) FROM members),
                      (SELECT eps FROM cluster_parameters),
                      (SELECT metric FROM cluster_parameters))
    LIMIT -1
  ),
  totals AS (
    SELECT label, sum(firms) AS firms, sum(iif(role IS NULL, 0, firms)) AS firms_with_role FROM around GROUP BY label LIMIT -1
  ),
  counted AS (
    SELECT c.label, c.industry, c.cluster, r.role, t.firms AS all_firms, t.firms_with_role > 0 AS known, a.nearest_m,
           iif(t.firms_with_role > 0 OR r.role IS NULL, ifnull(m.members, 0), NULL) AS members,
           iif(t.firms_with_role > 0 OR r.role IS NULL, ifnull(a.firms, 0), NULL) AS firms,
           1.0 * y.firms / (SELECT sum(firms) FROM city) AS share_of_city
    FROM clusters AS c
    CROSS JOIN roles AS r
    LEFT JOIN totals AS t ON t.label = c.label
    LEFT JOIN around AS a ON a.label = c.label AND a.role IS r.role
    LEFT JOIN members_of_role AS m ON m.label = c.label AND m.role IS r.role
    LEFT JOIN city AS y ON y.role IS r.role
    LIMIT -1
  ),
  complete AS (
    SELECT label,
           sum(firms) FILTER (WHERE role = 'production') AS production, sum(firms) FILTER (WHERE role = 'research') AS research,
           sum(firms) FILTER (WHERE role = 'support') AS support, sum(firms) FILTER (WHERE role = 'public') AS public,
           1.0 * sum(firms >= minimum) / count(minimum) AS completeness,
           group_concat(iif(firms < minimum, role, NULL), ', ') AS missing_roles,
           -- 1: equally many of each of the R target roles, 0: all of one. Its logarithm is that of R, also of absent roles.
           iif(sum(firms) > 0, cl_evenness(firms), NULL) AS evenness,
           iif(sum(firms) > 0, cl_hoover(firms, target_share), NULL) AS mix_gap
    FROM (SELECT c.label, c.role, c.firms, t.minimum, t.target_share
          FROM counted AS c JOIN role_targets AS t ON t.role = c.role
          ORDER BY c.label, t.rowid)
    GROUP BY label
    LIMIT -1
  )
SELECT c.industry, c.cluster, c.role, c.members, c.firms AS territory_firms,
       iif(c.known, 1.0 * c.firms / c.all_firms, NULL) AS share,
       iif(c.known, 1.0 * c.firms / c.all_firms / c.share_of_city, NULL) AS role_lq,
       c.nearest_m, c.all_firms, k.production, k.research, k.support, k.public, k.completeness, k.missing_roles, k.evenness,
       k.mix_gap
FROM counted AS c
LEFT JOIN complete AS k ON k.label = c.label;

CREATE VIEW cluster_roles AS
SELECT industry, cluster,
       role,                       -- NULL: the firms whose role is not known, if there are any
       members,                    -- members of this role
       territory_firms,            -- firms of this role, of any industry, in the territory; NULL when no role is known there
       share,                      -- of all firms of the territory
       role_lq,                    -- that share / the role's share of the city's located firms
       nearest_m                   -- median over the members of the distance to the nearest firm of this role
FROM territory_roles;

CREATE VIEW cluster_completeness AS
SELECT industry, cluster,
       production, research, support, public,  -- firms in the territory
       completeness,               -- roles with their minimum / roles that have a minimum
       missing_roles,
       evenness,                   -- 1: equally many of each target role, 0: all of one
       mix_gap                     -- 0: the target shares; 1: nothing of them
FROM territory_roles
WHERE role IN (SELECT role FROM role_targets)
GROUP BY industry, cluster;

-- For one cluster: SELECT ... WHERE industry = 'C21' AND cluster = 1. Without WHERE it lists the territories of all.
-- First the firms in a box around the members, then those of them that are within eps of one. (Degrees: no box.)
CREATE VIEW cluster_territory AS
SELECT c.industry, c.cluster, n.id AS firm_id
FROM (
  SELECT industry, cluster, cl_points(firm_id, x, y) AS members,
         min(x + 0) - eps AS west, max(x + 0) + eps AS east, min(y + 0) - eps AS south, max(y + 0) + eps AS north, eps, metric
  FROM cluster_members CROSS JOIN cluster_parameters
  WHERE cluster IS NOT NULL
  GROUP BY industry, cluster
) AS c
JOIN cl_nearest((SELECT cl_points(firm_id, x, y)
                 FROM (SELECT f.firm_id, f.x, f.y
                       FROM open_firms AS f
                       WHERE c.metric = 'geodesic' OR (f.x + 0 BETWEEN c.west AND c.east AND f.y + 0 BETWEEN c.south AND c.north)
                       GROUP BY f.firm_id)),
                c.members, 1, c.metric) AS n
WHERE n.distance <= c.eps;

-- industry and cluster are NULL in the rows of the whole city; the others count the ties between two members.
CREATE VIEW role_links AS
WITH
  firms AS (SELECT firm_id, role FROM open_roles LIMIT -1),
  members AS (
    SELECT m.firm_id, m.industry, m.cluster, nullif(r.role, '') AS role
    FROM cluster_members AS m
    LEFT JOIN register_firms AS r ON r.firm_id = m.firm_id AND nullif(r.industry, '') IS m.industry
    WHERE m.cluster IS NOT NULL
    LIMIT -1
  ),
  ties AS (
    SELECT a.industry, a.cluster, cl_links(l.from_id, l.to_id, l.weight) AS links
    FROM links AS l
    JOIN members AS a ON a.firm_id = l.from_id
    JOIN members AS b ON b.firm_id = l.to_id AND b.industry = a.industry AND b.cluster = a.cluster
    GROUP BY a.industry, a.cluster
  ),
  roles AS (SELECT industry, cluster, cl_labels(firm_id, role) AS labels FROM members GROUP BY industry, cluster)
SELECT NULL AS industry, NULL AS cluster, label_from AS role_from, label_to AS role_to,
       links, weight, expected, quotient, z, weight_quotient
FROM cl_link_matrix(cl_links_among((SELECT cl_links(from_id, to_id, weight) FROM links),
                                   (SELECT cl_labels(firm_id, NULL) FROM open_firms)),
                    (SELECT cl_labels(firm_id, role) FROM firms))
UNION ALL
SELECT t.industry, t.cluster, x.label_from, x.label_to, x.links, x.weight, x.expected, x.quotient, x.z, x.weight_quotient
FROM ties AS t
JOIN roles AS r ON r.industry = t.industry AND r.cluster = t.cluster
JOIN cl_link_matrix(t.links, r.labels) AS x;

CREATE VIEW role_distance AS
WITH
  roles AS (
    SELECT role, cl_points(firm_id, x, y) AS points
    FROM (SELECT role, firm_id, x, y FROM open_roles WHERE role IS NOT NULL GROUP BY role, firm_id)
    GROUP BY role
    LIMIT -1
  ),
  nearest AS (  -- two, as a firm is its own nearest of its own role
    SELECT a.role AS role_from, b.role AS role_to, n.id, min(n.distance) AS distance
    FROM roles AS a
    CROSS JOIN roles AS b
    CROSS JOIN cl_nearest(a.points, b.points, 2, (SELECT metric FROM cluster_parameters)) AS n
    WHERE n.nearest_id <> n.id
    GROUP BY a.role, b.role, n.id
  ),
  ranked AS (
    SELECT *, row_number() OVER (PARTITION BY role_from, role_to ORDER BY distance) AS place,
           count(*) OVER (PARTITION BY role_from, role_to) AS places
    FROM nearest
  )
SELECT role_from, role_to,
       places AS firms,                              -- located firms of role_from
       avg(distance) AS median_m                     -- median distance to the nearest other firm of role_to
FROM ranked
WHERE place IN ((places + 1) / 2, (places + 2) / 2)
GROUP BY role_from, role_to;
