"""What is lost is shown by year: `recover --report` and `status`."""

from __future__ import annotations

import json

from tests.recovery.conftest import FORMER, SITE, Workspace, page
from tests.recovery.lookalikes import Archive, Held


def test_what_was_recovered_and_what_was_not_is_shown(workspace: Workspace, archive: Archive) -> None:
    link = f'<p>Xem <a href="{FORMER}/chitiet/tin/mat">bài trước</a>.</p>'
    archive.held = [
        Held("20150102030405", f"{FORMER}/chitiet/tin/dai-hoi", page(7, more=link)),
        Held("20160102030405", f"{SITE}/dai-hoi-p8.html", page(8)),
    ]
    workspace("recover", "hoi", "--limit", "1")
    asked = len(archive.asked)

    report = workspace("recover", "hoi", "--report")

    assert report.returncode == 0, report.stderr
    assert len(archive.asked) == asked
    assert [line.split() for line in report.stdout.splitlines()[2:]] == [
        ["2014", "0", "1", "0", "1"],
        ["2016", "0", "0", "1", "0"],
    ]
    [site] = json.loads(workspace("recover", "hoi", "--report", "--json").stdout)
    assert site["years"][1] == {"year": "2016", "live": 0, "kept": 0, "elsewhere": 1, "known": 0}
    said = workspace("status").stdout
    assert "0 on the site, 1 only here, 1 in other archives (2016: 1), 1 known only from links or numbers" in said


def test_a_site_that_the_catalog_does_not_have_is_a_usage_error(workspace: Workspace) -> None:
    workspace("recover", "hoi", "--dry-run")
    assert workspace("recover", "vusta", "--report").returncode == 2
