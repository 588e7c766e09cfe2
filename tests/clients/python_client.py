"""What a Python program does with ClusterLite: aggregates, table-valued functions, permanent tables, data sets as bytes,
errors as exceptions, stopping from another thread and by a progress handler, connections in several threads."""
import os
import sqlite3
import sys
import tempfile
import threading
import time
import unittest

MODULE = sys.argv.pop()

FIRMS = [
    (1, "J62", "Gangnam-gu", 0.0, 0.0, 12),
    (2, "J62", "Gangnam-gu", 300.0, 0.0, 3),
    (3, "J62", "Seocho-gu", 0.0, 300.0, 40),
    (4, "C14", "Seocho-gu", 5000.0, 5000.0, 7),
    (5, "J62", "Jung-gu", None, None, None),
]


def connect(path=":memory:", **options):
    connection = sqlite3.connect(path, **options)
    connection.enable_load_extension(True)
    connection.load_extension(MODULE)
    connection.enable_load_extension(False)
    return connection


def with_firms(path=":memory:"):
    connection = connect(path)
    connection.execute("CREATE TABLE firms(id INTEGER PRIMARY KEY, industry, district, x, y, employees)")
    connection.executemany("INSERT INTO firms VALUES (?, ?, ?, ?, ?, ?)", FIRMS)
    connection.commit()
    return connection


