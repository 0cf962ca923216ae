"""Commands that are killed at critical points and run again: nothing is lost or duplicated."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, rows
from tests.cli.test_reparse import change_profile
from tests.killed_at import run_killed

CRAWL = [
    ("vustacrawl.catalog.batch:Batch.flush", 3, "before"),
    ("vustacrawl.catalog.batch:Batch.flush", 3, "after"),
    ("vustacrawl.archive.writer:WarcWriter.write_exchange", 7, "after"),
    ("vustacrawl.archive.writer:WarcWriter.flush", 2, "before"),
    ("vustacrawl.archive.writer:WarcWriter.flush", 2, "after"),
    ("vustacrawl.archive.writer:WarcWriter.close", 1, "before"),
    ("vustacrawl.archive.writer:WarcWriter.close", 1, "after"),
    ("vustacrawl.frontier.crawl:end_crawl", 1, "before"),
]
RECOVERY = [
    ("vustacrawl.archive.repair:sync", 2, "after"),
    ("vustacrawl.pipelines.ingest:RecordIngester.ingest", 5, "after"),
    ("vustacrawl.pipelines.recovery:finish_warc_files", 1, "before"),
    ("vustacrawl.pipelines.recovery:_ingest", 1, "after"),
]
IMPORT = [
    ("vustacrawl.pipelines.imports:finish_warc_files", 1, "before"),
    ("vustacrawl.pipelines.imports:finish_warc_files", 1, "after"),
    ("vustacrawl.pipelines.ingest:RecordIngester.store", 9, "after"),
    ("vustacrawl.frontier.crawl:end_crawl", 1, "before"),
]
REPARSE = [
    ("vustacrawl.pipelines.store:update_from_reparse", 9, "after"),
    ("vustacrawl.frontier.crawl:end_crawl", 1, "before"),
]
EXPORT = [
    ("vustacrawl.export.atomic_replace:sync", 1, "before"),
    ("pathlib:Path.rename", 1, "before"),
    ("pathlib:Path.rename", 1, "after"),
    ("pathlib:Path.rename", 2, "after"),
]


def assert_nothing_lost_or_duplicated(run: Command) -> None:
    assert rows(run, "SELECT count(*), count(DISTINCT url) FROM articles") == [(ARTICLES, ARTICLES)]
    assert rows(run, "SELECT count(*) FROM article_versions WHERE cause <> 'parser'") == [(0,)]
    assert rows(run, "SELECT record_id FROM captures GROUP BY record_id HAVING count(*) > 1") == []
    assert not list((run.workspace / "warc").glob("*.open"))
    verified = run("verify")
    assert (verified.returncode, verified.stdout) == (0, ""), verified.stderr


@pytest.mark.parametrize("point", CRAWL, ids=repr)
def test_killed_crawl_can_be_resumed(run: Command, site: Site, point: tuple[str, int, str]) -> None:
    site.delay = 0.02
    run_killed(run.workspace, *point, "crawl", "union")
    assert run("crawl", "union").returncode == 0
    assert_nothing_lost_or_duplicated(run)


@pytest.mark.parametrize("point", RECOVERY, ids=repr)
def test_killed_recovery_can_be_resumed(run: Command, site: Site, point: tuple[str, int, str]) -> None:
    site.delay = 0.02
    run_killed(run.workspace, "vustacrawl.archive.writer:WarcWriter.close", 1, "before", "crawl", "union")
    for file in run.workspace.glob("vustacrawl.db*"):  # as if no commit had reached the disk
        file.unlink()
    run_killed(run.workspace, *point, "crawl", "union")
    requests_before = site.requests.copy()
    assert run("crawl", "union").returncode == 0
    assert_nothing_lost_or_duplicated(run)
    again = {path for path in site.requests - requests_before if "-p" in path}
    assert not again, "archived pages are not requested again"


@pytest.mark.parametrize("point", IMPORT, ids=repr)
def test_killed_import_can_be_resumed(crawled: Command, tmp_path: Path, point: tuple[str, int, str]) -> None:
    given = shutil.copy(next((crawled.workspace / "warc").glob("*.warc.gz")), tmp_path / "given.warc.gz")
    shutil.rmtree(crawled.workspace / "warc")
    for file in crawled.workspace.glob("vustacrawl.db*"):
        file.unlink()
    run_killed(crawled.workspace, *point, "import", str(given))
    assert crawled("import", str(given)).returncode == 0
    assert_nothing_lost_or_duplicated(crawled)


@pytest.mark.parametrize("point", REPARSE, ids=repr)
def test_killed_reparse_can_be_resumed(crawled: Command, point: tuple[str, int, str]) -> None:
    change_profile(crawled)
    run_killed(crawled.workspace, *point, "reparse", "--processes", "1")
    assert crawled("reparse").returncode == 0
    assert rows(crawled, "SELECT count(*) FROM article_versions") == [(ARTICLES,)]
    assert_nothing_lost_or_duplicated(crawled)


@pytest.mark.parametrize("point", EXPORT, ids=repr)
def test_killed_export_can_be_run_again(crawled: Command, point: tuple[str, int, str]) -> None:
    exported = crawled.workspace / "exports/full"
    before = {path.name: path.read_bytes() for path in exported.rglob("*") if path.is_file()}
    run_killed(crawled.workspace, *point, "export")
    assert crawled("export").returncode == 0
    assert {path.name: path.read_bytes() for path in exported.rglob("*") if path.is_file()} == before
    assert [path.name for path in exported.parent.iterdir()] == ["full"]
