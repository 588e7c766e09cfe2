#!/usr/bin/env python3
"""Plants small faults in the algorithms, one at a time, and says which the tests do not see.

    tests/mutation/mutate.py [--count 100] [--seed 1] [--only file:line:column:change] [--list]

A copy of the tracked sources and a build of its own stand in build-mutation/. Each fault is one operator, bound or
constant in ext/{indicators,distance,network,statistics}; the copy is rebuilt and the fast tests run until one fails.
A fault whose code does not compile is replaced by the next one; a test that runs out of processor time or memory has
seen the fault. What is printed: a line per fault, then the survivors with their lines. README.md beside this file says
which survivors change no answer.
"""
import argparse
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORK = ROOT / "build-mutation"
LAYERS = ["indicators", "distance", "network", "statistics"]

# clang-format puts spaces around binary operators and none around those of types, so that text is enough to tell them.
CHANGES = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " / "), (r" / ", " * "), (r" && ", " || "), (r" \|\| ", " && "),
    (r" \+= ", " -= "), (r" -= ", " += "), (r" \*= ", " /= "), (r" /= ", " *= "),
    (r"\bstd::min\(", "std::max("), (r"\bstd::max\(", "std::min("), (r"\bmin\(", "max("), (r"\bmax\(", "min("),
    (r"\btrue\b", "false"), (r"\bfalse\b", "true"),
    (r"(?<![\w.])0(?![\w.'])", "1"), (r"(?<![\w.])1(?![\w.'])", "2"), (r"(?<![\w.])2(?![\w.'])", "3"),
    (r"(?<![\w.])0\.5(?!\d)", "0.25"), (r"(?<![\w.])1\.0(?!\d)", "1.5"), (r"(?<![\w.])2\.0(?!\d)", "1.5"),
    (r"\+\+(?=\w)", "--"), (r"return !", "return "), (r"if \(!", "if ("), (r"\bcontinue;", "break;"),
]
# No algorithm stands in these: how much memory is asked for in advance, when a run is asked whether to stop, declarations.
SKIPPED = re.compile(r"^\s*(#|//|\*|static_assert|template|using|namespace|friend|operator)|reserve\(|operator|= delete|= default"
                     r"|for_each_part|cancel|noexcept;|assert\(")


def code_of(line):
    """The line without comment and texts, in the same columns."""
    line = re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])\'', lambda m: "_" * len(m.group()), line)
    return line.split("//")[0]


def dependants(headers):
    """For each header the number of sources that include it, by the compiler's own lists."""
    counts = dict.fromkeys(headers, 0)
    listings = [listing.read_text() for listing in BUILD.rglob("*.o.d")]
    for text in listings:
        for header in headers:
            counts[header] += f"/{header}" in text
    return counts


def places(most_dependants):
    """All faults that can be planted, by layer."""
    found = {layer: [] for layer in LAYERS}
    headers = [str(p.relative_to(COPY)) for layer in LAYERS for p in (COPY / "ext" / layer).rglob("*.hpp")]
    counts = dependants(headers)
    for layer in LAYERS:
        for path in sorted((COPY / "ext" / layer).rglob("*.[ch]pp")):
            name = str(path.relative_to(COPY))
            if path.suffix == ".hpp" and counts[name] > most_dependants:
                continue
            for number, line in enumerate(path.read_text().split("\n"), 1):
                if SKIPPED.search(line):
                    continue
                code = code_of(line)
                for pattern, replacement in CHANGES:
                    for match in re.finditer(pattern, code):
                        found[layer].append((name, number, match.start(), match.end(), replacement))
    return found


def renew_copy():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, tracked):
        old, new = COPY / name, (ROOT / name).read_bytes()
        if not old.exists() or old.read_bytes() != new:
            old.parent.mkdir(parents=True, exist_ok=True)
            old.write_bytes(new)


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))


def build(log, *targets, fault="none"):
    environment = dict(os.environ, CCACHE_BASEDIR=str(COPY), CCACHE_NOHASHDIR="1", CLUSTERLITE_FAULT=fault)
    command = ["cmake", "--build", str(BUILD), "--target", *targets]
    return subprocess.run(command, stdout=log, stderr=log, env=environment).returncode == 0


FAST_SQL = ("Sql/GoldenFile*:Examples*:*Reference*:Invariance*:PointPatterns*:Relatedness*:ConcentrationTable*:"
            "CrosstabFunctions*:DbscanLabel*:UnitAggregates*:Functions/UnitWindow*:Values/Window*:WindowValues*:HostileDataSet*")


