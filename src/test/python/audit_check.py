#!/usr/bin/env python3
"""States with NumPy alone what an audit says of pixels, from their definitions.

usage: audit_check.py FOLDER...

Each FOLDER has logits.npy, [classes, ...] or [batch, classes, height, width], labels.npy, and
expected.json with activation (softmax or none), num_classes and ignore. One JSON object is written,
an entry a folder:

quality     softmin of the probability of the given label over valid pixels, temperature 0.1: the
            mean of p weighted by exp((1 - p) / 0.1)
thresholds  by class, the mean probability of the label over pixels with that label; null without
brier       mean over pixels of the sum over classes of squared errors
calibration mean distance of confidence and accuracy in 15 equal bins, weighted by pixels
suspects    [given, suggested, pixels]: of the classes that reach their threshold less 1e-6 the most
            probable one, where neither it nor the prediction is the label
"""

import json
import math
import os
import sys

import numpy as np

TEMPERATURE = 0.1
BINS = 15
SLACK = 1e-6


def read(folder):
    with open(os.path.join(folder, "expected.json"), encoding="utf-8") as file:
        case = json.load(file)
    scores = np.load(os.path.join(folder, "logits.npy"))
    scores = scores / 255.0 if scores.dtype == np.uint8 else scores.astype(np.float64)
    axis = 1 if scores.ndim == 4 else 0
    scores = np.moveaxis(scores, axis, -1).reshape(-1, case["num_classes"])
    labels = np.load(os.path.join(folder, "labels.npy")).astype(np.int64).ravel()
    valid = labels != case["ignore"] if case["ignore"] is not None else np.full(labels.shape, True)
    if case["activation"] == "softmax":
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores = powers / powers.sum(axis=1, keepdims=True)
    return scores[valid], labels[valid]


def quality(given):
    weights = np.exp((1 - given) / TEMPERATURE)
    return math.fsum(weights * given) / math.fsum(weights)


def calibration(p, labels):
    top = p.max(axis=1)
    right = p.argmax(axis=1) == labels
    bins = np.minimum((top * BINS).astype(int), BINS - 1)
    gaps = [abs(math.fsum(top[bins == b]) - right[bins == b].sum()) for b in range(BINS)]
    return sum(gaps) / len(labels)


def suspects(p, labels, thresholds):
    floor = np.array([math.inf if t is None else t - SLACK for t in thresholds])
    confident = np.where(p >= floor, p, -1)
    best = confident.argmax(axis=1)
    found = (confident.max(axis=1) >= 0) & (best != labels) & (p.argmax(axis=1) != labels)
    pairs, counts = np.unique(
        np.stack([labels[found], best[found]], axis=1), axis=0, return_counts=True
    )
    return [[int(a), int(b), int(n)] for (a, b), n in zip(pairs, counts)]


def main(folders):
    answers = {}
    for folder in folders:
        p, labels = read(folder)
        if len(labels) == 0:
            continue
        given = p[np.arange(len(labels)), labels]
        thresholds = [
            math.fsum(given[labels == c]) / int((labels == c).sum()) if (labels == c).any() else None
            for c in range(p.shape[1])
        ]
        errors = p.copy()
        errors[np.arange(len(labels)), labels] -= 1
        answers[os.path.basename(os.path.normpath(folder))] = {
            "quality": quality(given),
            "thresholds": thresholds,
            "brier": math.fsum((errors**2).ravel()) / len(labels),
            "calibration": calibration(p, labels),
            "suspects": suspects(p, labels, thresholds),
        }
    lines = (f'"{name}": {json.dumps(answer)}' for name, answer in answers.items())
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main(sys.argv[1:])
