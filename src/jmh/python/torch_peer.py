"""One-vs-rest focal loss in PyTorch on one thread: the peer of KernelBenchmark.

Prints million elements a second (an element is one class of one pixel) for the function as it is
usually written, in eager mode, and for its best formulation under torch.compile, where PyTorch has
that. Needs PyTorch; says so and ends with status 0 where it is missing.

    python3 src/jmh/python/torch_peer.py [--classes 2,12,21,150] [--pixels 262144] [--seconds 3]
"""

import argparse
import json
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    print("PyTorch is not installed: no peer figures")
    raise SystemExit(0)

ALPHA, GAMMA, EPS = 0.25, 2.0, 1e-8


def eager(scores, labels):
    """The two filled copies of the probabilities, clamped, with two means."""
    p = torch.softmax(scores, dim=1)
    truth = F.one_hot(labels, scores.shape[1]).movedim(-1, 1)
    pt_1 = torch.where(truth == 1, p, torch.ones_like(p)).clamp(EPS, 1.0 - EPS)
    pt_0 = torch.where(truth == 0, p, torch.zeros_like(p)).clamp(EPS, 1.0 - EPS)
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


def rate(function, scores, labels, seconds):
    """Elements a second of processor time in the fastest call; the first calls compile."""
    fastest = float("inf")
    with torch.no_grad():
        for _ in range(3):
            function(scores, labels)
        end = time.thread_time() + seconds
        while time.thread_time() < end:
            start = time.thread_time()
            function(scores, labels)
            fastest = min(fastest, time.thread_time() - start)
    return scores.numel() / fastest


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--classes", default="2,12,21,150")
    parser.add_argument("--pixels", type=int, default=262144)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    side = int(options.pixels**0.5)
    rows = []
    for classes in map(int, options.classes.split(",")):
        scores = 2 * torch.randn(1, classes, side, side)
        labels = torch.randint(classes, (1, side, side))
        row = {"classes": classes, "eager": rate(eager, scores, labels, options.seconds)}
        if hasattr(torch, "compile"):
            row["compiled"] = rate(torch.compile(best), scores, labels, options.seconds)
        rows.append(row)
    if options.json:
        print(json.dumps({"torch": torch.__version__, "elementsPerSecond": rows}))
        return
    print(f"torch {torch.__version__}, one thread, million elements a second")
    for row in rows:
        compiled = f"{row['compiled'] / 1e6:.0f}" if "compiled" in row else "no torch.compile here"
        print(f"{row['classes']:4d} classes: eager {row['eager'] / 1e6:.1f}, compiled {compiled}")


if __name__ == "__main__":
    main()
