"""Whole jobs against their peers; started by submit/benchmark.

Cases: f4-21, f2-2, deflated-12 (images against PyTorch and a plain Java loop), f4-21-long and
f2-2-long (the same files ten times over, so that the JIT compiler's warm-up is a small part), tiny
(what an image costs beside its pixels), start-up (from the launcher to the first task), cluster (two
workers of one core against one). Each runs several rounds in which job and peers alternate; medians are reported.

Two comparisons. Warm clocks: "scoring" is timing.scoringSeconds of summary.json, from the first task
to the aggregated result, the JIT compiler's warm-up included, against peers that are timed from their
first image to their last, compiled and with their masks decoded; the eager loop takes a part of the
images and is scaled up. Whole commands: "wall" is everything of the job, JVMs, Spark, scoring and
tables, against everything of a PyTorch loop over the same images: Python, imports, masks, compilation.
torch.compile finds its cache on disk, as on a second night; "cold" is the run before, without one.
The eager command runs once over all images where that takes under two minutes; otherwise its start is
measured and the loop is the scaled one, without its masks, marked with a star.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time

from benchmark_cluster import Cluster
from benchmark_table import PEER_CASES, lines

SETS = {
    "f4-21": dict(images=150, height=512, width=512, classes=21, dtype="f4", container="npy"),
    "f2-2": dict(images=3000, height=256, width=256, classes=2, dtype="f2", container="npy"),
    "deflated-12": dict(
        images=500, height=360, width=480, classes=12, dtype="f4", container="npz-deflated"
    ),
    "f4-21-long": dict(
        images=150, height=512, width=512, classes=21, dtype="f4", container="npy", repeats=10
    ),
    "f2-2-long": dict(
        images=3000, height=256, width=256, classes=2, dtype="f2", container="npy", repeats=10
    ),
    "tiny": dict(images=20000, height=16, width=16, classes=3, dtype="f4", container="npy"),
    "start-up": dict(images=24, height=256, width=256, classes=5, dtype="f4", container="npy"),
    "cluster": dict(
        images=75, height=512, width=512, classes=21, dtype="f4", container="npy", repeats=128
    ),
}
QUICK_SHARE = 10
# Longest loop in eager mode that is run over all images; of a longer one the start and a part is.
EAGER_SECONDS = 120
MANIFEST = "repeated.csv"


class Benchmark:
    def __init__(self, options):
        self.options = options
        self.root = pathlib.Path(options.root)
        self.folder = pathlib.Path(options.folder)
        self.spark = self.root / "target" / "spark"
        self.launcher = str(self.root / "submit" / "focal-audit")
        self.torch = self.torch_version()

    def torch_version(self):
        """The version of PyTorch where it and NumPy can be used, else None."""
        check = subprocess.run(
            [self.options.python, "-c", "import numpy, torch; print(torch.__version__)"],
            capture_output=True,
            text=True,
        )
        return check.stdout.strip() if check.returncode == 0 else None

    def run(self, command, **settings):
        """Runs a command to its end and returns its standard output."""
        done = subprocess.run(command, capture_output=True, text=True, **settings)
        if done.returncode != 0:
            raise SystemExit(f"benchmark: failed: {' '.join(command)}\n{done.stderr[-4000:]}")
        return done.stdout

    def sample(self, name):
        """Makes the data of a case."""
        settings = dict(SETS[name])
        if self.options.quick:
            settings["images"] = max(24, settings["images"] // QUICK_SHARE)
        data = self.folder / name
        repeats = settings.pop("repeats", 1)
        arguments = [part for key, value in settings.items() for part in (f"--{key}", str(value))]
        self.run([self.launcher, "sample", "--output", str(data), "--seed", "1", *arguments])
        scores = sorted((data / "predictions").iterdir())
        settings["byteLength"] = repeats * sum(file.stat().st_size for file in scores)
        settings["images"] *= repeats
        settings["repeats"] = repeats
        if repeats > 1:
            lines = ["image_id,prediction,truth"]
            for repeat in range(repeats):
                for file in scores:
                    mask = data / "truth" / f"{file.stem}.png"
                    lines.append(f"{file.stem}-{repeat},{file},{mask}")
            (data / MANIFEST).write_text("\n".join(lines) + "\n")
        return data, settings

    @staticmethod
    def warm(data):
        """Reads the files, so that whoever comes next finds them in the page cache."""
        for file in data.glob("*/*"):
            file.read_bytes()

    def job(self, data, spark_arguments=()):
        """Runs validate; seconds by the summary, and of the whole command."""
        self.warm(data)
        output = self.folder / "run"
        inputs = ["--predictions", str(data / "predictions"), "--truth", str(data / "truth")]
        if (data / MANIFEST).exists():
            inputs = ["--manifest", str(data / MANIFEST)]
        spark_arguments = list(spark_arguments) or ["--master", f"local[{self.options.cores}]"]
        start = time.monotonic()
        self.run(
            [self.launcher, *spark_arguments, "--", "validate", *inputs]
            + ["--cross-check", "0", "--no-progress", "--overwrite", "--output", str(output)]
        )
        wall = time.monotonic() - start
        timing = json.loads((output / "summary.json").read_text())["timing"]
        return {
            "scoring": timing["scoringSeconds"],
            "prepare": timing["prepareSeconds"],
            "tables": timing["tablesSeconds"],
            "wall": wall,
        }

    def plain(self, data, repeats):
        """Seconds of the plain Java loop over the same files."""
        self.warm(data)
        classpath = f"{self.folder / 'classes'}:{self.options.jar}:{self.spark / 'jars'}/*"
        text = self.run(
            [self.options.java, "-Xmx4g", "--add-modules=jdk.incubator.vector", "-cp", classpath]
            + ["io.github.focalaudit.PlainLoop", str(data / "predictions"), str(data / "truth")]
            + [str(self.options.cores), str(repeats)]
        )
        return json.loads(text.strip().splitlines()[-1])["seconds"]

    def torch_loop(self, data, mode, every=1, repeats=1):
        """A PyTorch loop: its own clock, of the whole command, and how many images it took."""
        self.warm(data)
        cores = self.options.cores
        processes, threads = (cores, 1) if mode == "compiled" else (1, cores)
        start = time.monotonic()
        text = self.run(
            [self.options.python, str(self.root / "src/jmh/python/torch_loop.py")]
            + [str(data / "predictions"), str(data / "truth"), "--mode", mode]
            + ["--processes", str(processes), "--threads", str(threads)]
            + ["--every", str(every), "--repeats", str(repeats)],
            env={**os.environ, "TORCHINDUCTOR_CACHE_DIR": str(self.folder / "inductor" / data.name)},
        )
        wall = time.monotonic() - start
        result = json.loads(text.strip().splitlines()[-1])
        return {"seconds": result["seconds"], "images": result["images"], "wall": wall}

    def eager(self, data, images, repeats):
        """Seconds of the eager loop for all images, scaled up from a part of them."""
        run = self.torch_loop(data, "eager", every=max(1, images // repeats // 30))
        run["seconds"] *= images / run["images"]
        return run

    def eager_wall(self, data, part, repeats):
        """Seconds of the eager loop's whole command, and whether they are scaled up from a part."""
        if part["seconds"] < EAGER_SECONDS:
            return self.torch_loop(data, "eager", repeats=repeats)["wall"], False
        start = self.torch_loop(data, "eager", every=len(list((data / "predictions").iterdir())))
        return start["wall"] - start["seconds"] + part["seconds"], True

    def peers(self, name):
        """One image case: job, plain loop and PyTorch loops in turn."""
        data, settings = self.sample(name)
        images, repeats = settings["images"], settings["repeats"]
        rounds = {"job": [], "plain": [], "compiled": [], "eager": []}
        cold = self.torch_loop(data, "compiled", repeats=repeats) if self.torch else None
        for _ in range(self.options.rounds):
            rounds["job"].append(self.job(data))
            rounds["plain"].append(self.plain(data, repeats))
            if self.torch:
                rounds["compiled"].append(self.torch_loop(data, "compiled", repeats=repeats))
                rounds["eager"].append(self.eager(data, images, repeats))
        elements = images * settings["height"] * settings["width"] * settings["classes"]
        scoring, wall = (median(run[key] for run in rounds["job"]) for key in ("scoring", "wall"))
        plain = median(rounds["plain"])
        result = {
            "settings": settings,
            "rounds": rounds,
            "scoringSeconds": scoring,
            "wallSeconds": wall,
            "plainSeconds": plain,
            "elementsPerSecond": elements / scoring,
            "bytesPerSecond": settings["byteLength"] / scoring,
            "ratios": {"shareOfLimit": plain / scoring},
        }
        if cold:
            eager, compiled = (
                median(run["seconds"] for run in rounds[key]) for key in ("eager", "compiled")
            )
            eager_wall, scaled = self.eager_wall(data, rounds["eager"][-1], repeats)
            compiled_wall = median(run["wall"] for run in rounds["compiled"])
            result |= {
                "eagerSeconds": eager,
                "compiledSeconds": compiled,
                "eagerWallSeconds": eager_wall,
                "eagerWallScaled": scaled,
                "compiledWallSeconds": compiled_wall,
                "compiledColdWallSeconds": cold["wall"],
            }
            result["ratios"] |= {
                "timesEager": eager / scoring,
                "timesCompiled": compiled / scoring,
                "wallTimesEager": eager_wall / wall,
                "wallTimesCompiled": compiled_wall / wall,
            }
        return result

    def tiny(self):
        """What an image costs beside its pixels, in core time."""
        data, settings = self.sample("tiny")
        job = [self.job(data) for _ in range(self.options.rounds)]
        scoring = median(run["scoring"] for run in job)
        core_millis = 1000 * self.options.cores / settings["images"]
        return {
            "settings": settings,
            "rounds": {"job": job},
            "scoringSeconds": scoring,
            "wallSeconds": median(run["wall"] for run in job),
            "tableMillisAnImage": median(run["tables"] for run in job) * core_millis,
            "ratios": {"millisAnImage": scoring * core_millis},
        }

    def start_up(self):
        """From the launcher to the first task, in steps."""
        data, settings = self.sample("start-up")
        rounds = [self.start_up_once(data, i) for i in range(self.options.rounds)]
        steps = {key: median(run[key] for run in rounds) for key in rounds[0]}
        total = steps.pop("launcherToFirstTask")
        return {
            "settings": settings,
            "rounds": {"job": rounds},
            "steps": steps,
            "ratios": {"launcherToFirstTask": total},
        }

    def start_up_once(self, data, index):
        events = self.folder / f"events{index}"
        events.mkdir()
        log = events / "jvm.log"
        log4j = self.root / "conf" / "log4j2.properties"
        java_options = (
            f"-Dlog4j2.configurationFile={log4j} -Xlog:gc+init=info:file={log}:utctime,uptime"
        )
        conf = {
            "spark.eventLog.enabled": "true",
            "spark.eventLog.rolling.enabled": "false",
            "spark.eventLog.compress": "false",
            "spark.eventLog.dir": events.as_uri(),
        }
        arguments = ["--master", f"local[{self.options.cores}]", "--driver-java-options"]
        arguments += [java_options]
        for key, value in conf.items():
            arguments += ["--conf", f"{key}={value}"]
        started = time.time()
        job = self.job(data, arguments)
        when, uptime = re.match(r"\[([^]]+)]\[([\d.]+)s]", log.read_text()).groups()
        jvm = datetime.datetime.strptime(when, "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()
        jvm -= float(uptime)
        (event_log,) = [file for file in events.iterdir() if file != log]
        first = {}
        for line in event_log.read_text().splitlines():
            event = json.loads(line)
            first.setdefault(event["Event"], event)
        context = first["SparkListenerApplicationStart"]["Timestamp"] / 1e3
        submitted = first["SparkListenerJobStart"]["Submission Time"] / 1e3
        task = first["SparkListenerTaskStart"]["Task Info"]["Launch Time"] / 1e3
        return {
            "launcherToFirstTask": task - started,
            "launcher": jvm - started,
            "jvmToSparkContext": context - jvm,
            "sparkContextToFirstJob": submitted - context,
            "jobToFirstTask": task - submitted,
            "scoring": job["scoring"],
            "tables": job["tables"],
            "wall": job["wall"],
        }

    def cluster(self):
        """Two workers of one core against one, every file several times over."""
        data, settings = self.sample("cluster")
        with Cluster(self, 2) as cluster:
            rounds = {"one": [], "two": []}
            for _ in range(self.options.rounds):
                for name, workers in (("one", 1), ("two", 2)):
                    rounds[name].append(self.job(data, cluster.arguments(workers)))
        one, two = (median(run["scoring"] for run in rounds[name]) for name in ("one", "two"))
        return {
            "settings": settings,
            "rounds": rounds,
            "oneWorkerSeconds": one,
            "twoWorkersSeconds": two,
            "ratios": {"speedup": one / two},
        }


def median(values):
    return statistics.median(list(values))


def processor():
    try:
        names = re.findall(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
        return names[0] if names else platform.processor()
    except OSError:
        return platform.processor()


def main():
    parser = argparse.ArgumentParser(
        prog="submit/benchmark",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for hidden in ("--root", "--folder", "--jar", "--java"):
        parser.add_argument(hidden, default="", help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="a tenth of the images, one round")
    parser.add_argument("--cases", default=",".join(SETS), help="default: %(default)s")
    parser.add_argument("--rounds", type=int, help="default: 3")
    parser.add_argument("--cores", type=int, default=2, help="default: %(default)s")
    parser.add_argument("--json", help="also write every figure to this file")
    parser.add_argument("--python", default="python3", help="a Python with PyTorch and NumPy")
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 3)
    names = options.cases.split(",")
    unknown = sorted(set(names) - set(SETS))
    if unknown or options.rounds < 1:
        parser.error(f"--cases: give some of {','.join(SETS)}, got {options.cases}")
    if options.cores > (os.cpu_count() or 1):
        parser.error(f"--cores {options.cores}: this machine has {os.cpu_count()}")
    benchmark = Benchmark(options)
    version = subprocess.run([options.java, "-version"], capture_output=True, text=True).stderr
    results = {
        "machine": {
            "processor": processor(),
            "cores": options.cores,
            "java": version.splitlines()[0],
            "torch": benchmark.torch,
            "python": options.python,
        },
        "roundCount": options.rounds,
        "quick": options.quick,
        "cases": {},
    }
    special = {
        "tiny": benchmark.tiny,
        "start-up": benchmark.start_up,
        "cluster": benchmark.cluster,
    }
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        run = special.get(name)
        results["cases"][name] = run() if run else benchmark.peers(name)
        shutil.rmtree(benchmark.folder / name)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(results, indent=2) + "\n")
    print("\n".join(lines(results)))


if __name__ == "__main__":
    main()
