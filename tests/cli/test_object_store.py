"""A workspace with its archive in an object store: uploads, local copies and reads."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.archive.object_stores import BUCKET, Fault, FaultyProxy
from tests.cli.conftest import ARTICLES, Command, Site, article_page, rows
from tests.cli.test_import_formats import PROFILE, page, response
from tests.in_process import vustacrawl
from tests.killed_at import run_killed
from tests.web.conftest import Client
from vustacrawl.archive.object_store import ObjectStore, StoreError
from vustacrawl.disk import sha256_of
from vustacrawl.web.server import make_datasette
from vustacrawl.workspace import Workspace

pytestmark = pytest.mark.slow


@pytest.fixture
def workspace(tmp_path: Path, proxy: FaultyProxy) -> Path:
    """A workspace that keeps no local copies of uploaded files."""
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "hoi.toml").write_text(PROFILE, "utf-8")
    keep_in_store(tmp_path)
    (tmp_path / "a.warc").write_bytes(response(1) + response(2))
    return tmp_path


def keep_in_store(workspace: Path) -> None:
    settings = f'[archive]\nstore = "s3://{BUCKET}/{workspace.name}"\ncache_mb = 0\n'
    (workspace / "vustacrawl.toml").write_text(settings, "utf-8")


def archive(workspace: Path) -> list[str]:
    return [path.name for path in (workspace / "warc").iterdir()]


def test_archive_files_are_uploaded_and_read_from_store(workspace: Path) -> None:
    done = vustacrawl("import", "a.warc", folder=workspace)
    assert (done.returncode, archive(workspace)) == (0, []), done.stderr
    [(name, sha256, stored_at)] = rows(workspace, "SELECT name, sha256, stored_at FROM warc_files")
    assert stored_at
    store = ObjectStore(f"s3://{BUCKET}/{workspace.name}")
    assert store.sha256(str(name)) == sha256

    for arguments in (["verify"], ["verify", "--quick"]):
        verified = vustacrawl(*arguments, folder=workspace)
        assert (verified.returncode, verified.stdout) == (0, ""), verified.stdout
    rows(workspace, "UPDATE articles SET parser = 'another/1' RETURNING id")
    reparsed = vustacrawl("reparse", "--processes", "1", folder=workspace)
    assert (reparsed.returncode, reparsed.stderr[:14]) == (0, "parsed 2 pages"), reparsed.stderr
    again = vustacrawl("import", "a.warc", folder=workspace)
    assert (again.returncode, archive(workspace)) == (0, [])

    packed = vustacrawl("package", "hoi", folder=workspace)
    assert packed.returncode == 0, packed.stderr
    with zipfile.ZipFile(workspace / "packages/hoi.wacz") as package:
        assert [each for each in package.namelist() if each.startswith("archive/")] == [f"archive/{name}"]
    address = packed.stdout.splitlines()[-1]
    assert store.size(address.removeprefix(f"{store.url}/")) == (workspace / "packages/hoi.wacz").stat().st_size


@pytest.mark.parametrize("fault", ["503", "silent", "cut"])
def test_files_stay_local_while_store_is_unreachable(workspace: Path, proxy: FaultyProxy, fault: Fault) -> None:
    with proxy.failing(fault):
        done = vustacrawl("import", "a.warc", folder=workspace)
        assert vustacrawl("verify", folder=workspace).returncode == 0
    assert done.returncode == 1
    assert "1 finished archive file not in the object store yet; the next run tries again" in done.stderr
    assert len(archive(workspace)) == 1
    assert rows(workspace, "SELECT count(*) FROM articles") == [(2,)]
    assert vustacrawl("import", "a.warc", folder=workspace).returncode == 0
    assert archive(workspace) == []
    with proxy.failing(fault):
        verified = vustacrawl("verify", "--quick", folder=workspace)
        rows(workspace, "UPDATE articles SET parser = 'another/1' RETURNING id")
        reparsed = vustacrawl("reparse", "--processes", "1", folder=workspace)
    assert verified.returncode == 1
    assert "the object store cannot be read" in verified.stdout
    assert (reparsed.returncode, "Error: object store:" in reparsed.stderr) == (1, True), reparsed.stderr


def test_verify_reports_missing_or_changed_files_in_store(workspace: Path) -> None:
    vustacrawl("import", "a.warc", folder=workspace)
    [(name,)] = rows(workspace, "SELECT name FROM warc_files")
    rows(workspace, "UPDATE warc_files SET name = 'b' || name, length = 7 RETURNING name")
    assert f"b{name}: the file in the object store is missing" in vustacrawl("verify", folder=workspace).stdout
    rows(workspace, f"UPDATE warc_files SET name = '{name}', sha256 = '{'0' * 64}' RETURNING name")
    assert f"{name}: the file in the object store has" in vustacrawl("verify", folder=workspace).stdout


def test_verify_reports_file_that_cannot_be_downloaded(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vustacrawl("import", "a.warc", folder=workspace)

    def fetch(store: ObjectStore, name: str, path: Path) -> None:
        raise StoreError("connection reset")

    monkeypatch.setattr(ObjectStore, "fetch", fetch)
    done = vustacrawl("verify", folder=workspace)
    assert (done.returncode, "the object store cannot be read: connection reset" in done.stdout) == (1, True)


def test_existing_file_in_store_is_never_overwritten(workspace: Path) -> None:
    (workspace / "vustacrawl.toml").rename(workspace / "aside.toml")
    assert vustacrawl("import", "a.warc", folder=workspace).returncode == 0
    [name] = archive(workspace)
    store, other = ObjectStore(f"s3://{BUCKET}/{workspace.name}"), workspace / "other"
    other.write_bytes(page(1))
    store.put(other, name, "")
    (workspace / "aside.toml").rename(workspace / "vustacrawl.toml")
    done = vustacrawl("import", "a.warc", folder=workspace)
    assert (done.returncode, archive(workspace)) == (1, [name])
    assert f"{name}: another file has this name there" in done.stderr
    assert store.size(name) == len(page(1))


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_upload_is_completed_by_next_run(workspace: Path, when: str) -> None:
    run_killed(workspace, "vustacrawl.archive.object_store:ObjectStore.put", 1, when, "import", "a.warc")
    assert len(archive(workspace)) == 1
    again = vustacrawl("import", "a.warc", "--json", folder=workspace)
    assert (again.returncode, archive(workspace)) == (0, []), again.stderr
    assert json.loads(again.stdout)[0]["skipped"] == 2
    assert vustacrawl("verify", folder=workspace).returncode == 0


def test_crawl_works_without_store_and_uploads_later(run: Command, site: Site, proxy: FaultyProxy) -> None:
    keep_in_store(run.workspace)
    proxy.fault = "503"
    alone = run("crawl", "union")
    assert (alone.returncode, rows(run, "SELECT count(*) FROM articles")) == (1, [(ARTICLES,)]), alone.stderr
    assert "1 finished archive file not in the object store yet; the next run tries again" in alone.stderr
    assert len(archive(run.workspace)) == 1
    assert run("verify").returncode == 0

    proxy.fault = ""
    assert run("crawl", "union").returncode == 0
    files = rows(run, "SELECT name, length FROM warc_files WHERE stored_at IS NOT NULL")
    assert (len(files), archive(run.workspace)) == (2, [])
    store = ObjectStore(f"s3://{BUCKET}/{run.workspace.name}")
    assert [(name, store.size(name)) for name, _ in files] == files
    assert (run("verify").returncode, run("verify", "--quick").returncode) == (0, 0)

    rows(run, "UPDATE articles SET parser = 'another/1' RETURNING id")
    reparsed = run("reparse", "--processes", "2")
    assert (reparsed.returncode, f"parsed {ARTICLES} pages" in reparsed.stderr) == (0, True), reparsed.stderr
    assert run("package", "union").returncode == 0
    [(number,)] = rows(run, "SELECT id FROM captures WHERE url LIKE '%/bai-p3.html'")
    served = Client(make_datasette(Workspace(run.workspace))).get(f"/captures/{number}/raw")
    assert (served.status_code, served.text) == (200, article_page(3))
    assert archive(run.workspace) == []


def test_import_reads_files_from_other_object_store(workspace: Path) -> None:
    theirs = ObjectStore(f"s3://{BUCKET}/{workspace.name}-others/2026")
    for number in (1, 2):
        file = workspace / f"crawl-{number}.warc"
        file.write_bytes(response(number))
        theirs.put(file, file.name, sha256_of(file))
        file.unlink()

    done = vustacrawl("import", f"{theirs.url}/crawl-*.warc", f"{theirs.url}/crawl-9.warc", "--json", folder=workspace)

    first, second, missing = json.loads(done.stdout)
    assert [(each["file"], each["imported"]) for each in (first, second)] == [
        (f"{theirs.url}/crawl-1.warc", 1),
        (f"{theirs.url}/crawl-2.warc", 1),
    ]
    assert missing["file"] == f"{theirs.url}/crawl-9.warc"
    assert missing["faults"] == [f"{theirs.url}/crawl-9.warc: crawl-9.warc: neither here nor in {theirs.url}"]
    assert done.returncode == 1
    again = vustacrawl("import", f"{theirs.url}/crawl-[12].warc", folder=workspace)
    assert (again.returncode, rows(workspace, "SELECT count(*) FROM captures")) == (0, [(2,)]), again.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["{url}/none-*.warc"], "{url}/none-*.warc: no such file"),
        (["{url}/a.warc", "--follow"], "--follow watches folders, not object stores"),
    ],
    ids=["no such file", "follow"],
)
def test_invalid_store_url_in_import_is_usage_error(workspace: Path, arguments: list[str], reason: str) -> None:
    url = f"s3://{BUCKET}/{workspace.name}-others"
    done = vustacrawl("import", *(argument.format(url=url) for argument in arguments), folder=workspace)
    assert done.returncode == 2
    assert f"Error: {reason.format(url=url)}" in done.stderr
