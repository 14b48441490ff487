"""A real server makes runs out of the deployments' schedules.

With the wrong sqlalchemy a Prefect 3.8 server looks healthy and never schedules anything; nothing else would notice.
"""

from __future__ import annotations

import subprocess

import pytest
from real_server import PATIENCE, PREFECT, ROOT, post, until

pytestmark = pytest.mark.integration


def test_the_nightly_deployment_gets_scheduled_runs(api: str) -> None:
    post(f"{api}/work_pools/", {"name": "hengliang", "type": "process"})
    deploy = [*PREFECT, "--no-prompt", "deploy", "--all", "--prefect-file", "deployments/prefect.yaml"]
    done = subprocess.run(deploy, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    deployments = {item["name"]: item for item in post(f"{api}/deployments/filter", {})}
    assert set(deployments) == {"inbox", "nightly", "decide", "review"}
    assert deployments["nightly"]["schedules"][0]["schedule"]["timezone"] == "Asia/Shanghai"
    assert set(deployments["inbox"]["parameter_openapi_schema"]["properties"]) == {
        "paths",
        "store",
        "documents_per_task",
        "runner",
        "cluster",
        "after",
        "inbox",
    }

    wanted = {
        "deployments": {"id": {"any_": [deployments["nightly"]["id"]]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
    }
    assert until(lambda: post(f"{api}/flow_runs/filter", wanted), PATIENCE), "the scheduler made no runs"
    times = [run["expected_start_time"] for run in post(f"{api}/flow_runs/filter", wanted)]
    assert all("T18:30:00" in moment for moment in times), "half past two at night in Shanghai is 18:30 UTC"
