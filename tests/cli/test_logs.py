"""Logs on stderr."""

from __future__ import annotations

import json
import logging

import pytest

from vustacrawl.cli.logs import log_to_stderr


@pytest.fixture(autouse=True)
def own_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.WARNING)


def test_what_the_summary_names_is_not_logged_with_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr(as_json=True)
    logging.captureWarnings(False)
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").error("Error downloading <GET https://union.vn/>")
    logging.getLogger("scrapy.core.scraper").error("Spider error processing <GET https://union.vn/>")
    logging.getLogger("scrapy.core.engine").info("Spider opened")
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["message"] == "Spider error processing <GET https://union.vn/>"
