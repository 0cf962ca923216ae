"""A site that is redesigned between two crawls: the lost fields are reported, with examples."""

import json
import sqlite3
import subprocess
from pathlib import Path

from tests.demo.conftest import COMMAND, Run, crawled_again, rows
from vustacrawl.demo import Federation


def make_everything_due(run: Run) -> None:
    with sqlite3.connect(run.catalog) as db:
        db.execute("UPDATE frontier SET next_due = 0, etag = NULL, last_modified = NULL WHERE kind = 'article'")


def drift(run: Run) -> dict[str, list[str]]:
    """The sentences of each site's last crawl, by the field that they begin with."""
    done = subprocess.run([*COMMAND, "status", "--json"], cwd=run.folder, capture_output=True, text=True, check=False)
    told = {row["site"]: row["drift"] for row in json.loads(done.stdout)}
    assert done.returncode == (1 if any(told.values()) else 0)
    return told


def test_a_redesign_is_told_and_what_did_not_change_is_not(demo: Run, tmp_path: Path) -> None:
    run = demo.copy(tmp_path)
    make_everything_due(run)
    federation = Federation()
    federation.redesign(federation.sites[2])
    with crawled_again(run, federation):
        pass

    told = drift(run)

    assert told["demo-vusta"] == told["demo-vusta-en"] == told["demo-wordpress"] == []
    fields = {sentence.split()[0] for sentence in told["demo-nukeviet"]}
    assert {"byline", "section"} <= fields
    assert "title" not in fields
    for sentence in told["demo-nukeviet"]:
        assert sentence.count("http://lienhiephoi.demo.test/") == 3, "three examples"
    told_to_people = subprocess.run([*COMMAND, "status"], cwd=run.folder, capture_output=True, text=True, check=False)
    assert told_to_people.returncode == 1
    lines = told_to_people.stdout.splitlines()
    drop = "layout change: section found on far fewer pages than before: 0%"
    at = next(number for number, line in enumerate(lines) if drop in line)
    assert [line.strip()[:29] for line in lines[at + 1 : at + 4]] == ["http://lienhiephoi.demo.test/"] * 3
    assert "`vustacrawl reparse demo-nukeviet`" in told_to_people.stderr
    stages = rows(run.catalog, "SELECT DISTINCT stage FROM problems WHERE site = 'demo-nukeviet'")
    assert stages == [("drift",)]


def test_a_crawl_of_the_same_site_shows_no_drift(demo: Run, tmp_path: Path) -> None:
    run = demo.copy(tmp_path)
    make_everything_due(run)
    with crawled_again(run, Federation()):
        pass
    assert not any(drift(run).values())
