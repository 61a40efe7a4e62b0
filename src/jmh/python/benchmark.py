"""Whole jobs against their peers; started by submit/benchmark.

Cases: f4-21, f2-2, deflated-12 (images against PyTorch and a plain Java loop), f4-21-long and
f2-2-long (the same files ten times over, so that the JIT compiler's warm-up is a small part), tiny
(what an image costs beside its pixels), start-up (from the launcher to the first task), cluster (two
workers of one core against one). Each runs several rounds in which job and peers alternate; medians are reported.

"scoring" is timing.scoringSeconds of summary.json: from the first task to the aggregated result, the
JIT compiler's warm-up included. "wall" is the whole command: JVMs, Spark, scoring, tables. Peers are
timed from their first image to their last, without their start; PyTorch's loops, which need no
warm-up then, are timed over the files once and counted as often as the job reads them.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time

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
PEER_CASES = ("f4-21", "f2-2", "deflated-12", "f4-21-long", "f2-2-long")
QUICK_SHARE = 10
MANIFEST = "repeated.csv"
# What is asked for: name, smallest or largest allowed value.
BARS = {
    "timesEager": (">=", 20.0),
    "timesCompiled": (">=", 1.3),
    "shareOfLimit": (">=", 0.70),
    "millisAnImage": ("<=", 0.5),
    "launcherToFirstTask": ("<=", 6.0),
    "speedup": (">=", 1.8),
}


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

    def torch_loop(self, data, images, repeats, mode):
        """Seconds of a PyTorch loop, for all images; the eager one takes a part and is scaled up."""
        self.warm(data)
        cores = self.options.cores
        every = 1 if mode == "compiled" else max(1, images // repeats // 30)
        layout = (cores, 1) if mode == "compiled" else (1, cores)
        text = self.run(
            [self.options.python, str(self.root / "src/jmh/python/torch_loop.py")]
            + [str(data / "predictions"), str(data / "truth"), "--mode", mode]
            + ["--processes", str(layout[0]), "--threads", str(layout[1]), "--every", str(every)],
            env={**os.environ, "TORCHINDUCTOR_CACHE_DIR": str(self.folder / "inductor")},
        )
        result = json.loads(text.strip().splitlines()[-1])
        return result["seconds"] * images / result["images"]

    def peers(self, name):
        """One image case: job, plain loop and PyTorch loops in turn."""
        data, settings = self.sample(name)
        images = settings["images"]
        job, plain, compiled, eager = [], [], [], []
        for _ in range(self.options.rounds):
            job.append(self.job(data))
            plain.append(self.plain(data, settings["repeats"]))
            if self.torch:
                compiled.append(self.torch_loop(data, images, settings["repeats"], "compiled"))
                eager.append(self.torch_loop(data, images, settings["repeats"], "eager"))
        elements = images * settings["height"] * settings["width"] * settings["classes"]
        scoring = median(run["scoring"] for run in job)
        result = {
            "settings": settings,
            "rounds": {"job": job, "plain": plain, "compiled": compiled, "eager": eager},
            "scoringSeconds": scoring,
            "wallSeconds": median(run["wall"] for run in job),
            "plainSeconds": median(plain),
            "elementsPerSecond": elements / scoring,
            "bytesPerSecond": settings["byteLength"] / scoring,
            "ratios": {"shareOfLimit": median(plain) / scoring},
        }
        if self.torch:
            result["eagerSeconds"] = median(eager)
            result["compiledSeconds"] = median(compiled)
            result["ratios"]["timesEager"] = median(eager) / scoring
            result["ratios"]["timesCompiled"] = median(compiled) / scoring
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


class Cluster:
    """A Spark master and workers of one core, each a JVM of its own, on loopback."""

    START_SECONDS = 120

    def __init__(self, benchmark, workers):
        self.benchmark = benchmark
        self.workers = workers
        self.processes = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"spark://127.0.0.1:{self.port}"

    def __enter__(self):
        try:
            port = str(self.port)
            self.launch("master", "master.Master", "I have been elected leader", "--port", port)
            for i in range(self.workers):
                scratch = str(self.benchmark.folder / f"work{i}")
                self.launch(
                    f"worker{i}",
                    "worker.Worker",
                    "Successfully registered with master",
                    *["-c", "1", "-m", "1g", "-d", scratch, self.url],
                )
        except BaseException:
            self.__exit__()
            raise
        return self

    def launch(self, name, main_class, ready, *arguments):
        log = self.benchmark.folder / f"{name}.log"
        environment = {
            **os.environ,
            "SPARK_HOME": str(self.benchmark.spark),
            "SPARK_SCALA_VERSION": "2.13",
            "SPARK_LOCAL_IP": "127.0.0.1",
        }
        command = [self.benchmark.options.java, "-Xmx256m", "-cp"]
        command += [f"{self.benchmark.spark / 'jars'}/*", f"org.apache.spark.deploy.{main_class}"]
        command += ["--host", "127.0.0.1", "--webui-port", "0", *arguments]
        with log.open("w") as sink:
            process = subprocess.Popen(command, stdout=sink, stderr=sink, env=environment)
        self.processes.append(process)
        end = time.monotonic() + self.START_SECONDS
        while ready not in log.read_text():
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"benchmark: {name} did not start:\n{log.read_text()[-4000:]}")
            time.sleep(0.1)

    def arguments(self, workers):
        conf = {
            "spark.cores.max": workers,
            "spark.scheduler.minRegisteredResourcesRatio": 1.0,
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
        }
        arguments = ["--master", self.url, "--executor-memory", "1g", "--driver-memory", "1g"]
        for key, value in conf.items():
            arguments += ["--conf", f"{key}={value}"]
        return arguments

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def median(values):
    return statistics.median(list(values))


def processor():
    try:
        names = re.findall(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
        return names[0] if names else platform.processor()
    except OSError:
        return platform.processor()


def verdict(name, value):
    sign, bound = BARS[name]
    met = value >= bound if sign == ">=" else value <= bound
    return f"{'met' if met else 'NOT met'} ({sign} {bound:g})"


def lines(results):
    """The table, as text."""
    yield f"{results['machine']['processor']}, {results['machine']['cores']} cores"
    yield f"{results['machine']['java']}; PyTorch {results['machine']['torch'] or 'none'}"
    if not results["machine"]["torch"]:
        yield f"PyTorch is not installed for {results['machine']['python']}: no figures of it"
    yield f"medians of {results['roundCount']} rounds, job and peers in turn; seconds"
    yield ""
    cases = results["cases"]
    images = [name for name in PEER_CASES if name in cases]
    if images:
        head = ("case", "scoring", "wall", "plain", "compiled", "eager", "M el/s", "MB/s")
        yield "{:12} {:>8} {:>8} {:>8} {:>9} {:>8} {:>8} {:>7}".format(*head)
        for name in images:
            case = cases[name]
            cells = [case["scoringSeconds"], case["wallSeconds"], case["plainSeconds"]]
            cells += [case.get("compiledSeconds"), case.get("eagerSeconds")]
            texts = ["-" if cell is None else f"{cell:.2f}" for cell in cells]
            texts += [f"{case['elementsPerSecond'] / 1e6:.0f}", f"{case['bytesPerSecond'] / 1e6:.0f}"]
            yield "{:12} {:>8} {:>8} {:>8} {:>9} {:>8} {:>8} {:>7}".format(name, *texts)
        yield ""
    for name, case in cases.items():
        for ratio, value in case["ratios"].items():
            yield f"{name:12} {ratio:20} {value:8.2f}   {verdict(ratio, value)}"
        if "tableMillisAnImage" in case:
            yield f"{name:12} {'tableMillisAnImage':20} {case['tableMillisAnImage']:8.2f}"
        for step, value in case.get("steps", {}).items():
            yield f"{name:12}   {step:18} {value:8.2f}"
        for key in ("oneWorkerSeconds", "twoWorkersSeconds"):
            if key in case:
                yield f"{name:12}   {key:18} {case[key]:8.2f}"


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
