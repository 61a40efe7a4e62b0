"""A nightly validation as an Airflow DAG.

The task is judged by verdict.json, not by the exit code of spark-submit, which gets lost in cluster
deploy mode; it is read by the launcher, here as on HDFS and S3. A failed gate fails the task without a
retry; so does a verdict that is missing.
"""

from __future__ import annotations

import json
import os
import subprocess
from datetime import datetime, timedelta, timezone

FOCAL_AUDIT = os.environ.get("FOCAL_AUDIT", "/opt/focal-audit/submit/focal-audit")
RUNS = os.environ.get("FOCAL_AUDIT_RUNS", "/data/model/runs")  # or s3a://..., hdfs://...


def arguments(run: str) -> list[str]:
    """What the program is started with, after the options of spark-submit."""
    return [
        "validate",
        "--predictions",
        "/data/model/predictions",
        "--truth",
        "/data/model/truth",
        "--metadata",
        "/data/model/images.csv",
        "--output",
        run,
        "--gate",
        "/data/model/gate.yaml",
        "--history",
        f"{RUNS}/history",
        "--baseline",
        "golden",
        "--cluster",
        "scene",
        "--slice",
        "scene",
        "--no-progress",
    ]


def read_verdict(run: str) -> dict:
    """The verdict of a run; an error where there is none, or one that cannot be read."""
    command = [FOCAL_AUDIT, "verdict", "--run", run, "--json"]
    try:
        printed = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
        return json.loads(printed.stdout)
    except (OSError, ValueError) as problem:
        said = printed.stderr.strip() if isinstance(problem, ValueError) else ""
        return {"verdict": "error", "exitCode": 1, "reason": f"no verdict: {said or problem}", "rules": []}


def summary_of(verdict: dict) -> str:
    """One line a rule that does not hold."""
    lines = [f"{verdict['verdict']}: {verdict['reason']}"]
    for rule in verdict["rules"]:
        if rule["status"] != "pass":
            lines.append(f"{rule['status']} {rule['rule']} ({rule['metric']}): {rule['reason']}")
    return "\n".join(lines)


def validate() -> dict:
    """Runs the validation in a directory of its own, also where a task is run again."""
    run = f"{RUNS}/run-{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}"
    subprocess.run([FOCAL_AUDIT, *arguments(run)], check=False)
    return read_verdict(run)


def build_dag():
    """The DAG; imported here, so that the functions above can be used without Airflow."""
    from airflow.decorators import dag, task
    from airflow.exceptions import AirflowFailException

    @dag(
        dag_id="focal_audit_nightly",
        schedule="30 2 * * *",
        start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
        catchup=False,
        max_active_runs=1,
        default_args={"retries": 0, "execution_timeout": timedelta(hours=4)},
    )
    def focal_audit_nightly():
        @task(retries=0)
        def validate_and_judge():
            verdict = validate()
            print(summary_of(verdict))
            if verdict["verdict"] != "pass":
                # AirflowFailException is never retried, whatever the defaults say.
                raise AirflowFailException(summary_of(verdict))
            return verdict["reason"]

        validate_and_judge()

    return focal_audit_nightly()


try:
    import airflow  # noqa: F401
except ImportError:
    dag = None
else:
    dag = build_dag()
