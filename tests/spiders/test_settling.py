"""A visit that fails at any stage is settled with its reason, and the crawl continues to its end."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, rows, run, site
from tests.waiting import HANG_S

__all__ = ["run", "site"]

ROOT = Path(__file__).parents[2]
STATES = {
    "callback": ("failed", "the spider failed", "StageError: no such luck"),
    "errback": ("failed", "the spider failed", "StageError: no such luck"),
    "process_request": ("due", "StageError: no such luck", None),
    "process_response": ("failed", "StageError: no such luck", None),
    "process_exception": ("due", "StageError: again", None),
    "another request": ("failed", "a middleware turned the visit into another request", None),
    "archive": ("due", "StageError: no such luck", None),
    "process_spider_input": ("failed", "StageError: no such luck", None),
    "process_spider_output": ("failed", "the spider failed", "StageError: no such luck"),
    "process_spider_exception": ("failed", "the spider failed", "StageError: again"),
    "no page": ("failed", "internal error: the response was never processed", None),
    "drop": ("failed", "a pipeline dropped the page", "not wanted"),
    "validate": ("failed", "a pipeline failed", "StageError: no such luck"),
    "dedupe": ("failed", "a pipeline failed", "StageError: no such luck"),
    "store": ("failed", "a pipeline failed", "StageError: no such luck"),
    "writing": ("failed", "cannot be stored", "StageError: no such luck"),
}
"""State, reason and detail of a visit after a fault in each stage."""


def crawl(run: Command, stage: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.spiders.crawl_with_fault", stage]
    environment = {"PYTHONPATH": str(ROOT), "VUSTACRAWL_WORKSPACE": str(run.workspace)}
    return subprocess.run(command, cwd=run.workspace, env=environment, capture_output=True, text=True, timeout=HANG_S)


@pytest.mark.parametrize("stage", STATES)
def test_fault_at_any_stage_fails_only_its_visit(run: Command, site: Site, stage: str) -> None:
    done = crawl(run, stage)

    state, reason, detail = STATES[stage]
    assert done.returncode == 1, done.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES - 1,)]
    assert rows(run, "SELECT outcome FROM crawls") == [("finished",)]
    assert rows(run, "SELECT state, attempts, reason FROM frontier WHERE url LIKE '%/bai-p3.html'") == [
        (state, 1, reason)
    ]
    assert rows(run, "SELECT reason, detail FROM problems") == [(reason, detail)]
    assert rows(run, "SELECT count(*) FROM frontier WHERE state = 'leased'") == [(0,)]
    assert reason in done.stderr
    verified = run("verify")
    assert verified.returncode == 0, verified.stdout


@pytest.mark.parametrize("stage", ["callback, late", "last pipeline"])
def test_fault_after_page_is_stored_loses_nothing(run: Command, site: Site, stage: str) -> None:
    done = crawl(run, stage)

    assert done.returncode == 1, done.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    assert rows(run, "SELECT count(*) FROM problems WHERE detail = 'StageError: no such luck'") == [(1,)]


def test_fault_between_two_events_ends_crawl_with_its_reason(run: Command, site: Site) -> None:
    done = crawl(run, "tick")

    assert done.returncode == 1, done.stderr
    assert "internal error: StageError('no such luck')" in done.stderr
    assert rows(run, "SELECT outcome FROM crawls") == [("failed",)]
    assert rows(run, "SELECT count(*) FROM frontier WHERE state = 'leased'") == [(0,)]
    assert run("crawl", "union").returncode == 0
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]


@pytest.mark.parametrize("location", ["http://[", "http://[::1", "//[x]/", "http://a.vn:port/"])
def test_redirect_to_invalid_url_fails_and_crawl_finishes(run: Command, site: Site, location: str) -> None:
    site.faults["/bai-p3.html"] = [(302, {"Location": location})]
    done = run("crawl", "union")
    assert done.returncode == 1
    assert rows(run, "SELECT state FROM frontier WHERE url LIKE '%/bai-p3.html'") == [("failed",)]
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES - 1,)]
