"""A catalog rebuilt from the archive alone, and the merge of two workspaces."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.demo.catalogs import differences
from tests.demo.changes import answer, edit, publish, restore
from tests.demo.conftest import COMMAND, Run, crawled_again, rows
from tests.killed_at import run_killed
from tests.waiting import HANG_S
from vustacrawl.demo import Federation
from vustacrawl.demo.reposts import repost
from vustacrawl.demo.responses import NOT_FOUND, Response

pytestmark = pytest.mark.slow


def workspace_with_profiles(folder: Path, profiles: Path) -> Run:
    (folder / "ws").mkdir(parents=True)
    shutil.copytree(profiles, folder / "ws/sites")
    return Run(folder, "", "")


def imports(run: Run, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "import", *map(str, arguments)]
    return subprocess.run(command, cwd=run.folder, capture_output=True, text=True, timeout=HANG_S)


def make_due(run: Run, *urls: str) -> None:
    """Make articles due, so that the next crawl visits them."""
    for url in urls:
        rows(run.catalog, "UPDATE frontier SET next_due = 0 WHERE url = ?", url)


def crawled_three_times(run: Run) -> None:
    """Crawl a demo again with images after an edit, a repost, a 404 and a removal; then crawl once more."""
    federation = Federation()
    vusta, _, province, society = federation.sites
    missing, gone = vusta.articles[3], province.articles[5]
    edit(society.articles[7])
    answer(vusta, missing, NOT_FOUND)
    answer(province, gone, Response(302, location=f"{province.base}/"))
    repost(publish(vusta), publish(society))
    make_due(run, missing.url, gone.url)
    with crawled_again(run, federation, "--images", "--files"):
        pass
    restore(vusta, missing)
    make_due(run, missing.url)
    with crawled_again(run, federation):
        pass


@pytest.fixture(scope="module")
def original(demo: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = demo.copy(tmp_path_factory.mktemp("original"))
    crawled_three_times(run)
    return run


@pytest.fixture(scope="module")
def rebuilt(original: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = workspace_with_profiles(tmp_path_factory.mktemp("rebuilt"), original.folder / "ws/sites")
    assert imports(run, original.folder / "ws/warc", "--processes", "2").returncode == 1  # the demo has problems
    return run


def test_catalog_rebuilt_from_archive_is_equal_row_by_row(original: Run, rebuilt: Run) -> None:
    assert rows(original.catalog, "SELECT count(*) FROM article_versions") == [(1,)]
    assert rows(original.catalog, "SELECT count(*) FROM articles WHERE gone_at IS NOT NULL") == [(1,)]
    assert rows(original.catalog, "SELECT count(sha256) > 100 FROM images") == [(1,)]
    assert differences(original.catalog, rebuilt.catalog) == {}


def test_fetched_pages_are_not_due_after_rebuild(rebuilt: Run, tmp_path: Path) -> None:
    run = rebuilt.copy(tmp_path)
    federation = Federation()
    with crawled_again(run, federation) as server:
        requested = {url for url, times in server.request_counts.items() if times}
    lists = "SELECT url FROM frontier WHERE kind IN ('listing', 'feed', 'sitemap')"
    assert requested <= {url for (url,) in rows(run.catalog, lists)} | {
        f"{site.base}/robots.txt" for site in federation.sites
    }


def test_second_import_changes_nothing(original: Run, rebuilt: Run, tmp_path: Path) -> None:
    run = rebuilt.copy(tmp_path)
    again = imports(run, original.folder / "ws/warc")
    assert "imported 0 captures, skipped" in again.stderr
    assert differences(original.catalog, run.catalog) == {}


def test_lost_catalog_is_rebuilt_in_its_workspace(original: Run, tmp_path: Path) -> None:
    run = original.copy(tmp_path)
    archive = {path.name for path in (run.folder / "ws/warc").iterdir()}
    for path in (run.folder / "ws").glob("vustacrawl.db*"):
        path.unlink()
    imports(run, "ws/warc")
    assert differences(original.catalog, run.catalog) == {}
    assert {path.name for path in (run.folder / "ws/warc").iterdir()} == archive
    assert subprocess.run([*COMMAND, "verify"], cwd=run.folder, capture_output=True, timeout=HANG_S).returncode == 0


KILLS = [
    ("vustacrawl.pipelines.ingest:RecordIngester.store", 300, "after"),
    ("vustacrawl.frontier.crawl:end_crawl", 12, "before"),
    ("vustacrawl.pipelines.replays:finish_warc_files", 2, "after"),
]


@pytest.mark.parametrize(("point", "number", "when"), KILLS)
def test_killed_import_resumes_to_same_catalog(
    original: Run, tmp_path: Path, point: str, number: int, when: str
) -> None:
    run = workspace_with_profiles(tmp_path, original.folder / "ws/sites")
    arguments = ("--workspace", "ws", "import", str(original.folder / "ws/warc"), "--processes", "1")
    run_killed(run.folder, point, number, when, *arguments)
    imports(run, original.folder / "ws/warc")
    # The sources of fields are counted only from the second run on.
    assert differences(original.catalog, run.catalog).keys() <= {"field_sources"}


def test_two_workspaces_are_merged(original: Run, tmp_path: Path) -> None:
    """One has two of the sites, the other all of them; the import adds what is missing, and each file once."""
    one = workspace_with_profiles(tmp_path / "one", original.folder / "ws/sites")
    archive = original.folder / "ws/warc"
    imports(one, *(archive.glob("demo-vusta-2*")), *archive.glob("demo-nukeviet-*"))
    assert rows(one.catalog, "SELECT count(*) FROM sites") == [(2,)]
    imports(one, archive)
    assert differences(original.catalog, one.catalog) == {}


def test_oldest_file_may_be_imported_last(original: Run, tmp_path: Path) -> None:
    one = workspace_with_profiles(tmp_path / "one", original.folder / "ws/sites")
    archive = original.folder / "ws/warc"
    files = sorted(archive.glob("demo-wordpress-*"))
    imports(one, *files[1:])
    imports(one, files[0])
    texts = "SELECT url, public_id, record_hash, first_seen_at, last_seen_at, gone_at FROM articles WHERE site = ?"
    versions = "SELECT seen_at, replaced_at, record, changed FROM article_versions"
    assert {*rows(one.catalog, texts, "demo-wordpress")} == {*rows(original.catalog, texts, "demo-wordpress")}
    assert rows(one.catalog, versions) == rows(original.catalog, versions)


def test_import_without_visits_leaves_everything_due(original: Run, tmp_path: Path) -> None:
    one = workspace_with_profiles(tmp_path / "one", original.folder / "ws/sites")
    file = min((original.folder / "ws/warc").glob("demo-vusta-en-*"))
    imports(one, file, "--no-as-crawled")
    assert rows(one.catalog, "SELECT state FROM frontier WHERE visited_at IS NOT NULL OR state = 'done'") == []
    assert rows(one.catalog, "SELECT DISTINCT kind FROM crawls") == [("import",)]
