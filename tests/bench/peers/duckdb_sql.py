"""DuckDB over the firms of a CSV file, read into its own column store first: the hand-written SQL.

duckdb_sql.py FIRMS.CSV QUERY.SQL

Prints the median seconds of three runs, 0 for the memory, which is not measured, and the answer, divided by tabs.
"""
import sys
import time

import duckdb

db = duckdb.connect()
csv = sys.argv[1].replace("'", "''")
db.execute(f"CREATE TABLE firms AS SELECT * FROM read_csv_auto('{csv}')")
with open(sys.argv[2], encoding="utf-8") as file:
    sql = file.read()
times = []
for _ in range(3):
    start = time.perf_counter()
    answer = db.execute(sql).fetchall()
    times.append(time.perf_counter() - start)
print(f"{sorted(times)[1]:.4g}\t0\t{answer[0][0]}")
