#!/usr/bin/env bash
# The table of the benchmarks, from result lines made up here: limits kept or not, multiples of our time, whether a
# peer's answer is ours, and what could not be measured. No benchmark runs.
set -euo pipefail

root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
table=$(awk -f "$root/tests/bench/table.awk" <<'LINES'
1000	DBSCAN 1, 2	ClusterLite	0.5	0.2	4 x, 100 B	120	clusters=3 clustered=70 core=60
1000	cl_none	ClusterLite	not registered: cl_none				
1000	DBSCAN 1, 2	same	1	0.25		40	clusters=3 clustered=70
1000	DBSCAN 1, 2	other	5e-3			40	clusters=3 clustered=71 core=60.0
1000	DBSCAN 1, 2	slow	> 120 s				
1000	quotients	ClusterLite	3	0.5	2 s		7 quotients
1000	quotients	peer	1.5	0.5			7 quotients
1000	quotients	wrong	30				8 quotients
2000	lookup	ClusterLite	4e-06	1	5e-6 s		
LINES
)
expected='
1000 firms time x scan x ours ns/firm B/firm limits answer
DBSCAN 1, 2 ClusterLite 500 ms 2.50 500000 120 4 x kept, 100 B OVER clusters=3 clustered=70 core=60
same 1.00 s 4.00 2 1000000 40 same clusters
other 5 ms 0.01 5000 40 differs: clustered 71 (ours 70)
slow > 120 s
cl_none ClusterLite not registered: cl_none
quotients ClusterLite 3.00 s 6.00 3000000 2.00 s OVER 7 quotients
peer 1.50 s 3.00 0.5 1500000 same answer
wrong 30.00 s 10 30000000 8 quotients

2000 firms time x scan x ours ns/firm B/firm limits answer
lookup ClusterLite 4 us 2 5 us kept'
found=$(sed -E 's/ +/ /g; s/^ //; s/ $//' <<<"$table")
if [ "$found" != "$expected" ]; then
  diff <(echo "$expected") <(echo "$found") || true
  exit 1
fi
