-- The end of the demo: where to go from here.

.headers off
.mode list
.print
.print "GOING ON"
.print
.print "The database is build/seoul.db, for any SQLite client that has loaded build/mod_clusterlite.so:"
.print
.print "  sqlite3 build/seoul.db -cmd '.load build/mod_clusterlite' -cmd '.mode box'"
.print
.print "Python, R, QGIS and DB Browser for SQLite: README.md. Queries to begin with:"
.print
.print "  SELECT * FROM cluster_diagnosis;"
.print "  UPDATE cluster_parameters SET eps = 300;           -- then the same again"
.print "  SELECT * FROM location_quotients WHERE region = 'Jung-gu' ORDER BY lq DESC;"
.print "  SELECT cluster, kind, count(*) FROM it_clusters GROUP BY cluster, kind;"
.print "  SELECT name, signature, summary FROM cl_functions;"
.print
SELECT printf('%-9s %s', iif(line = 0, 'Tables', ''), group_concat(name, ', '))
FROM (SELECT name, (row_number() OVER (ORDER BY name) - 1) / 4 AS line FROM sqlite_master
      WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%')
GROUP BY line;
SELECT printf('Current   %s  (permanent tables of ClusterLite: they follow the firms)', group_concat(name, ', '))
FROM (SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%' ORDER BY name);
SELECT printf('%-9s %s', iif(line = 0, 'Views', ''), group_concat(name, ', '))
FROM (SELECT name, (row_number() OVER (ORDER BY name) - 1) / 4 AS line FROM sqlite_master WHERE type = 'view')
GROUP BY line;
.print
.print "The files in sql/ make them. Every function: sql/REFERENCE.md. More pages:"
.print "sql/examples/. What was planted in the city, to check these findings against: fixtures/README.md."
