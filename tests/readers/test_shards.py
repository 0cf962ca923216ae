"""Import WARC files as Parquet shards into an object store, with the same result as in a folder."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import obstore
import pytest

from tests.archive.object_stores import BUCKET, FaultyProxy
from tests.cli.test_import_formats import PROFILE, response
from tests.in_process import vustacrawl
from vustacrawl.archive.object_store import open_store
from vustacrawl.disk import sha256_of

pytestmark = pytest.mark.slow
URL = f"s3://{BUCKET}/shards"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites/hoi.toml").write_text(PROFILE, "utf-8")
    (tmp_path / "0.warc").write_bytes(response(1) + response(2))
    (tmp_path / "1.warc").write_bytes(response(3))
    return tmp_path


def test_object_store_gets_same_shards_as_folder_without_rereading(workspace: Path, proxy: FaultyProxy) -> None:
    files = ["0.warc", "1.warc", "--processes", "1"]
    local = vustacrawl("import", *files, "--to", "parquet", "out", folder=workspace)
    done = vustacrawl("import", *files, "--to", "parquet", URL, folder=workspace)
    again = vustacrawl("import", *files, "--to", "parquet", URL, folder=workspace)
    assert (local.returncode, done.returncode, again.returncode) == (0, 0, 0), done.stderr + again.stderr
    assert f"3 articles of 2 files, 2 read now, in {URL}" in done.stderr
    assert f"3 articles of 2 files, 0 read now, in {URL}" in again.stderr
    assert again.stderr.count("0 failed (read before)") == 2
    store = open_store(URL)._store
    shards = {path.name: path.read_bytes() for path in (workspace / "out").iterdir()}
    assert {name: bytes(obstore.get(store, name).bytes()) for name in shards} == shards


def test_warc_files_in_object_store_give_same_shards(workspace: Path, proxy: FaultyProxy) -> None:
    theirs = open_store(f"s3://{BUCKET}/others")
    for name in ("0.warc", "1.warc"):
        theirs.put(workspace / name, name, sha256_of(workspace / name))
    for folder, files in (("here", ["0.warc", "1.warc"]), ("there", [f"{theirs.url}/?.warc"])):
        done = vustacrawl("import", *files, "--processes", "1", "--to", "parquet", folder, folder=workspace)
        assert done.returncode == 0, done.stderr
    assert f"{theirs.url}/1.warc: 1 response, 1 article" in done.stderr
    here = {path.name: path.read_bytes() for path in (workspace / "here").iterdir()}
    assert here == {path.name: path.read_bytes() for path in (workspace / "there").iterdir()}


def test_unavailable_object_store_is_reported_per_file(workspace: Path, proxy: FaultyProxy) -> None:
    proxy.fault = "503"
    done = vustacrawl("import", "0.warc", "--processes", "1", "--to", "parquet", URL, folder=workspace)
    assert done.returncode == 1
    assert re.search(r"^  1 × \w{32}-\w{8}\.parquet: .+", done.stderr, re.MULTILINE), done.stderr
    assert f"0 articles of 1 file, 0 read now, in {URL}" in done.stderr


def test_file_whose_shard_cannot_be_written_counts_no_articles(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    done = vustacrawl("import", "0.warc", "--processes", "1", "--to", "parquet", "out", folder=workspace)
    assert done.returncode == 1
    assert "  1 × No space left on device\n0 articles of 1 file, 0 read now" in done.stderr
    assert not list((workspace / "out").iterdir())


def test_invalid_destination_is_rejected_before_reading(workspace: Path) -> None:
    for place, reason in (("nowhere://x", "nowhere://x: "), ("0.warc", "0.warc: not a folder")):
        done = vustacrawl("import", "0.warc", "--to", "parquet", place, folder=workspace)
        assert done.returncode == 2
        assert reason in done.stderr
