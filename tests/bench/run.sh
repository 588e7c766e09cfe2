#!/usr/bin/env bash
# Builds and runs the benchmarks, ours beside the bare scan and every peer that is installed, and prints one table.
#
#   tests/bench/run.sh [options] [firms ...]      default: 100000 1000000 10000000
#
#   --quick            100000 and 1000000 firms; peers at 100000 only
#   --no-peers         only ours and SQLite's own SQL
#   --statistics       spatial autocorrelation, curves and patterns too, beside R spdep and spatstat
#   --algorithms       the algorithms alone too, data in memory (Google Benchmark)
#   --install-peers    install the peers first (apt-get)
#   --peer-time S      what one question may take a peer, in seconds (120)
#   --peer-memory G    and in GiB (three quarters of what is free)
#   --results FILE     keep the result lines (see table.awk)
#
# Peers: scikit-learn, R's package dbscan, PostGIS (through a server that is started and stopped here), DuckDB,
# hand-written SQL in SQLite. The data are made once and stay in the directory for temporary files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
peers=$PWD/tests/bench/peers

sizes=()
quick=''
with_peers=yes
install=''
algorithms=''
statistics=''
peer_seconds=120
peer_kilobytes=$(awk '/^MemAvailable:/ { printf "%d", $2 * 3 / 4 }' /proc/meminfo)
results=''
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=yes ;;
    --no-peers) with_peers='' ;;
    --algorithms) algorithms=yes ;;
    --statistics) statistics=yes ;;
    --install-peers) install=yes ;;
    --peer-time) peer_seconds=$2; shift ;;
    --peer-memory) peer_kilobytes=$(($2 << 20)); shift ;;
    --results) results=$2; shift ;;
    -*) sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    *) sizes+=("$(printf '%.0f' "$1")") ;;  # 1e6 too
  esac
  shift
