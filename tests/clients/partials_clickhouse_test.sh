#!/usr/bin/env bash
# Cells from ClickHouse: two servers with half of the firms each give the same bits as the firms in one file; sums that would
# wrap are an error.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/partials.sh"
source_dir="${CLUSTERLITE_SOURCE_DIR:?set CLUSTERLITE_SOURCE_DIR to the source directory}"
needs_program sqlite3 clickhouse-server clickhouse-client

work="$(mktemp -d)"
pids=()
stop() {
  [ ${#pids[@]} -eq 0 ] || kill -9 "${pids[@]}" 2> /dev/null || true
  wait 2> /dev/null || true
  rm -rf "$work"
}
trap stop EXIT
first=$((20000 + $$ % 10000))

start() { # name, port
  mkdir -p "$work/$1/data" "$work/$1/tmp"
  cat > "$work/$1/config.xml" << XML
<yandex>
  <logger><level>warning</level><log>$work/$1/log</log><errorlog>$work/$1/errors</errorlog></logger>
  <tcp_port>$2</tcp_port><listen_host>127.0.0.1</listen_host><timezone>UTC</timezone>
  <path>$work/$1/data/</path><tmp_path>$work/$1/tmp/</tmp_path><users_config>$work/$1/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database><mark_cache_size>5368709</mark_cache_size>
  <remote_servers><city>
    <shard><replica><host>127.0.0.1</host><port>$first</port></replica></shard>
    <shard><replica><host>127.0.0.1</host><port>$((first + 1))</port></replica></shard>
  </city></remote_servers>
</yandex>
XML
  cat > "$work/$1/users.xml" << 'XML'
<yandex>
  <profiles><default><max_memory_usage>1000000000</max_memory_usage></default></profiles>
  <users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
  <quotas><default/></quotas>
</yandex>
XML
  clickhouse-server --config-file="$work/$1/config.xml" > "$work/$1/out" 2>&1 &
  pids+=($!)
}
query() { clickhouse-client --host 127.0.0.1 --port "$1" "${@:2}"; }
start a "$first"
start b $((first + 1))

make_firms "$work/one.db"
for half in 0 1; do
  port=$((first + half))
  for _ in $(seq 1 100); do query $port --query "SELECT 1" > /dev/null 2>&1 && break || sleep .2; done
  query $port --query "SELECT 1" > /dev/null 2>&1 || skip "no server could be started on port $port"
  query $port --query "CREATE TABLE firms(id Int64, district String, industry String, employees Nullable(Int64)) ENGINE = Memory"
  shell -csv -nullvalue '\N' "$work/one.db" "SELECT * FROM firms WHERE id % 2 = $half" | query $port --query "INSERT INTO firms FORMAT CSV"
  query $port --query "CREATE VIEW clusterlite_firms AS SELECT district AS region, industry, employees AS value FROM firms"
  query $port --multiquery < "$source_dir/sql/partials/clickhouse.sql"
done
query "$first" --query "SELECT * FROM cluster('city', default, clusterlite_cells) FORMAT CSVWithNames" > "$work/cells.csv"

for _ in $(seq 1 300); do echo "1,d1,c1,1000000000"; done | query "$first" --query "INSERT INTO firms FORMAT CSV"
query "$first" --query "SELECT region FROM clusterlite_cells" > "$work/wrapped" 2>&1 && fail "a sum of fourth powers wraps: $(cat "$work/wrapped")"
grep -q throwIf "$work/wrapped" || fail "another error than the one of too large sums: $(cat "$work/wrapped")"

compare_cells "$work/one.db" "$work/cells.csv" '\N' "ClickHouse $(query "$first" --query "SELECT version()")"
