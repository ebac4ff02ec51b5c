"""Plate lookups by others, beside which `make bench BENCH=matching` measures: dict, LMDB, nearust and
symspellpy.

stdin, one question a line:
    load FILE             plates, one a line, ASCII; replaces what was loaded
    reads FILE            the reads to ask for, in the same form
    build PEER            dict lmdb nearust symspellpy    -> SECONDS BYTES ok
    drop PEER
    hot PEER              the first 64 reads over and over -> MICROSECONDS ok
    cold PEER             every read once                  -> P50 P99 ok
    edits PEER            all plates within one edit       -> P50 P99 FOUND ok
stdout: numbers and `ok`, or what went wrong.
"""

import os
import shutil
import sys
import tempfile
import time

plates = []
reads = []
built = {}
folder = tempfile.mkdtemp(prefix="gatehouse-lmdb-")


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def lines(path):
    with open(path, encoding="ascii") as file:
        return file.read().split("\n")[:-1]


def build_dict():
    index = {plate: position for position, plate in enumerate(plates)}
    return index.get, None


def build_lmdb():
    import lmdb

    path = tempfile.mkdtemp(dir=folder)
    store = lmdb.open(path, map_size=4 << 30, sync=False)
    with store.begin(write=True) as change:
        pairs = ((plate.encode(), position.to_bytes(4, "little")) for position, plate in enumerate(plates))
        change.cursor().putmulti(sorted(pairs))
    return store.begin(buffers=True).get, None


def build_nearust():
    import nearust

    index = nearust.CachedSymdel(plates, max_distance=1)

    def near(plate):
        return len(index.symdel([plate], max_distance=1)[0])

    return None, near


def build_symspellpy():
    from symspellpy import SymSpell, Verbosity

    index = SymSpell(max_dictionary_edit_distance=1, prefix_length=9)
    for plate in plates:
        index.create_dictionary_entry(plate, 1)

    def near(plate):
        return len(index.lookup(plate, Verbosity.ALL, max_edit_distance=1))

    return None, near


def build(peer):
    before, start = resident(), time.perf_counter()
    built[peer] = globals()["build_" + peer]()
    return time.perf_counter() - start, resident() - before


def ranks(spans):
    spans.sort()
    return [spans[int((len(spans) - 1) * share)] / 1000 for share in (0.5, 0.99)]


def keys(peer):
    return [read.encode() for read in reads] if peer == "lmdb" else reads


def hot(peer):
    get, few = built[peer][0], keys(peer)[:64]
    start = time.perf_counter_ns()
    for _ in range(200):
        for key in few:
            get(key)
    return ((time.perf_counter_ns() - start) / 1000 / (200 * len(few)),)


def cold(peer):
    get, clock, spans = built[peer][0], time.perf_counter_ns, []
    for key in keys(peer):
        start = clock()
        get(key)
        spans.append(clock() - start)
    return ranks(spans)


def edits(peer):
    near, clock, spans, found = built[peer][1], time.perf_counter_ns, [], 0
    for read in reads:
        start = clock()
        count = near(read)
        spans.append(clock() - start)
        found += count
    return *ranks(spans), found


def answer(words):
    global plates, reads
    verb, what = words
    if verb == "load":
        built.clear()
        plates = lines(what)
    elif verb == "reads":
        reads = lines(what)
    elif verb == "drop":
        built.pop(what, None)
    else:
        return {"build": build, "hot": hot, "cold": cold, "edits": edits}[verb](what)
    return ()


try:
    for line in sys.stdin:
        try:
            print(*(f"{number:.6g}" for number in answer(line.split())), "ok", flush=True)
        except Exception as error:
            print(f"{type(error).__name__}: {error}".replace("\n", " "), flush=True)
finally:
    shutil.rmtree(folder, ignore_errors=True)
