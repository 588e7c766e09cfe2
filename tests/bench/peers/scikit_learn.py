"""scikit-learn over the firms of a CSV file: one question, clustering alone, the data in memory already.

scikit_learn.py FIRMS.CSV dbscan EPS MIN_POINTS
scikit_learn.py FIRMS.CSV neighbours K

Prints seconds, bytes of memory above the data, and the answer, divided by tabs.
"""
import sys
import time

import numpy
from sklearn.cluster import DBSCAN
from sklearn.neighbors import NearestNeighbors


def forget_peak():
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def peak_bytes():
    with open("/proc/self/status", encoding="ascii") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith("VmHWM:"))


def dbscan(points, eps, min_points):
    found = DBSCAN(eps=float(eps), min_samples=int(min_points), algorithm="ball_tree", n_jobs=-1).fit(points)
    clusters = found.labels_.max() + 1
    return f"clusters={clusters} clustered={(found.labels_ >= 0).sum()} core={len(found.core_sample_indices_)}"


def neighbours(points, k):
    # Without a query the points are not their own neighbours, as with cl_neighbours.
    distances, _ = NearestNeighbors(n_neighbors=int(k), n_jobs=-1).fit(points).kneighbors()
    return f"sum={distances.sum():.1f}"


path, question, *numbers = sys.argv[1:]
points = numpy.loadtxt(path, delimiter=",", skiprows=1, usecols=(1, 2))
forget_peak()
before = peak_bytes()
start = time.perf_counter()
answer = {"dbscan": dbscan, "neighbours": neighbours}[question](points, *numbers)
seconds = time.perf_counter() - start
print(f"{seconds:.4g}\t{peak_bytes() - before}\t{answer}")
