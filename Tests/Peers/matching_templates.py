"""Searches templates with faiss on one thread, driven by lines on stdin, telling what it took on stdout.

stdin:   gallery NAME PATH COUNT DIMENSION KIND,KIND,...    probes NAME PATH COUNT DIMENSION
         each KIND GALLERY PROBES COUNT LIMIT    (one search for each of the first COUNT probes)
         batch KIND GALLERY PROBES COUNT LIMIT   (one search for all of them)
         KIND: flat | blas (flat, as one matrix product) | fp16 | sq8
stdout:  ready faiss VERSION    loaded NAME    took MICROSECONDS BEST,BEST,...    failed REASON
         `took` is the median of all searches, or of three batches; BEST is the position of each probe's best.
"""

import sys
import time


def tell(*words):
    print(*words, flush=True)


try:
    import faiss
    import numpy
except ImportError as missing:
    tell("failed", missing)
    sys.exit(1)

faiss.omp_set_num_threads(1)
DEFAULT_BLAS_FROM = faiss.cvar.distance_compute_blas_threshold
galleries, probes = {}, {}


def read(path, count, dimension):
    return numpy.fromfile(path, dtype=numpy.float32, count=count * dimension).reshape(count, dimension)


def index(kind, vectors):
    dimension = vectors.shape[1]
    if kind == "fp16":
        made = faiss.IndexScalarQuantizer(
            dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    elif kind == "sq8":
        made = faiss.IndexScalarQuantizer(
            dimension, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    else:
        made = faiss.IndexFlatIP(dimension)
    made.train(vectors)
    made.add(vectors)
    return made


def load(name, path, count, dimension, kinds):
    vectors = read(path, int(count), int(dimension))
    made = {kind: index(kind, vectors) for kind in kinds.split(",") if kind != "blas"}
    if "blas" in kinds.split(","):
        made["blas"] = made["flat"]
    galleries[name] = made
    tell("loaded", name)


def search(way, kind, gallery, name, count, limit):
    # faiss takes a matrix product only from so many probes on; a caller can lower that.
    faiss.cvar.distance_compute_blas_threshold = 1 if kind == "blas" else DEFAULT_BLAS_FROM
    searched, asked, limit = galleries[gallery][kind], probes[name][: int(count)], int(limit)
    parts = [asked] * 3 if way == "batch" else [asked[i : i + 1] for i in range(len(asked))]
    best = []
    spent = []
    for part in parts:
        start = time.perf_counter_ns()
        _, positions = searched.search(part, limit)
        spent.append(time.perf_counter_ns() - start)
        best.extend(str(position) for position in positions[:, 0])
    best = best[: len(asked)]
    tell("took", sorted(spent)[len(spent) // 2] / 1000, ",".join(best))


tell("ready", "faiss", faiss.__version__)
for line in sys.stdin:
    words = line.split()
    try:
        if words[0] == "gallery":
            load(*words[1:])
        elif words[0] == "probes":
            probes[words[1]] = read(words[2], int(words[3]), int(words[4]))
            tell("loaded", words[1])
        else:
            search(*words)
    except Exception as error:  # told to the bench, which ends
        tell("failed", repr(error))
