#!/usr/bin/env python3
"""igraph's computing steps over the ties that network_bench wrote: processor seconds, one line each.

    igraph_network.py ties.txt [firms]

Debian: python3-igraph. The graph is simple: cl_centrality takes each pair once, too.
"""
import resource
import sys

import igraph


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def timed(question, work):
    before = cpu()
    answer = work()
    print("igraph", question, f"{cpu() - before:.3f}", answer, sep="\t", flush=True)
    return answer


ties = [tuple(map(int, line.split())) for line in open(sys.argv[1])]
firms = int(sys.argv[2]) if len(sys.argv) > 2 else 1 + max(max(tie) for tie in ties)
before = cpu()
directed = igraph.Graph(n=firms, edges=ties, directed=True)
print("igraph", "build", f"{cpu() - before:.3f}", directed.ecount(), sep="\t", flush=True)
# What cl_linkage gives, in steps: the modularity of the labels, their components, triangles.
label = [firm // 1000 for firm in range(firms)]
timed("modularity of labels", lambda: directed.modularity(label))
timed("components", lambda: len(directed.connected_components(mode="weak")))
timed("transitivity", lambda: directed.transitivity_undirected())
weighted = igraph.Graph(n=firms, edges=ties)
weighted.es["weight"] = 1
weighted.simplify(combine_edges="sum")
directed.simplify()
undirected = directed.as_undirected()
timed("communities", lambda: weighted.community_leiden(objective_function="modularity", weights="weight",
                                                       n_iterations=2).modularity)
timed("pagerank", lambda: max(directed.pagerank()))
timed("core", lambda: max(undirected.coreness()))
timed("clustering", lambda: len(undirected.transitivity_local_undirected()))
timed("harmonic of 100 sources", lambda: max(directed.harmonic_centrality(vertices=range(100), mode="out")))
if firms * len(ties) <= 2e9:
    timed("betweenness of all", lambda: max(directed.betweenness()))
