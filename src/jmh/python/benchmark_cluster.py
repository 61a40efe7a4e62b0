"""A standalone Spark cluster on this machine, for submit/benchmark."""

import os
import socket
import subprocess
import time


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
