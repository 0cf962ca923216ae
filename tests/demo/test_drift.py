"""A site that is redesigned between two crawls: the lost fields are reported, with examples."""

import json
import subprocess
from pathlib import Path

from tests.demo.changes import redesign
from tests.demo.conftest import COMMAND, Run, crawled_again, rows
from vustacrawl.demo import Federation


def make_everything_due(run: Run) -> None:
    rows(run.catalog, "UPDATE frontier SET next_due = 0, etag = NULL, last_modified = NULL WHERE kind = 'article'")


def drift(run: Run) -> dict[str, list[str]]:
    """Return by site the sentences about layout changes in its last crawl."""
    done = subprocess.run([*COMMAND, "status", "--json"], cwd=run.folder, capture_output=True, text=True, check=False)
    sites = json.loads(done.stdout)
    unread = [one for site in sites for one in site["missing"] if one["kind"] == "unread"]
    assert (bool(unread), done.returncode) == (True, 1), "the demo has pages without an article"
    return {site["site"]: site["drift"] for site in sites}


def test_only_redesigned_site_and_lost_fields_are_reported(demo: Run, tmp_path: Path) -> None:
    run = demo.copy(tmp_path)
    make_everything_due(run)
    federation = Federation()
    redesign(federation.sites[2])
    with crawled_again(run, federation):
        pass

    drift_by_site = drift(run)

    assert drift_by_site["demo-vusta"] == drift_by_site["demo-vusta-en"] == drift_by_site["demo-wordpress"] == []
    fields = {sentence.split()[0] for sentence in drift_by_site["demo-nukeviet"]}
    assert {"byline", "section"} <= fields
    assert "title" not in fields
    for sentence in drift_by_site["demo-nukeviet"]:
        assert sentence.count("http://lienhiephoi.demo.test/") == 3, "three examples"
    status = subprocess.run([*COMMAND, "status"], cwd=run.folder, capture_output=True, text=True, check=False)
    assert status.returncode == 1
    lines = status.stdout.splitlines()
    drop = "layout change: section found on far fewer pages than before: 0%"
    at = next(number for number, line in enumerate(lines) if drop in line)
    assert [line.strip()[:29] for line in lines[at + 1 : at + 4]] == ["http://lienhiephoi.demo.test/"] * 3
    assert "`vustacrawl reparse demo-nukeviet`" in status.stderr
    stages = rows(run.catalog, "SELECT DISTINCT stage FROM problems WHERE site = 'demo-nukeviet'")
    assert stages == [("drift",)]


def test_crawl_of_unchanged_site_shows_no_drift(demo: Run, tmp_path: Path) -> None:
    run = demo.copy(tmp_path)
    make_everything_due(run)
    with crawled_again(run, Federation()):
        pass
    assert not any(drift(run).values())
