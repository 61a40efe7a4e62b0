#!/usr/bin/env python3
"""Recomputes a run of Focal Audit from the original files, with NumPy alone.

    submit/recompute.py RUN --table images.csv [--images 20 | --all] [--seed 1]
    submit/recompute.py RUN --predictions DIR --truth DIR      (no table: every image is read)

RUN holds summary.json. The table has the columns image_id, prediction, truth, batch_index, loss_sum and
valid_elements (a CSV export of RUN/images), and may have prediction_fingerprint and truth_fingerprint. Each
image is scored in float64 from its .npy/.npz scores and its .png/.npy/.npz mask, by the formula alone, and
compared with its row; math.fsum over the column has to
be the run's sum to the last bit. Fingerprints say whether files and rows are those of the run (src/docs/outputs.md
defines them): those of the images, and over all rows provenance.inputFingerprint. Exit code 0: everything agrees, 1: it
does not, 2: usage, 3: what could be read agrees, but some files could not be read here.
Without a table the directories must hold no quarantined inputs and no batches.
"""
import argparse, csv, io, json, math, pathlib, random, re, struct, sys, zipfile, zlib
import numpy as np


class CannotRead(Exception):
    """A file that this script does not read: no word about the run."""


ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def read_png(path, data):
    """Samples of a gray or palette PNG, as integers [height, width]."""
    at, body = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", data[at + 8:at + 21])
        elif kind == b"IDAT":
            body += data[at + 8:at + 8 + size]
        elif kind == b"IEND":
            break
        at += 12 + size
    if colour not in (0, 3):
        raise CannotRead(f"{path}: expected a gray or palette mask, got colour type {colour}")
    raw, out, at = np.frombuffer(zlib.decompress(body), np.uint8), np.zeros((height, width), np.int64), 0
    for x, y, right, down in ADAM7 if interlaced else ((0, 0, 1, 1),):
        columns, lines = -((x - width) // right), -((y - height) // down)
        line_bytes = (columns * depth + 7) // 8
        if columns > 0 and lines > 0:
            filtered = raw[at:at + lines * (line_bytes + 1)].reshape(lines, line_bytes + 1)
            out[y::down, x::right] = png_samples(filtered, columns, depth)
            at += filtered.size
    return out


def png_samples(filtered, width, depth):
    """The samples of one pass, from a filter byte and the filtered bytes of each line."""
    step, rows, above = max(1, depth // 8), filtered[:, 1:].copy(), bytes(filtered.shape[1] - 1)
    for y in range(len(rows)):
        line, kind = bytearray(rows[y].tobytes()), filtered[y, 0]
        for x in range(len(line)) if kind else ():
            a, b, c = (line[x - step] if x >= step else 0), above[x], (above[x - step] if x >= step else 0)
            nearest = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            line[x] = (line[x] + (0, a, b, (a + b) // 2, nearest)[kind]) & 255
        rows[y], above = line, bytes(line)
    if depth >= 8:
        return rows.view(f">u{step}").astype(np.int64)
    bits = np.unpackbits(rows, axis=1)[:, :width * depth].reshape(len(rows), width, depth)
    return bits.dot(1 << np.arange(depth)[::-1]).astype(np.int64)


def read_array(path, key=None):
    try:
        data = pathlib.Path(path).read_bytes()
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            return read_png(path, data)
        array = np.load(io.BytesIO(data), allow_pickle=False)
        if isinstance(array, np.ndarray):
            return array
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.endswith(".npy")]
            wanted = [name for name in names if key in (None, name, name[:-len(".npy")])]
            if len(wanted) != 1:
                raise CannotRead(f"{path}: expected one array{f' named {key}' if key else ''}, got {names}")
            return np.load(io.BytesIO(archive.read(wanted[0])), allow_pickle=False)
    except CannotRead:
        raise
    except Exception as error:  # NumPy, zipfile, zlib and struct each have their own
        raise CannotRead(f"{path}: {error}")


def as_images(mask, spatial, planes):
    """The mask without dimensions of size 1 that its scores do not have."""
    shapes = [spatial, planes] if mask.ndim > len(spatial) else []
    fitting = [shape for shape in shapes if [n for n in mask.shape if n > 1] == [n for n in shape if n > 1]]
    return mask.reshape(fitting[0]) if fitting else mask


def label_map(text):
    """A function on masks, from '0-6:ignore,7:0,*:ignore' or a file of such entries."""
    if not re.match(r"\s*(\*|-?\d+(\s*-\s*-?\d+)?)\s*:", text):
        text = pathlib.Path(text).read_text()
    entries = [e.strip() for line in text.splitlines() for e in line.split("#")[0].split(",") if e.strip()]

    def apply(mask):
        out, seen = np.full(mask.shape, -1, np.int64), np.zeros(mask.shape, bool)
        for entry in sorted(entries, key=lambda e: e.startswith("*")):
            values, target = (part.strip() for part in entry.rsplit(":", 1))
            low, high = re.match(r"(-?\d+)(?:\s*-\s*(-?\d+))?$", values).groups() if values != "*" else (0, 0)
            here = ~seen if values == "*" else (mask >= int(low)) & (mask <= int(high or low))
            out[here], seen[here] = -1 if target.lower() == "ignore" else int(target), True
        if not seen.all():
            raise ValueError("a mask value that the label map does not name")
        return out
    return apply


def score(z, mask, loss, settings):
    """Loss sum and valid elements of one image; z is [classes, pixels]."""
    classes, scale = len(z), {"u1": 255, "u2": 65535}.get(z.dtype.str[1:], 1)
    z = z.astype(np.float64) / scale
    mask = label_map(settings["labelMap"])(mask) if settings.get("labelMap") else mask.astype(np.int64)
    valid = (mask >= 0) & ~np.isin(mask, settings.get("ignoreIndex") or [])
    planes = loss["preset"] == "sigmoid" and mask.size == z.size
    if planes or classes == 1:
        positive, valid = (mask == 1).reshape(z.shape), valid.reshape(z.shape)
    else:
        positive, valid = mask.ravel() == np.arange(classes)[:, None], np.tile(valid.ravel(), (classes, 1))
    dropped = loss.get("dropped") or []
    softmax = loss["activation"] == "softmax" or dropped
    with np.errstate(all="ignore"):
        if dropped and loss["activation"] == "none":
            z = np.log(np.maximum(z, 0))  # p over the sum of the kept p is their softmax
        z[dropped], valid[dropped] = -np.inf, False
        if softmax:
            z = z - z.max(0)
            top = np.arange(classes)[:, None] == z.argmax(0)
            rest = np.where(top, 0, np.exp(z)).sum(0)  # 1 - p of the maximum without cancellation
            p, ln_p = np.exp(z) / (1 + rest), z - np.log1p(rest)
            q = np.where(top, rest / (1 + rest), 1 - p)
            ln_q = np.where(top, np.log(rest) - np.log1p(rest), np.log1p(-p))
        elif loss["activation"] == "sigmoid":
            p, q, ln_p, ln_q = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z)), -np.logaddexp(0, -z), -np.logaddexp(0, z)
        else:
            p = np.clip(z, 0, 1)
            q, ln_p, ln_q = 1 - p, np.log(p), np.log1p(-p)
        eps, gamma, low, high = loss["eps"], loss["gamma"], np.log(loss["eps"]), np.log1p(-loss["eps"])
        ln_p = np.where(p < eps, low, np.where(q < eps, high, ln_p))
        ln_q = np.where(q < eps, low, np.where(p < eps, high, ln_q))
        base, ln = np.where(positive, q, p), np.where(positive, ln_p, ln_q)
        terms = np.where(ln == 0, 0, np.clip(base, eps, 1 - eps) ** gamma * -ln)
    none = loss["alpha"] == []
    alpha = np.broadcast_to(np.asarray(1.0 if none else loss["alpha"], np.float64), classes)[:, None]
    weight = np.broadcast_to(np.asarray(loss.get("classWeights") or 1.0, np.float64), classes)[:, None]
    factor = weight * np.where(positive, alpha, 0 if loss["preset"] == "categorical" else 1 if none else 1 - alpha)
    return math.fsum((factor * terms)[valid & (factor > 0)].ravel()), int(valid.sum())


FACTOR, MASK = 0x01000193, (1 << 64) - 1


def fold(values, start):
    """64 bits of values [steps, 16], where negative int64 values are none: a polynomial hash modulo 2^32 a lane."""
    hash64 = 0
    for lane in values.T:
        lane = lane[lane >= 0].astype(np.uint32)
        powers = np.multiply.accumulate(np.full(len(lane) + 1, FACTOR, np.uint32), dtype=np.uint32)
        with_start = np.concatenate((np.array([start], np.uint32), lane))[::-1]
        low = int((with_start * np.concatenate((np.array([1], np.uint32), powers[:-1]))).sum(dtype=np.uint64)) & 0xFFFFFFFF
        hash64 = ((hash64 ^ low) * 0x9E3779B97F4A7C15) & MASK
        hash64 ^= hash64 >> 29
    return f"{hash64:016x}"


def blocks(planes, padding):
    """Values [planes, pixels] as [blocks, planes, 256], filled up."""
    count = -(-planes.shape[1] // 256)
    padded = np.full((len(planes), count * 256), padding, planes.dtype)
    padded[:, :planes.shape[1]] = planes
    return padded.reshape(len(planes), count, 256).swapaxes(0, 1)


def fingerprints(z, mask):
    """Hashes of scores [classes, pixels] and mask [planes, pixels] as they are stored."""
    if z.dtype.str[1:] in ("f8", "i4", "i8"):
        bits = blocks(z.astype(np.float64), 0).reshape(-1, 16).view(np.uint64)
        steps = np.stack((bits & 0xFFFFFFFF, bits >> 32), 1).reshape(-1, 16)
    else:
        scale = {"u1": 255, "u2": 65535}.get(z.dtype.str[1:], 1)
        steps = blocks(z.astype(np.float32) / np.float32(scale), 0).reshape(-1, 16).view(np.uint32)
    labels = blocks(mask.astype(np.int64) & 0xFFFFFFFF, -1).reshape(-1, 16)
    return fold(steps.astype(np.int64), 0), fold(labels, 1)


def mix(value):
    """The finaliser of SplitMix64."""
    value = ((value ^ value >> 30) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ value >> 27) * 0x94D049BB133111EB) & MASK
    return value ^ value >> 31


def input_fingerprint(rows):
    """The sum of a hash a row, of its id and the fingerprints of its files."""
    total = 0
    for row in rows:
        hash64, units = 0, row["image_id"].encode("utf-16-le")
        for unit in struct.unpack(f"<{len(units) // 2}H", units):
            hash64 = mix((hash64 + unit) & MASK)
        for name in ("prediction_fingerprint", "truth_fingerprint"):
            hash64 = mix((hash64 + int(row[name], 16)) & MASK)
        total = (total + hash64) & MASK
    return f"{total:016x}"


def load(row, settings):
    """Scores [classes, pixels] and mask of an image."""
    z = read_array(row["prediction"], settings.get("npzKey"))
    mask = read_array(row["truth"], settings.get("truthNpzKey"))
    if settings.get("layout") == "nchw":
        mask = mask[int(row["batch_index"])] if len(z) > 1 else mask
        z = z[int(row["batch_index"])]
    if settings.get("layout") == "hwc":
        z = np.moveaxis(z, -1, 0)
    mask = as_images(mask, z.shape[1:], z.shape)
    return z.reshape(len(z), -1), mask


def recompute(row, loss, settings):
    """Loss sum, valid elements, and the fingerprints, where the row has some."""
    z, mask = load(row, settings)
    known = row.get("prediction_fingerprint")
    return (*score(z, mask, loss, settings), fingerprints(z, mask.reshape(mask.size // z.shape[1], -1)) if known else None)


def relative(a, b):
    return 0.0 if a == b else abs(a - b) / max(abs(a), abs(b))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path)
    for name in ("table", "predictions", "truth"):
        parser.add_argument("--" + name, type=pathlib.Path)
    parser.add_argument("--images", type=int, default=20)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if bool(args.table) == bool(args.predictions and args.truth):
        parser.error("give --table FILE.csv, or --predictions DIR and --truth DIR")
    summary = json.loads((args.run / "summary.json").read_text())
    loss, settings = summary["loss"], summary.get("settings", {})
    tolerance, checks, unread = 2e-6 * (loss["gamma"] + 1), [], 0

    def check(holds, text):
        checks.append(bool(holds))
        print(("ok     " if holds else "WRONG  ") + text)

    if args.table:
        rows = list(csv.DictReader(args.table.open(newline="")))
        total = math.fsum(float(row["loss_sum"]) for row in rows)
        check(total == loss["sum"], f"fsum over {len(rows)} rows {total!r}, the run's sum {loss['sum']!r}, to be the same bits")
        chosen = rows if args.all else random.Random(args.seed).sample(rows, min(args.images, len(rows)))
    else:
        masks = {f.stem: f for f in args.truth.iterdir()}
        files = sorted(f for f in args.predictions.iterdir() if f.stem in masks)
        chosen = rows = [{"image_id": f.stem, "prediction": f, "truth": masks[f.stem]} for f in files]
    found, read = [], []
    for row in chosen:
        try:
            found.append(recompute(row, loss, settings))
            read.append(row)
        except CannotRead as error:
            unread += 1
            print(f"UNREAD {row['image_id']}: {error}")
        except (ValueError, IndexError) as error:  # shapes and labels that no run scores
            check(False, f"{row['image_id']}: {error}")
    if args.table and read:
        pairs = [(relative(s, float(row["loss_sum"])), row["image_id"]) for (s, _, _), row in zip(found, read)]
        worst, name = max(pairs, default=(0.0, "none"), key=lambda pair: (math.isnan(pair[0]), pair[0]))
        check(worst <= tolerance, f"{len(found)} of {len(rows)} images recomputed, largest relative difference "
              f"{worst:.3g} ({name}), tolerance {tolerance:.3g}")
        check(all(n == int(row["valid_elements"]) for (_, n, _), row in zip(found, read)), "valid elements equal")
        if "prediction_fingerprint" in rows[0]:
            changed = [row["image_id"] for (_, _, f), row in zip(found, read)
                       if f != (row["prediction_fingerprint"], row["truth_fingerprint"])]
            check(not changed, f"fingerprints of {len(read)} images" + (f": another file for {', '.join(changed[:5])}" if changed else ""))
    if args.table and rows and "prediction_fingerprint" in rows[0]:
        whole, expected = input_fingerprint(rows), summary.get("provenance", {}).get("inputFingerprint")
        check(whole == expected, f"input fingerprint over {len(rows)} rows {whole}, the run's {expected}")
    if len(found) == len(rows):
        check(len(rows) == summary["images"]["scored"], f"{len(rows)} images, scored {summary['images']['scored']}")
        total = math.fsum(s for s, _, _ in found)
        check(relative(total, loss["sum"]) <= tolerance, f"total recomputed {total!r}, the run's {loss['sum']!r}, "
              f"relative difference {relative(total, loss['sum']):.3g}, tolerance {tolerance:.3g}")
        if loss["normalizer"] == "valid_elements":
            check(sum(n for _, n, _ in found) == loss["denominator"], f"denominator {loss['denominator']!r}")
    if loss["denominator"]:
        check(loss["sum"] / loss["denominator"] == loss["mean"], f"mean {loss['mean']!r} is sum / denominator")
    if not all(checks):
        print("The run DOES NOT AGREE.")
        return 1
    if unread:
        print(f"CANNOT CHECK {unread} of {len(chosen)} images; what was read agrees.")
        return 3
    print("The run agrees.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
