"""Backups of a catalog while it is being written."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.catalog import CatalogError, backup, read_catalog
from vustacrawl.catalog.backup import BackupError, back_up


def count(path: Path) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        return int(copy.execute("SELECT count(*) FROM articles").fetchone()[0])


def test_backup_is_consistent_snapshot_while_catalog_grows(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES_PER_STEP", 5)
    for number in range(20):
        store(db, an_article(number))
    steps = 0

    def write_meanwhile(done: int, total: int) -> None:
        nonlocal steps
        steps += 1
        store(db, an_article(1_000 + steps))

    copy = back_up(tmp_path / "c.db", tmp_path / "backups", 7, write_meanwhile)

    assert steps > 5
    assert count(copy) == 20
    assert count(tmp_path / "c.db") == 20 + steps
    assert read_catalog(copy).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_backup_is_single_file_with_sha256(db: Database, tmp_path: Path) -> None:
    copy = back_up(tmp_path / "c.db", tmp_path / "backups", 7)
    assert {path.name for path in copy.parent.iterdir()} == {copy.name, f"{copy.name}.sha256"}
    sha256, name = (copy.parent / f"{copy.name}.sha256").read_text("utf-8").split()
    assert (sha256, name) == (hashlib.sha256(copy.read_bytes()).hexdigest(), copy.name)


def test_backup_prunes_old_copies_and_keeps_other_files(db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 6):
        (folder / f"vustacrawl-2026010{day}T000000Z.db").touch()
        (folder / f"vustacrawl-2026010{day}T000000Z.db.sha256").touch()
    for name in ("vustacrawl-of-mine.db", "notes.txt"):
        (folder / name).touch()
    copy = back_up(tmp_path / "c.db", folder, 2)
    assert {path.name for path in folder.iterdir()} == {
        "vustacrawl-20260105T000000Z.db",
        "vustacrawl-20260105T000000Z.db.sha256",
        copy.name,
        f"{copy.name}.sha256",
        "vustacrawl-of-mine.db",
        "notes.txt",
    }


def test_damaged_backup_is_discarded_and_older_one_kept(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    older = back_up(tmp_path / "c.db", folder, 1)
    older = older.rename(folder / "vustacrawl-20260101T000000Z.db")
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("INSERT INTO article_urls VALUES ('https://a.vn/', 99)")
    with pytest.raises(BackupError, match=r"copy is damaged.*article_urls"):
        back_up(tmp_path / "c.db", folder, 1)
    assert [path.name for path in folder.glob("*.db")] == [older.name]
    assert not list(folder.glob("*.part*"))


def test_partial_files_of_killed_backup_are_removed(db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "vustacrawl-20260101T000000Z.part").write_text("half")
    (folder / "vustacrawl-20260101T000000Z.part-journal").write_text("half")
    back_up(tmp_path / "c.db", folder, 7)
    assert not list(folder.glob("*.part*"))


def test_concurrent_backup_into_same_folder_is_rejected(db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"

    def make_another(done: int, total: int) -> None:
        with pytest.raises(BackupError, match="another backup"):
            back_up(tmp_path / "c.db", folder, 7)

    back_up(tmp_path / "c.db", folder, 7, make_another)


def test_backup_without_catalog_fails(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no catalog here yet"):
        back_up(tmp_path / "c.db", tmp_path / "backups", 7)
    assert not (tmp_path / "backups").exists()
