"""Files on disk: hashed, synced and locked."""

from pathlib import Path

from vustacrawl.disk import locked, sha256_of, sync


def test_file_or_folder_is_locked_until_block_ends(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    for path in (tmp_path, tmp_path / "a"):
        with locked(path) as ours, locked(path) as theirs:
            assert (ours, theirs) == (True, False)
        with locked(path) as again:
            assert again


def test_file_is_hashed_and_synced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    sync(tmp_path / "a")
    sync(tmp_path)
    assert sha256_of(tmp_path / "a").startswith("ba7816bf8f01cfea")
