"""Recovered and missing articles are reported by year in `recover --report` and `status`."""

from __future__ import annotations

import json

from tests.recovery.conftest import FORMER, SITE, Workspace, page
from tests.recovery.lookalikes import Archive, Capture


def test_report_counts_recovered_and_missing_articles_by_year(workspace: Workspace, archive: Archive) -> None:
    link = f'<p>Xem <a href="{FORMER}/chitiet/tin/mat">bài trước</a>.</p>'
    archive.captures = [
        Capture("20150102030405", f"{FORMER}/chitiet/tin/dai-hoi", page(7, more=link)),
        Capture("20160102030405", f"{SITE}/dai-hoi-p8.html", page(8)),
    ]
    workspace("recover", "hoi", "--limit", "1")
    requested = len(archive.requested)

    report = workspace("recover", "hoi", "--report")

    assert report.returncode == 0, report.stderr
    assert len(archive.requested) == requested
    assert [line.split() for line in report.stdout.splitlines()[2:]] == [
        ["2014", "0", "1", "0", "1"],
        ["2016", "0", "0", "1", "0"],
    ]
    [site] = json.loads(workspace("recover", "hoi", "--report", "--json").stdout)
    assert site["years"][1] == {"year": "2016", "live": 0, "kept": 0, "elsewhere": 1, "known": 0}
    status = workspace("status").stdout
    assert "0 on the site, 1 only here, 1 in other archives (2016: 1), 1 known only from links or numbers" in status


def test_report_of_unknown_site_is_usage_error(workspace: Workspace) -> None:
    workspace("recover", "hoi", "--dry-run")
    assert workspace("recover", "vusta", "--report").returncode == 2


def test_dates_in_wrong_order_are_usage_error(workspace: Workspace) -> None:
    done = workspace("recover", "hoi", "--since", "2024-01-01", "--until", "2023-01-01")
    assert (done.returncode, "--since is later than --until" in done.stderr) == (2, True)
