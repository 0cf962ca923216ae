"""The progress of a crawl, as shown to people."""

from __future__ import annotations

import io
import json
import time

import pytest
from rich.console import Console

from tests.cli.conftest import Command, Site
from tests.waiting import wait_until
from vustacrawl.cli.crawl_progress import (
    MAX_ROWS,
    RateMeter,
    Row,
    line,
    print_progress,
    progress_table,
    run_every,
    total,
)
from vustacrawl.cli.progress import LINE_INTERVAL_S
from vustacrawl.frontier.stats import SiteStats


def table_lines(rows: list[Row], width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(progress_table(rows))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return [line.rstrip() for line in text.splitlines()]


def a_row(site: str = "vusta", due: int = 1200, rate: float = 40.0, note: str = "") -> Row:
    return Row(site, due, 300, 250, 2, rate, 60 * due / rate, note)


def test_rate_is_measured_over_last_minute() -> None:
    moment = 1_000.0
    stats = SiteStats(waiting=100)
    meter = RateMeter({"vusta": stats}, lambda: moment)
    assert meter.measure()[0].rate == 0
    for _ in range(10):
        moment += 30
        stats.pages += 20
        [row] = meter.measure()
    assert (row.rate, row.done) == (40, 200)
    assert row.left == "2 min"
    moment += 90
    [row] = meter.measure()
    assert row.rate == 0, "no progress for more than a minute"


def test_rate_is_correct_when_lines_are_slightly_late() -> None:
    moment = 1_000.0
    stats = SiteStats(waiting=300)
    meter = RateMeter({"vusta": stats}, lambda: moment)
    meter.measure()
    for _ in range(5):
        moment += LINE_INTERVAL_S + 0.05
        stats.pages += 60
        stats.waiting -= 60
        [row] = meter.measure()
        assert round(row.rate) == 60
    stats.waiting = 120
    assert meter.measure()[0].left == "2 min"


def test_given_up_and_paused_sites_are_listed_last() -> None:
    counts = {
        "busy": SiteStats(pages=1),
        "given-up": SiteStats(given_up="throttled"),
        "paused": SiteStats(quiet_until=1_075.0),
    }
    rows = RateMeter(counts, lambda: 1_000.0).measure()
    assert [(row.site, row.left) for row in rows] == [
        ("busy", "-"),
        ("given-up", "given up"),
        ("paused", "paused 1 min"),
    ]


@pytest.mark.parametrize("width", [80, 120])
def test_table_fits_terminal_width(width: int) -> None:
    rows = [a_row(f"lien-hiep-hoi-{at:02}", due=123_456, note="paused 15 min" if at > 3 else "") for at in range(30)]
    lines = table_lines(rows, width)
    assert len(lines) == MAX_ROWS + 3, "header, busiest sites, number of other sites, and total"
    assert all(len(text) <= width for text in lines)
    assert lines[-2] == "… 20 more"
    assert lines[-1].split()[:4] == ["all", "30", "sites", str(30 * 123_456)]
    assert not any("…" in text for text in lines[:-2]), "no text is truncated"


def test_table_of_one_site_has_no_total() -> None:
    assert len(table_lines([a_row()], 80)) == 2


def test_progress_line_format() -> None:
    assert line(a_row()) == "vusta: 300 done, 1200 due, 250 articles, 2 problems, 40 pages/min, 30 min left"
    assert line(a_row(due=0)) == "vusta: 300 done, 0 due, 250 articles, 2 problems, 40 pages/min"
    both = line(total([a_row(), a_row("husta", rate=10)]))
    assert both == "all 2 sites: 600 done, 2400 due, 500 articles, 4 problems, 50 pages/min, 2 h 0 min left"


def test_progress_lines_stop_when_crawl_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with run_every(0.01, lambda: print_progress([a_row()], as_json=False)):
        printed: list[str] = []
        wait_until(lambda: len(printed) >= 2 or printed.extend(capsys.readouterr().err.splitlines()) is not None)
    printed += capsys.readouterr().err.splitlines()
    assert set(printed) == {line(a_row())}
    time.sleep(0.03)
    assert capsys.readouterr().err == ""


def test_short_crawl_prints_single_line_when_piped(run: Command) -> None:
    assert len(run("crawl", "union").stderr.splitlines()) == 1


def test_log_json_reports_how_crawl_ended(run: Command, site: Site) -> None:
    site.faults["/bai-p3.html"] = [(404, {})]
    ended = run("crawl", "union", "--log-json")
    lines = [json.loads(text) for text in ended.stderr.splitlines()]
    assert [(entry.get("event"), entry["level"], entry["site"]) for entry in lines] == [
        ("ended", "info", "union"),
        ("failure", "warning", "union"),
    ]
    assert (lines[0]["added"], lines[0]["problems"]) == (29, 1)
    assert ended.returncode == 1


def test_usage_error_is_json_with_log_json(run: Command) -> None:
    ended = run("crawl", "unoin", "--log-json")
    assert ended.returncode == 2
    entry = json.loads(ended.stderr)
    assert (entry["level"], entry["event"]) == ("error", "error")
    assert "did you mean union?" in entry["message"]