done
if [ ${#sizes[@]} -eq 0 ]; then
  sizes=(100000 1000000)
  [ -n "$quick" ] || sizes+=(10000000)
fi

# shellcheck disable=SC2034  # used by peers/common.sh
readonly peer_seconds peer_kilobytes
work=$(mktemp -d)
[ -n "$results" ] || results=$work/results
: >"$results"
# shellcheck source=tests/bench/peers/common.sh
. "$peers/common.sh"
# shellcheck source=tests/bench/peers/postgis.sh
. "$peers/postgis.sh"
trap 'postgis_stop; rm -rf "$work"' EXIT

if [ -n "$install" ]; then
  sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  say "installing the peers (apt-get)"
  "${sudo[@]}" apt-get update -q >&2
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
    python3-sklearn r-cran-dbscan r-cran-spdep r-cran-spatstat postgresql-15-postgis-3 >&2
fi
ext/build.sh --bench
bench=build/tests/bench

# ---- which peers are there

notes=()
sklearn='' rdbscan='' duckdb='' postgis=''
absent() { notes+=("absent: $1"); }

# The Python that has a module: the first one found, or else the system's.
python_with() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -c "import $1" 2>/dev/null; then
      echo "$python"
      return
    fi
  done
  return 1
}
version_of() { "$1" -c "import $2; print($2.__version__)"; }

find_peers() {
  if sklearn=$(python_with sklearn); then
    notes+=("scikit-learn $(version_of "$sklearn" sklearn)")
  else
    absent "scikit-learn (python3-sklearn)"
  fi
  if rdbscan=$(Rscript -e 'cat(as.character(packageVersion("dbscan")))' 2>/dev/null); then
    notes+=("R dbscan $rdbscan")
  else
    absent "R dbscan (r-cran-dbscan)"
  fi
  if duckdb=$(python_with duckdb); then
    notes+=("DuckDB $(version_of "$duckdb" duckdb)")
  else
    absent "DuckDB (its Python module)"
  fi
  local why
  why=$(postgis_absent)
  if [ -n "$why" ]; then
    absent "PostGIS: $why"
  elif postgis_start; then
    postgis=$(postgis_version)
    notes+=("$postgis")
  else
    absent "PostGIS: the server did not start: $(tail -1 "$work/initdb.log")"
  fi
}
[ -z "$with_peers" ] || find_peers

# ---- ours, and the peers, size by size

# export_csv DATABASE FIRMS: the same firms and the same clusters for all, once.
export_csv() {
  firms_csv=${1%.db}.csv members_csv=${1%.db}-members.csv
  if [ ! -s "$firms_csv" ]; then
    sqlite3 -csv -header "$1" 'SELECT id, x, y, district, industry, employees FROM firms' >"$work/csv"
    mv "$work/csv" "$firms_csv"
    chmod a+r "$firms_csv"
  fi
  [ "$2" -lt 10000000 ] || return 0
  sqlite3 -csv -header -cmd '.load build/mod_clusterlite' "$1" <"$peers/members.sql" >"$members_csv"
}

ask_peers() {
  local firms=$1 database name
  database=$("$bench/make_city" "$firms")
  export_csv "$database" "$firms"
  if [ -n "$sklearn" ] && [ "$firms" -ge 100000 ]; then
    ask_dbscan "$firms" scikit-learn "$sklearn" "$peers/scikit_learn.py" "$firms_csv" dbscan
    [ "$firms" -gt 1000000 ] ||
      ask "$firms" '10 nearest neighbours' scikit-learn "$sklearn" "$peers/scikit_learn.py" "$firms_csv" neighbours 10 || true
  fi
  if [ -n "$rdbscan" ]; then
    ask_dbscan "$firms" 'R dbscan' Rscript "$peers/r_dbscan.R" "$firms_csv" dbscan
    [ "$firms" -gt 10000 ] || ask "$firms" 'HDBSCAN 10' 'R dbscan' Rscript "$peers/r_dbscan.R" "$firms_csv" hdbscan 10 || true
    if [ "$firms" -eq 100000 ]; then
      ask "$firms" 'OPTICS 250, 10' 'R dbscan' Rscript "$peers/r_dbscan.R" "$firms_csv" optics 250 10 || true
      ask "$firms" '10 nearest neighbours' 'R dbscan' Rscript "$peers/r_dbscan.R" "$firms_csv" neighbours 10 || true
    fi
  fi
  [ "$firms" -ge 100000 ] || return 0
  if [ -n "$duckdb" ]; then
    for name in location_quotients:'location quotients' herfindahl:'Herfindahl of industries'; do
      ask "$firms" "${name#*:}" DuckDB "$duckdb" "$peers/duckdb_sql.py" "$firms_csv" "$peers/${name%%:*}.sql" || true
    done
  fi
  if [ -n "$postgis" ]; then
    postgis_load_firms "$firms_csv"
    [ "$firms" -ge 10000000 ] || postgis_load_geometries "$members_csv"
    postgis_questions "$firms"
  fi
}

for firms in 10000 "${sizes[@]}"; do
  say "$firms firms"
  "$bench/statements_bench" "$firms" "$([ "$firms" -lt 10000000 ] && echo 5 || echo 3)" >>"$results"
  if [ "$firms" -eq 1000000 ]; then
    "$bench/statements_bench" --worst-cases "$firms" 3 >>"$results"
    "$bench/live_bench" "$firms" >>"$results"
  fi
  [ "$firms" -lt 1000000 ] || "$bench/stop_bench" "$firms" "$([ "$firms" -lt 10000000 ] && echo 20 || echo 10)" >>"$results"
  if [ -n "$with_peers" ] && { [ -z "$quick" ] || [ "$firms" -le 100000 ]; }; then ask_peers "$firms"; fi
done

printf '%s, %s cores, %s GiB, %s\n' "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -1)" \
  "$(getconf _NPROCESSORS_ONLN)" "$(awk '/^MemTotal:/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" \
  "$(sqlite3 :memory: '.load build/mod_clusterlite' 'SELECT cl_build()')"
echo 'Ours, the scan and SQL in SQLite: medians of 5 fresh processes (3 at ten million, 1 where it takes over 10 s).'
[ ${#notes[@]} -eq 0 ] || printf '%s\n' "${notes[@]}"
awk -f tests/bench/table.awk "$results"
if [ -n "$statistics" ]; then
  echo
  "$bench/curves_bench" 100000
  for name in ${with_peers:+spdep spatstat}; do
    if Rscript -e "library($name)" >/dev/null 2>&1; then
      Rscript "$peers/r_$name.R" "$("$bench/make_city" 100000)"
    else
      echo "absent: R $name (r-cran-$name)"
    fi
  done
fi
if [ -n "$algorithms" ]; then
  echo
  "$bench/algorithms_bench" --benchmark_filter='/1000000'
fi
