"""A validation loop in PyTorch over score files: the peer of a whole job.

    python3 src/jmh/python/torch_loop.py PREDICTIONS TRUTH --mode eager|compiled --processes N --threads N

Goes --repeats times over the files. Loads every array with NumPy, applies the function and sums in
float64. Masks are decoded before the clock starts, and so are PyTorch and the compiler warm: both in
favour of the loop. Prints JSON. The processes of --processes share the files and start their clocks
together.
"""

import argparse
import json
import multiprocessing
import pathlib
import struct
import time
import zlib

import numpy as np


def read_png(path):
    """Samples of a gray PNG of 8 bits whose rows are not filtered."""
    data, at, body = path.read_bytes(), 8, b""
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", content[:10])
        elif kind == b"IDAT":
            body += content
        at += 12 + size
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(height, -1)
    if depth != 8 or colour != 0 or rows[:, 0].any():
        raise SystemExit(f"{path}: only gray of 8 bits without filters")
    return rows[:, 1:].copy()


def load(path):
    array = np.load(path)
    return array if isinstance(array, np.ndarray) else array[array.files[0]]


def work(options, share, barrier, results):
    import torch

    from torch_peer import best, eager

    torch.set_num_threads(options.threads)
    function = eager if options.mode == "eager" else torch.compile(best)
    files = sorted(pathlib.Path(options.predictions).iterdir())[:: options.every]
    files = files[share :: options.processes]
    truth = pathlib.Path(options.truth)
    masks = [read_png(truth / f"{file.stem}.png") for file in files]
    pairs = list(zip(files, masks)) * options.repeats

    def loss(file, mask):
        scores = torch.from_numpy(load(file)).float().unsqueeze(0)
        labels = torch.from_numpy(mask).long().unsqueeze(0)
        return function(scores, labels).double() * scores.numel()

    with torch.no_grad():
        for file, mask in pairs[:2]:
            loss(file, mask)
        barrier.wait()
        start = time.monotonic()
        total = torch.zeros((), dtype=torch.float64)
        for file, mask in pairs:
            total += loss(file, mask)
        results.put((start, time.monotonic(), len(pairs), total.item(), torch.__version__))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("predictions")
    parser.add_argument("truth")
    parser.add_argument("--mode", choices=("eager", "compiled"), default="eager")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="take every N-th image")
    parser.add_argument("--repeats", type=int, default=1, help="go over the files so often")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(options.processes), context.Queue()
    workers = [
        context.Process(target=work, args=(options, share, barrier, results))
        for share in range(options.processes)
    ]
    for worker in workers:
        worker.start()
    parts = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    print(
        json.dumps(
            {
                "torch": parts[0][4],
                "seconds": max(part[1] for part in parts) - min(part[0] for part in parts),
                "images": sum(part[2] for part in parts),
                "lossSum": sum(part[3] for part in parts),
            }
        )
    )


if __name__ == "__main__":
    main()