def first_failure(layer, parts=4):
    """The test that sees the fault, or None; the quickest first."""
    unit = subprocess.run("grep -hoE '^TEST(_F|_P)?\\(\\w+' tests/unit/" + layer + "/*.cpp | sed 's/.*(//' | sort -u",
                          shell=True, cwd=COPY, capture_output=True, text=True).stdout.split()
    own = ":".join(f"*{suite}.*:*{suite}/*" for suite in unit)
    for binary, chosen in [("sql_tests", "Sql/GoldenFile*:Examples*"), ("unit_tests", own), ("sql_tests", FAST_SQL),
                           ("unit_tests", "*-" + own)][:parts]:
        done = subprocess.run([str(BUILD / "tests" / binary), f"--gtest_filter={chosen}", "--gtest_fail_fast",
                               "--gtest_brief=1"], cwd=COPY, capture_output=True, text=True, errors="replace",
                              preexec_fn=limits)
        if done.returncode != 0:
            failed = re.findall(r"\[  FAILED  \] ([^\s,]+)", done.stdout)
            return failed[0] if failed else f"{binary} ended with {done.returncode}"
    return None


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--skip", type=int, default=0, help="faults at the start of the list that ran already")
    options.add_argument("--headers", type=int, default=2, help="headers with more dependants stay as they are")
    options.add_argument("--part", default="0/1", help="0/2 and 1/2 share the list between two runs, each with its own --work")
    options.add_argument("--work", type=pathlib.Path, default=WORK, help="where the copy is built")
    options.add_argument("--only", action="append", help="FILE:LINE:COLUMN:REPLACEMENT, as printed")
    options.add_argument("--list", action="store_true", help="only say which faults would be planted")
    chosen = options.parse_args()
    global COPY, BUILD
    COPY, BUILD = chosen.work / "source", chosen.work / "source" / "build"
    part, parts = map(int, chosen.part.split("/"))

    renew_copy()
    log = open(chosen.work / "build.log", "w")
    if not (chosen.work / "launcher.sh").exists():
        # The flags of ext/build.sh, so that ccache has most objects already.
        options = ["-DCMAKE_BUILD_TYPE=Release", "-DCLUSTERLITE_TESTS=ON", "-DCLUSTERLITE_BENCHMARKS=OFF"]
        # What is changed is compiled quickly: its code runs for seconds.
        launcher = chosen.work / "launcher.sh"
        launcher.write_text('#!/bin/sh\ncase "$*" in *"$CLUSTERLITE_FAULT") exec "$@" -O1 ;; esac\nexec '
                            + ("ccache" if shutil.which("ccache") else "") + ' "$@"\n')
        launcher.chmod(0o755)
        options.append(f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}")
        if shutil.which("ld.lld"):
            options += ["-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld", "-DCMAKE_MODULE_LINKER_FLAGS=-fuse-ld=lld"]
        subprocess.run(["cmake", "-S", str(COPY), "-B", str(BUILD), *options], check=True, stdout=log, stderr=log)
    if not build(log, "mod_clusterlite", "unit_tests", "sql_tests"):
        sys.exit(f"mutate.py: the sources do not build; see {chosen.work}/build.log")
    if not chosen.list:
        seen = first_failure(LAYERS[0], 1)
        if seen:
            sys.exit(f"mutate.py: {seen} fails without a fault")

    if chosen.only:
        faults = []
        for text in chosen.only:
            name, number, column, replacement = text.split(":", 3)
            line = (COPY / name).read_text().split("\n")[int(number) - 1]
            ends = [m.end() for p, r in CHANGES if r == replacement for m in re.finditer(p, code_of(line)) if m.start() == int(column)]
            faults.append((name, int(number), int(column), ends[0], replacement))
    else:
        # As many from each layer, each line once, in an order that depends on the seed alone.
        chance = random.Random(chosen.seed)
        by_layer = places(chosen.headers)
        for found in by_layer.values():
            chance.shuffle(found)
        faults, lines = [], set()
        for row in zip(*(by_layer[layer][:chosen.count] for layer in LAYERS)):
            for fault in row:
                if (fault[0], fault[1]) not in lines:
                    lines.add((fault[0], fault[1]))
                    faults.append(fault)
    survivors, planted, tried = [], 0, 0
    for name, number, start, end, replacement in faults:
        if planted == chosen.count:
            break
        path = COPY / name
        original = path.read_text()
        lines = original.split("\n")
        line = lines[number - 1]
        changed = line[:start] + replacement + line[end:]
        what = f"{name}:{number}:{start}:{replacement}"
        if chosen.list:
            planted += 1
            print(f"{what}\n    - {line.strip()}\n    + {changed.strip()}")
            continue
        tried += 1
        if tried <= chosen.skip or tried % parts != part:
            continue
        lines[number - 1] = changed
        path.write_text("\n".join(lines))
        try:
            if not build(log, "mod_clusterlite", "unit_tests", fault=name):
                print(f"{tried:4} not code   {what}", flush=True)
                continue
            planted += 1
            seen = first_failure(name.split("/")[1])
        finally:
            path.write_text(original)
        print(f"{tried:4} {'killed    ' if seen else 'SURVIVED  '} {what} {seen or ''}", flush=True)
        if not seen:
            survivors.append(what)
            print(f"    - {line.strip()}\n    + {changed.strip()}", flush=True)
    if not chosen.list:
        print(f"{planted - len(survivors)} of {planted} killed")
        print("\n".join(survivors))
    sys.exit(1 if survivors else 0)


main()
