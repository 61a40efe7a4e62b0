#!/usr/bin/env python3
"""Recomputes a bootstrap-t and a jackknife of a ratio of sums with NumPy alone.

usage: bootstrap_check.py CLUSTERS.csv [--component N] [--confidence 0.975] [--replicates 20000]
                          [--seed 1] [--expect LOWER UPPER]

CLUSTERS.csv has one row a cluster: its id, then four columns a component: numerator and
denominator of the baseline, then of the candidate. The random numbers are NumPy's own, so the ends
agree within Monte Carlo error: with --expect the exit code is 1 where an end lies further away
than five standard errors of the two quantiles, found from ten batches.
"""

import argparse
import csv
import math
import sys

import numpy as np


def change_and_error(weights, table):
    """The change of a ratio and its linearised error, for rows of weights over the clusters."""
    n_a, d_a, n_b, d_b = (weights @ table[:, i] for i in range(4))
    drawn = weights.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = n_b / d_b - n_a / d_a
        influence = (table[:, 2] - np.outer(n_b / d_b, table[:, 3])) / d_b[:, None] - (
            table[:, 0] - np.outer(n_a / d_a, table[:, 1])
        ) / d_a[:, None]
        error = np.sqrt((weights * influence**2).sum(axis=1) * drawn / (drawn - 1))
    return change, error


def ends(t, confidence, change, error):
    t = np.sort(t)
    upper_rank = math.ceil(confidence * (len(t) + 1)) - 1
    lower_rank = math.floor((1 - confidence) * (len(t) + 1)) - 1
    return change - t[upper_rank] * error, change - t[lower_rank] * error


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clusters")
    parser.add_argument("--component", type=int, default=0)
    parser.add_argument("--confidence", type=float, default=0.975)
    parser.add_argument("--replicates", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--expect", type=float, nargs=2, metavar=("LOWER", "UPPER"))
    options = parser.parse_args()

    with open(options.clusters, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file)][1:]
    first = 1 + 4 * options.component
    table = np.array([[float(v) for v in row[first : first + 4]] for row in rows])
    table = table[(table[:, 1] != 0) | (table[:, 3] != 0)]
    count = len(table)

    change, error = (v[0] for v in change_and_error(np.ones((1, count)), table))
    random = np.random.default_rng(options.seed)
    weights = random.poisson(1.0, size=(options.replicates, count)).astype(float)
    replicate, replicate_error = change_and_error(weights, table)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (replicate - change) / replicate_error
    t = t[~np.isnan(t)]
    lower, upper = ends(t, options.confidence, change, error)

    leave_one_out, _ = change_and_error(np.ones((count, count)) - np.eye(count), table)
    jackknife = math.sqrt((count - 1) / count * ((leave_one_out - change) ** 2).sum())
    shares = table[:, 1] / table[:, 1].sum() + table[:, 3] / table[:, 3].sum()
    effective = shares.sum() ** 2 / (shares**2).sum()

    batches = [ends(b, options.confidence, change, error) for b in np.array_split(t, 10)]
    batch_error = np.std(batches, axis=0, ddof=1)
    print(f"clusters            {count}, effective {effective:.6f}")
    print(f"change              {change:.15g}")
    print(f"standard error      {error:.15g}")
    print(f"jackknife error     {jackknife:.15g}")
    print(f"bootstrap-t ends    {lower:.15g} {upper:.15g}")
    if not options.expect:
        return 0
    # A quantile of 2,000 replicates has the error of one batch of 2,000, ours that of all.
    scale = math.sqrt(len(t) / 10 / 2000 + 0.1)
    worst = 0.0
    for name, ours, theirs, sigma in zip(
        ("lower", "upper"), (lower, upper), options.expect, batch_error
    ):
        distance = abs(ours - theirs) / (sigma * scale)
        worst = max(worst, distance)
        print(f"{name} end expected  {theirs:.15g}, {distance:.2f} Monte Carlo errors away")
    return 0 if worst <= 5 else 1


if __name__ == "__main__":
    sys.exit(main())
