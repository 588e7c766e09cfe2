# PostGIS and PostgreSQL through a server of their own: a directory under $work, a private socket, no port.
# Sourced by tests/bench/run.sh after common.sh.
# shellcheck shell=bash disable=SC2154

postgis_bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1 || true)
postgis_home=''
postgis_user=()

# Says why there is no PostGIS, or nothing.
postgis_absent() {
  if [ -z "$postgis_bin" ] || [ ! -x "$postgis_bin/initdb" ]; then
    echo "PostgreSQL's server is not installed (postgresql-15-postgis-3)"
  elif ! ls "$postgis_bin"/../../../../share/postgresql/*/extension/postgis.control >/dev/null 2>&1; then
    echo "PostGIS is not installed (postgresql-15-postgis-3)"
  elif [ "$(id -u)" -eq 0 ] && ! { command -v runuser >/dev/null && getent passwd postgres >/dev/null; }; then
    echo "PostgreSQL's server does not run as root, and there is no user postgres to run it"
  fi
}

postgis_start() {
  postgis_home=$work/postgis
  mkdir "$postgis_home"
  if [ "$(id -u)" -eq 0 ]; then
    postgis_user=(runuser -u postgres --)
    chmod 755 "$work"
    chown postgres "$postgis_home"
  fi
  say "starting a PostgreSQL server in $postgis_home"
  (cd "$postgis_home" && "${postgis_user[@]}" "$postgis_bin/initdb" -D "$postgis_home/data" -A trust -U bench >"$work/initdb.log" 2>&1)
  local settings="-k $postgis_home -c listen_addresses= -c fsync=off -c shared_buffers=1GB -c work_mem=256MB -c jit=off"
  # Each of its processes has the limit of memory.
  (cd "$postgis_home" && ulimit -v "$peer_kilobytes" &&
    "${postgis_user[@]}" "$postgis_bin/pg_ctl" -D "$postgis_home/data" -w -o "$settings" -l "$postgis_home/log" start >/dev/null) &&
    postgis -c 'CREATE EXTENSION postgis' >/dev/null
}

postgis_stop() {
  [ -n "$postgis_home" ] || return 0
  (cd "$postgis_home" && "${postgis_user[@]}" "$postgis_bin/pg_ctl" -D "$postgis_home/data" -m immediate stop >/dev/null 2>&1) || true
  postgis_home=''
}

postgis() { psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$postgis_home" -U bench postgres "$@"; }

postgis_version() { postgis -c "SELECT 'PostgreSQL ' || current_setting('server_version') || ', PostGIS ' || postgis_lib_version()"; }

# postgis_load_firms FIRMS.CSV
postgis_load_firms() {
  say "PostgreSQL: loading $1"
  postgis <<SQL
SET client_min_messages = warning;
DROP TABLE IF EXISTS firms;
CREATE TABLE firms(id bigint, x float8, y float8, district text, industry text, employees int);
\\copy firms FROM '$1' CSV HEADER
VACUUM ANALYZE firms;
SQL
}

# postgis_load_geometries MEMBERS.CSV: what PostGIS clusters, and the clusters whose hulls it draws.
postgis_load_geometries() {
  postgis <<SQL
SET client_min_messages = warning;
DROP TABLE IF EXISTS places, members, member;
CREATE TABLE places AS SELECT id, ST_MakePoint(x, y) AS geom FROM firms;
CREATE TABLE members(cluster int, id bigint, x float8, y float8);
\\copy members FROM '$1' CSV HEADER
CREATE TABLE member AS SELECT cluster, ST_MakePoint(x, y) AS geom FROM members;
VACUUM ANALYZE places;
VACUUM ANALYZE member;
SQL
}

# postgis_query RUNS SQL: prints the median of the seconds, 0 for the memory, and the answer, as other peers do.
postgis_query() {
  local run
  {
    printf 'SET statement_timeout = %s;\n\\timing on\n' "$((peer_seconds * 1000))"
    for ((run = 0; run < $1; ++run)); do printf '%s;\n' "$2"; done
  } | postgis | awk '/^Time:/ { print $2 / 1000; next } { answer = $0 } END { print "answer", answer }' |
    sort -g | awk '/^answer/ { sub(/^answer /, ""); answer = $0; next } { time[++n] = $1 }
                   END { if (n) printf "%.4g\t0\t%s\n", time[int((n + 1) / 2)], answer }'
}

# The whole statement is measured: PostGIS, like us, reads its rows.
postgis_dbscan() {
  postgis_query 1 "SELECT 'clusters=' || count(DISTINCT c) || ' clustered=' || count(c)
    FROM (SELECT ST_ClusterDBSCAN(geom, $1, $2) OVER () AS c FROM places) AS found"
}

postgis_questions() {
  local firms=$1 name
  ask_dbscan "$firms" PostGIS postgis_dbscan
  if [ "$firms" -ge 100000 ] && [ "$firms" -lt 10000000 ]; then
    ask "$firms" 'convex hulls' PostGIS postgis_query 3 \
      "SELECT 'hulls=' || count(h) FROM (SELECT ST_ConvexHull(ST_Collect(geom)) AS h FROM member GROUP BY cluster) AS hulls" || true
    ask "$firms" 'concave hulls' PostGIS postgis_query 3 \
      "SELECT 'hulls=' || count(h) FROM (SELECT ST_ConcaveHull(ST_Collect(geom), 0.3) AS h FROM member GROUP BY cluster) AS hulls" || true
  fi
  for name in location_quotients:'location quotients' herfindahl:'Herfindahl of industries'; do
    ask "$firms" "${name#*:}" PostgreSQL postgis_query 3 "$(cat "$peers/${name%%:*}.sql")" || true
  done
}
