"""One-vs-rest focal loss in PyTorch on one thread: the peer of KernelBenchmark.

Prints million elements a second (an element is one class of one pixel) for the function as it is
usually written, in eager mode, and for its best formulation under torch.compile, where PyTorch has
that; each for one image again and again, and for a loop over batches, the mean over the calls after
the first. Eager mode makes a new tensor for every step: up to 32 MiB the allocator keeps the memory,
larger ones are new pages from the operating system every time, which costs more than the
arithmetic. Small images one by one are the best case, a validation loop's batches the usual one.
Needs PyTorch; says so and ends with status 0 where it is missing.

    python3 src/jmh/python/torch_peer.py [--classes 2,12,21,150] [--pixels 262144] [--batch 8] [--seconds 3]
"""

import argparse
import json
import statistics
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    print("PyTorch is not installed: no peer figures")
    raise SystemExit(0)

ALPHA, GAMMA, EPS = 0.25, 2.0, 1e-8
MOST_ELEMENTS = 64 << 20


def eager(scores, labels):
    """The two filled copies of the probabilities, clamped, with two means."""
    p = torch.softmax(scores, dim=1)
    truth = F.one_hot(labels, scores.shape[1]).movedim(-1, 1)
    pt_1 = torch.where(truth == 1, p, 1.0).clamp(EPS, 1.0 - EPS)
    pt_0 = torch.where(truth == 0, p, 0.0).clamp(EPS, 1.0 - EPS)
    positive = -ALPHA * torch.pow(1.0 - pt_1, GAMMA) * torch.log(pt_1)
    negative = -(1.0 - ALPHA) * torch.pow(pt_0, GAMMA) * torch.log(1.0 - pt_0)
    return positive.mean() + negative.mean()


def best(scores, labels):
    """One selection and one logarithm an element."""
    p = torch.softmax(scores, dim=1)
    is_truth = labels.unsqueeze(1) == torch.arange(scores.shape[1]).view(1, -1, 1, 1)
    pt = torch.where(is_truth, p, 1.0 - p).clamp(EPS, 1.0 - EPS)
    weight = torch.where(is_truth, ALPHA, 1.0 - ALPHA)
    q = 1.0 - pt
    return (weight * q * q * -torch.log(pt)).mean()


def times(function, batches, seconds):
    """Seconds of processor time of every call, in turn over the batches; the first ones compile."""
    calls = []
    with torch.no_grad():
        for k in range(3):
            function(*batches[k % len(batches)])
        end = time.thread_time() + seconds
        while time.thread_time() < end:
            batch = batches[len(calls) % len(batches)]
            start = time.thread_time()
            function(*batch)
            calls.append(time.thread_time() - start)
    return calls


def make(size, classes, side):
    return 2 * torch.randn(size, classes, side, side), torch.randint(classes, (size, side, side))


def measure(function, classes, side, size, seconds):
    """Elements a second of one image and of batches of a size: the mean over calls, as JMH's."""
    single = make(1, classes, side)
    batches = [make(size, classes, side) for _ in range(2)]
    return {
        "image": single[0].numel() / statistics.mean(times(function, [single], seconds)),
        "batch": batches[0][0].numel() / statistics.mean(times(function, batches, seconds)),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--classes", default="2,12,21,150")
    parser.add_argument("--pixels", type=int, default=262144)
    parser.add_argument("--batch", type=int, default=8, help="images, fewer where there are many classes")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    side = int(options.pixels**0.5)
    rows = []
    for classes in map(int, options.classes.split(",")):
        size = max(1, min(options.batch, MOST_ELEMENTS // (classes * side * side)))
        case = (classes, side, size, options.seconds)
        row = {"classes": classes, "batchSize": size, "eager": measure(eager, *case)}
        if hasattr(torch, "compile"):
            row["compiled"] = measure(torch.compile(best, dynamic=False), *case)
        rows.append(row)
    if options.json:
        print(json.dumps({"torch": torch.__version__, "elementsPerSecond": rows}))
        return
    print(f"torch {torch.__version__}, one thread, million elements a second")
    for row in rows:
        eager_text = "eager " + text(row["eager"], row["batchSize"])
        compiled = "no torch.compile here"
        if "compiled" in row:
            compiled = "compiled " + text(row["compiled"], row["batchSize"])
        print(f"{row['classes']:4d} classes: {eager_text}; {compiled}")


def text(rates, size):
    return f"{rates['image'] / 1e6:.1f} (batches of {size}: {rates['batch'] / 1e6:.1f})"


if __name__ == "__main__":
    main()
