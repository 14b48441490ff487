"""What a person sees: files are dropped, and the runs, their state and their artifacts can be read in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import browsing
from real_server import post, until
from test_serve import PATIENCE, PDF, TEXT, Serving

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration


def test_a_text_and_a_pdf_are_dropped_and_their_runs_seen_to_complete(tmp_path: Path) -> None:
    running = Serving(tmp_path, "--host", "0.0.0.0")  # noqa: S104  (the pages must find their server all the same)
    try:
        running.wait()
        with browsing(tmp_path / "browser") as browser:
            page = running.api.removesuffix("/api")
            browser.open(f"{page}/v2/runs")
            assert browser.reads("Runs"), browser.text()
            running.drop(TEXT)
            assert until(lambda: running.published() == {TEXT}, PATIENCE), running.said()
            running.drop(PDF)
            assert until(lambda: running.published() == {TEXT, PDF}, PATIENCE), running.said()
            assert until(lambda: len(running.runs("inbox", "COMPLETED")) == 2, 30)
            browser.open(f"{page}/v2/runs")
            assert browser.reads("临江区 1 份报告", "衡江市 1 份报告", "Completed"), browser.text()
            text, pdf = sorted(running.runs("inbox", "COMPLETED"), key=lambda run: str(run["start_time"]))
            assert text["name"] == "临江区 1 份报告"
            # A page of a run that has ended asks for its log once, and the last lines take a second to come in.
            wanted = {"logs": {"flow_run_id": {"any_": [pdf["id"]]}}}
            assert until(
                lambda: any("发布：" in line["message"] for line in post(f"{running.api}/logs/filter", wanted)), 30
            )
            browser.open(f"{page}/v2/runs/flow-run/{pdf['id']}")
            assert browser.reads("衡江市 1 份报告", "Completed", "读取：1 份文件中 1 份可用"), browser.text()
            artifacts = post(f"{running.api}/artifacts/filter", {"flow_runs": {"id": {"any_": [pdf["id"]]}}})
            for key, words in (("summary", "1 份入库"), ("documents", PDF), ("findings", "核对结果")):
                (artifact,) = [artifact for artifact in artifacts if artifact["key"] == key]
                browser.open(f"{page}/v2/artifacts/artifact/{artifact['id']}")
                assert browser.reads(words), browser.text()
    finally:
        running.end()