def with_crowd(firms=200_000):
    """A crowd in which listing the neighbours of all takes minutes."""
    connection = connect()
    connection.execute("CREATE TABLE crowd(id INTEGER PRIMARY KEY, x, y)")
    connection.execute(
        "INSERT INTO crowd WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " SELECT i, i * 7919 % 100003, i * 104729 % 99991 FROM n", (firms,))
    return connection


LONG = "SELECT sum(distance) FROM cl_neighbours((SELECT cl_points(id, x, y) FROM crowd), 1000)"


class PythonClient(unittest.TestCase):
    def test_aggregates_and_windows(self):
        db = with_firms()
        herfindahl, = db.execute("SELECT cl_herfindahl(employees) FROM firms WHERE industry = 'J62'").fetchone()
        self.assertIsInstance(herfindahl, float)
        self.assertAlmostEqual(herfindahl, (12**2 + 3**2 + 40**2) / 55**2, places=15)
        self.assertEqual(db.execute("SELECT cl_herfindahl(employees) FROM firms WHERE 0").fetchone(), (None,))
        rows = db.execute("SELECT id, cl_concentration_ratio(1, employees) OVER (ORDER BY id) FROM firms").fetchall()
        self.assertEqual(rows[:2], [(1, 1.0), (2, 0.8)])

    def test_table_valued_function_with_parameters(self):
        db = with_firms()
        rows = db.execute(
            "SELECT id, cluster, kind FROM cl_dbscan((SELECT cl_points(id, x, y) FROM firms WHERE industry = ?), ?, ?)",
            ("J62", 500, 3)).fetchall()
        self.assertEqual(rows, [(1, 1, "core"), (2, 1, "core"), (3, 1, "core"), (5, None, None)])
        cursor = db.execute("SELECT * FROM cl_neighbour_count((SELECT cl_points(id, x, y) FROM firms), 310)")
        self.assertEqual([column[0] for column in cursor.description], ["id", "group_key", "neighbours", "weight_within"])
        self.assertEqual(cursor.fetchone(), (1, None, 3, 3.0))

    def test_data_sets_are_bytes(self):
        db = with_firms()
        data, = db.execute("SELECT cl_points(id, x, y) FROM firms").fetchone()
        self.assertIsInstance(data, bytes)
        self.assertEqual(len(data), 144 + 16 * len(FIRMS))
        other = connect()
        self.assertEqual(other.execute("SELECT kind, rows, located FROM cl_describe(?)", (data,)).fetchone(), ("points", 5, 4))
        self.assertEqual(other.execute("SELECT count(cluster) FROM cl_dbscan(?, 500, 3)", (data,)).fetchone(), (3,))
        self.assertEqual(other.execute("SELECT rows FROM cl_describe(?)", (memoryview(data),)).fetchone(), (5,))
        with self.assertRaisesRegex(sqlite3.OperationalError, "^cl_describe: argument 1 is a damaged data set: "):
            other.execute("SELECT rows FROM cl_describe(?)", (data[:-1],)).fetchone()

    def test_errors_are_operational_errors_with_the_whole_message(self):
        db = with_firms()
        for statement, message in {
            "SELECT * FROM cl_dbscan((SELECT cl_points(id, x, y) FROM firms), -5, 3)": "cl_dbscan: eps must be >= 0 (got -5)",
            "SELECT cl_points(id, industry, y) FROM firms": "cl_points: x must be a number (got 'J62' for id 1)",
            "SELECT cl_points(id, '강남', y) FROM firms": "cl_points: x must be a number (got '강남' for id 1)",
            "SELECT cl_points(CAST(x'FF41' AS TEXT), 'x', y) FROM firms":
                "cl_points: id must be text in UTF-8; this one is in another encoding, in Korea mostly CP949: convert the file "
                "by iconv -f CP949 -t UTF-8 and import it again (got X'FF41' for row 1)",
            "SELECT cl_lq(1, 2, 3)": "cl_lq: wrong number of arguments (got 3); expects cl_lq(local_industry, local_total, "
                                     "reference_industry, reference_total)",
            "CREATE VIRTUAL TABLE t USING cl_dbscan(source = firms, id = id, x = x, y = northing, eps = 5, min_points = 3)":
                "cl_dbscan: table t cannot read its source firms: no such column: firms.northing",
        }.items():
            with self.subTest(statement), self.assertRaises(sqlite3.OperationalError) as caught:
                db.execute(statement).fetchall()
            self.assertEqual(str(caught.exception), message)
        self.assertEqual(db.execute("SELECT cl_version() > '0'").fetchone(), (1,), "the connection works on")

    def test_permanent_table(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "firms.db")
            db = with_firms(path)
            db.execute("CREATE VIRTUAL TABLE clusters USING cl_dbscan(source = firms, id = id, x = x, y = y, eps = 500, min_points = 3)")
            count = "SELECT count(*) FROM clusters WHERE cluster = 1"
            self.assertEqual(db.execute(count).fetchone(), (3,))
            # Python opens a transaction before the INSERT.
            db.execute("INSERT INTO firms VALUES (6, 'J62', 'Jung-gu', 100, 100, 1)")
            self.assertEqual(db.execute(count).fetchone(), (4,))
            db.rollback()
            self.assertEqual(db.execute(count).fetchone(), (3,))
            db.commit()

            other = connect(path)
            self.assertEqual(other.execute(count).fetchone(), (3,))
            plain = sqlite3.connect(path)
            with plain:
                plain.execute("DELETE FROM firms WHERE id = 3")
            self.assertEqual(db.execute(count).fetchone(), (0,))
            self.assertEqual(other.execute(count).fetchone(), (0,))
            with self.assertRaisesRegex(sqlite3.OperationalError, "no such module: cl_dbscan"):
                plain.execute(count)

            copy = connect()
            db.backup(copy)
            self.assertEqual(copy.execute("SELECT count(*) FROM clusters WHERE kind = 'noise'").fetchone(), (3,))
            for connection in (db, other, plain, copy):
                connection.close()

    def expect_stop(self, db, stop):
        """Runs the long statement; `stop` is called with a function that notes the moment of stopping."""
        times = {}
        stop(lambda: times.setdefault("stopped", time.monotonic()))
        with self.assertRaises(sqlite3.OperationalError) as caught:
            db.execute(LONG).fetchall()
        self.assertEqual(str(caught.exception), "interrupted")
        self.assertLess(time.monotonic() - times["stopped"], 1.0)
        db.set_progress_handler(None, 0)
        self.assertEqual(db.execute("SELECT count(*) FROM crowd").fetchone(), (200_000,), "the connection works on")

    def test_interrupt_from_another_thread(self):
        db = with_crowd()

        def stop(note):
            def interrupt():
                note()
                db.interrupt()
            threading.Timer(0.5, interrupt).start()

        self.expect_stop(db, stop)

    def test_progress_handler(self):
        db = with_crowd()

        def stop(note):
            end = time.monotonic() + 0.5

            def handler():
                if time.monotonic() < end:
                    return 0
                note()
                return 1
            db.set_progress_handler(handler, 1000)

        self.expect_stop(db, stop)

    def test_two_connections_in_two_threads(self):
        failures = []

        def work(first):
            try:
                db = with_firms()
                for n in range(100):
                    clusters = db.execute(
                        "SELECT count(DISTINCT cluster) FROM cl_dbscan((SELECT cl_points(id, x + ?, y) FROM firms), 500, 3)",
                        (first + n,)).fetchone()
                    hull, = db.execute("SELECT cl_convex_hull(x, y, 5179) FROM firms").fetchone()
                    if clusters != (1,) or len(hull) < 100:
                        failures.append((clusters, hull))
                db.close()
            except Exception as error:  # noqa: BLE001 - a thread must not lose it
                failures.append(error)

        threads = [threading.Thread(target=work, args=(1000 * i,)) for i in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])


if __name__ == "__main__":
    unittest.main()
