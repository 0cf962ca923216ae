"""Files in an object store: uploaded once, read by range, also when the network fails."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.archive.object_stores import BUCKET, Fault, FaultyProxy
from vustacrawl.archive.object_store import ObjectStore, StoreConflictError, StoreError

pytestmark = pytest.mark.slow
DATA = bytes(range(256)) * 2_000


@pytest.fixture(params=["s3", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "file":
        return ObjectStore((tmp_path / "kho").as_uri())
    request.getfixturevalue("proxy")
    return ObjectStore(f"s3://{BUCKET}/{tmp_path.name}")


def write(folder: Path, data: bytes) -> tuple[Path, str]:
    path = folder / "a.warc.gz"
    path.write_bytes(data)
    return path, hashlib.sha256(data).hexdigest()


def test_stored_file_is_read_back_whole_and_by_range(store: ObjectStore, tmp_path: Path) -> None:
    path, sha256 = write(tmp_path, DATA)
    assert store.size(path.name) is None
    store.put(path, path.name, sha256)
    assert (store.size(path.name), store.sha256(path.name)) == (len(DATA), sha256)
    with store.open_range(path.name, 1_000, 5_000) as part:
        assert part.read() == DATA[1_000:6_000]
    store.fetch(path.name, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == DATA
    with pytest.raises(FileNotFoundError):
        store.open_range("b.warc.gz", 0, 1)


def test_existing_file_is_never_overwritten(store: ObjectStore, tmp_path: Path) -> None:
    path, sha256 = write(tmp_path, DATA)
    store.put(path, path.name, sha256)
    store.put(path, path.name, sha256)  # as if the first upload had not been recorded
    other, other_sha256 = write(tmp_path, DATA[::-1])
    with pytest.raises(StoreConflictError):
        store.put(other, path.name, other_sha256)
    assert store.sha256(path.name) == sha256


@pytest.mark.parametrize("fault", ["503", "silent", "cut"])
def test_failed_upload_leaves_nothing_behind(proxy: FaultyProxy, tmp_path: Path, fault: Fault) -> None:
    url = f"s3://{BUCKET}/{tmp_path.name}"
    path, sha256 = write(tmp_path, DATA)
    with proxy.failing(fault), pytest.raises(StoreError):
        ObjectStore(url).put(path, path.name, sha256)
    store = ObjectStore(url)
    assert store.size(path.name) is None
    store.put(path, path.name, sha256)
    with proxy.failing(fault), pytest.raises(StoreError):
        ObjectStore(url).open_range(path.name, 0, 10)


def test_unsupported_store_url_is_rejected() -> None:
    with pytest.raises(StoreError):
        ObjectStore("nowhere://x")
