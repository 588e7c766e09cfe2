#!/usr/bin/env python3
"""One table of the network functions beside igraph, 100,000 firms and 1,000,000 ties, each in a process of its own, same run.

    tests/bench/network_asks.py [module]      default: build/mod_clusterlite

Ours: the whole statement with collecting, processor seconds of all threads; memory above that of collecting alone. igraph (Debian:
python3-igraph): the computing step named, its graph made before unless "build" is said. Without igraph its columns stay empty.
"""
import os
import random
import resource
import sqlite3
import sys

try:
    import igraph
except ImportError:
    igraph = None
if not hasattr(sqlite3.Connection, "enable_load_extension"):
    sys.exit(f"network_asks.py: {sys.executable} cannot load SQLite extensions; take the system's python3 (/usr/bin/python3)")
MODULE = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/mod_clusterlite")


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def in_child(work):
    """What work() returns, and the peak memory of its process in MB."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        answer = work()
        os.write(write, repr((answer, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return eval(text)


def ties_of(firms, ties, block, inside):
    """So many in 100 ties stay in the block of their first firm."""
    dice = random.Random(1)
    made = []
    for _ in range(ties):
        a = dice.randrange(firms)
        b = a // block * block + dice.randrange(block) if dice.randrange(100) < inside else dice.randrange(firms)
        made.append((a, b))
    return made


def database(firms, ties):
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(MODULE)
    db.execute("CREATE TABLE ties(a INTEGER, b INTEGER)")
    db.executemany("INSERT INTO ties VALUES (?, ?)", ties)
    db.execute("CREATE TABLE firms(id INTEGER PRIMARY KEY, x, y, label)")
    dice = random.Random(2)
    around = lambda: sum(dice.uniform(-7000, 7000) for _ in range(4))
    db.executemany("INSERT INTO firms VALUES (?, ?, ?, ?)", ((i, around(), around(), i // 1000) for i in range(firms)))
    return db


LINKS, LABELS = "(SELECT cl_links(a, b) FROM ties)", "(SELECT cl_labels(id, label) FROM firms)"
COLLECT = "SELECT length(cl_links(a, b)) FROM ties"
COLLECT_BOTH = f"SELECT length({LINKS}) + length({LABELS})"


def ask(db, sql):
    before = cpu()
    answer = db.execute(sql).fetchone()[0]
    return cpu() - before, answer


def row(what, ours, base, limit, peer=None, show="", scale=1.0):
    (seconds, answer), memory = in_child(ours)
    _, memory_before = in_child(base)
    if peer is None or igraph is None:
        beside = ratio = ""
    else:
        (peer_seconds, peer_answer), _ = in_child(peer)
        beside = f"{peer_seconds:.2f} s{' (' + show.format(peer_answer) + ')' if show else ''}"
        ratio = f"{seconds / (peer_seconds * scale):.2f} x"
    print(f"| {what} | {seconds:.2f} s{' (' + show.format(answer) + ')' if show else ''} | {beside} | {ratio} | {limit} | {max(0, memory - memory_before):.0f} MB |",
          flush=True)


def timed(step):
    before = cpu()
    answer = step()
    return cpu() - before, answer


def simple(graph):
    copy = graph.copy()
    copy.simplify()
    return copy


def weighted(ties, firms):
    graph = igraph.Graph(n=firms, edges=ties)
    graph.es["weight"] = 1
    graph.simplify(combine_edges="sum")
    return graph


def leiden(graph, iterations):
    igraph.set_random_number_generator(random.Random(3))
    return graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=iterations).modularity


def linkage_steps(ties, firms):
    graph = igraph.Graph(n=firms, edges=ties, directed=True)
    graph.modularity([firm // 1000 for firm in range(firms)])
    graph.connected_components(mode="weak")
    return graph.transitivity_undirected()


print(f"load of the machine {os.getloadavg()[0]:.0f}; igraph {igraph.__version__ if igraph else 'is not installed'}\n")
print("| statement | ClusterLite | igraph | ratio | asked | memory |\n|---|---|---|---|---|---|")
FIRMS, TIES = 100_000, ties_of(100_000, 1_000_000, 100, 50)
db = database(FIRMS, TIES)
collect, both = lambda: ask(db, COLLECT), lambda: ask(db, COLLECT_BOTH)
steps = lambda: timed(lambda: linkage_steps(TIES, FIRMS))
row("`cl_linkage`; build, modularity, components, transitivity", lambda: ask(db, f"SELECT sum(internal_links) FROM cl_linkage({LINKS}, {LABELS})"), both, "1.0 x", steps)
row("`cl_link_matrix`; the same", lambda: ask(db, f"SELECT sum(links) FROM cl_link_matrix({LINKS}, {LABELS})"), both, "1.0 x", steps)
graph = simple(igraph.Graph(n=FIRMS, edges=TIES, directed=True)) if igraph else None
pagerank = f"SELECT max(pagerank) FROM cl_centrality({LINKS})"
row("PageRank, with core and local clustering", lambda: ask(db, pagerank), collect, "1.0 x",
    lambda: timed(lambda: (graph.pagerank(), graph.as_undirected().coreness(), graph.as_undirected().transitivity_local_undirected()) and 0))
row("harmonic of 100 sources", lambda: ask(db, f"SELECT max(harmonic) FROM cl_centrality({LINKS}, 1, 100)"), collect, "1.0 x",
    lambda: timed(lambda: max(graph.harmonic_centrality(vertices=range(100), mode="out"))))
row("`cl_link_distance`, 20,000 firms, 10 bands to 5 km",
    lambda: ask(db, f"SELECT sum(links) FROM cl_link_distance((SELECT cl_points(id, x, y) FROM firms WHERE id < 20000), {LINKS}, 500, 5000)"), collect, "1 s")
for name, block, inside in (("half of the ties in blocks of 100", 100, 50), ("70 % in blocks of 500", 500, 70), ("90 % in blocks of 100", 100, 90), ("chance alone", 100, 0)):
    ties = TIES if (block, inside) == (100, 50) else ties_of(FIRMS, 1_000_000, block, inside)
    db = database(FIRMS, ties)
    graph = weighted(ties, FIRMS) if igraph else None
    row(f"Leiden, {name}; two iterations", lambda: ask(db, f"SELECT modularity FROM cl_communities({LINKS}) LIMIT 1"), lambda: ask(db, COLLECT), "1.0 x",
        lambda: timed(lambda: leiden(graph, 2)), "{:.5f}")
    if igraph and (block, inside) != (100, 50):
        (seconds, reached), _ = in_child(lambda: timed(lambda: leiden(graph, 6)))
        print(f"| the same; six iterations | | {seconds:.2f} s ({reached:.5f}) | | | |", flush=True)
FIRMS = 5_000
small = ties_of(FIRMS, 50_000, 100, 50)
db = database(FIRMS, small)
graph = simple(igraph.Graph(n=FIRMS, edges=small, directed=True)) if igraph else None
row("betweenness and harmonic, 5,000 firms, 50,000 ties; betweenness", lambda: ask(db, f"SELECT max(betweenness + harmonic) FROM cl_centrality({LINKS})"),
    lambda: ask(db, COLLECT), "1.0 x", lambda: timed(lambda: max(graph.betweenness())))
