"""An export is complete or not made at all, and never changes foreign files."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vustacrawl.export import ExportError, check_export, export, files

EVERYTHING = ["csv", "parquet", "jsonld", "sqlite"]
KILLED = """
import os, signal, sys
from pathlib import Path
from vustacrawl.catalog import read_catalog
from vustacrawl.export import export

die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
database, out, moment, *formats = sys.argv[1:]
if moment == "between the renames":
    rename = Path.rename
    Path.rename = lambda path, target: die() if path.name == "new" else rename(path, target)
progress = lambda what, done, total: die() if what == moment else None
export(read_catalog(Path(database)), Path(out), formats=formats, progress=progress)
"""


@pytest.fixture
def old(catalog, out, bytes_of):
    """Make an export that is older than the catalog; return its files."""
    export(catalog, out)
    before = bytes_of(out)
    catalog.execute("UPDATE articles SET title = title || ' (mới)'")
    return before


def names_in_parent(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir())


def kill_export(tmp_path: Path, out: Path, moment: str, *formats: str) -> None:
    command = [sys.executable, "-c", KILLED, tmp_path / "catalog-0.db", out, moment, *formats]
    run = subprocess.run(command, check=False)
    assert run.returncode == -signal.SIGKILL


def test_export_replaces_old_one(catalog, out, old, bytes_of):
    export(catalog, out, sites=["vusta"])
    assert "articles/hoi-dien-luc/2023.jsonl" not in bytes_of(out)
    assert check_export(out) == []
    assert names_in_parent(out) == ["full"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, RuntimeError])
@pytest.mark.parametrize("moment", ["written", "copied", "indexed"])
def test_interrupted_export_keeps_old_one(catalog, out, old, bytes_of, interruption, moment):
    def interrupt(what: str, done: int, total: int) -> None:
        if what == moment:
            raise interruption

    with pytest.raises(interruption):
        export(catalog, out, formats=EVERYTHING, progress=interrupt)
    assert bytes_of(out) == old
    assert names_in_parent(out) == ["full"]
    assert not catalog.conn.in_transaction


@pytest.mark.slow
@pytest.mark.parametrize(
    ("moment", "formats"),
    [("written", []), ("written", ["csv", "parquet", "jsonld"]), ("copied", ["sqlite"]), ("indexed", ["sqlite"])],
)
def test_killed_export_keeps_old_one_and_next_export_cleans_up(catalog, out, old, bytes_of, tmp_path, moment, formats):
    kill_export(tmp_path, out, moment, *formats)
    assert bytes_of(out) == old
    assert len(names_in_parent(out)) == 2
    export(catalog, out)
    assert check_export(out) == []
    assert names_in_parent(out) == ["full"]


@pytest.mark.slow
def test_export_killed_between_renames_is_recovered_by_next_export(catalog, out, old, bytes_of, tmp_path):
    kill_export(tmp_path, out, "between the renames")
    assert not out.exists()
    with pytest.raises(ZeroDivisionError):
        export(catalog, out, progress=lambda what, done, total: 1 // 0)
    assert bytes_of(out) == old
    assert names_in_parent(out) == ["full"]


def test_full_disk_keeps_old_export(catalog, out, old, bytes_of, monkeypatch):
    def write(self: object, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.NewFile, "write", write)
    with pytest.raises(ExportError, match="No space left on device"):
        export(catalog, out)
    assert bytes_of(out) == old
    assert names_in_parent(out) == ["full"]


def test_concurrent_export_into_same_folder_is_rejected(catalog, make_catalog, out, old):
    other = make_catalog(seed=1)
    with pytest.raises(ExportError, match="is running"):
        export(catalog, out, progress=lambda *_: export(other, out))
    assert names_in_parent(out) == ["full"]


def test_foreign_folder_is_rejected(catalog, out):
    out.mkdir(parents=True)
    (out / "luận văn.txt").write_text("hai năm làm việc", "utf-8")
    with pytest.raises(ExportError, match="neither empty nor an earlier export"):
        export(catalog, out)
    assert [path.name for path in out.iterdir()] == ["luận văn.txt"]


def test_folder_with_foreign_manifest_is_rejected(catalog, out):
    out.mkdir(parents=True)
    (out / "manifest.json").write_text('{"name": "a web app"}')
    with pytest.raises(ExportError, match="neither empty nor an earlier export"):
        export(catalog, out)


@pytest.mark.parametrize("note", ["ghi-chú.txt", "articles/vusta/ghi-chú.txt"])
def test_foreign_file_in_export_folder_is_kept(catalog, out, old, note):
    (out / note).write_text("của tôi", "utf-8")
    with pytest.raises(ExportError, match=r"ghi-chú\.txt, which does not belong to an export"):
        export(catalog, out)
    assert (out / note).read_text("utf-8") == "của tôi"


def test_foreign_file_added_during_export_is_kept(catalog, out, old):
    with pytest.raises(ExportError, match=r"note\.txt"):
        export(catalog, out, progress=lambda *_: (out / "note.txt").touch())
    assert (out / "note.txt").exists()
    assert names_in_parent(out) == ["full"]


def test_export_into_empty_folder(catalog, out):
    out.mkdir(parents=True)
    export(catalog, out)
    assert check_export(out) == []


def test_symlink_to_export_folder_is_kept(catalog, out, tmp_path):
    out.mkdir(parents=True)
    (tmp_path / "latest").symlink_to(out)
    export(catalog, tmp_path / "latest")
    assert (tmp_path / "latest").is_symlink()
    assert check_export(out) == []


def test_existing_file_at_output_path_is_reported(catalog, tmp_path):
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ExportError, match="file"):
            export(catalog, out)


def test_export_within_transaction_is_rejected(catalog, out):
    catalog.execute("BEGIN")
    with pytest.raises(ExportError, match="within a transaction"):
        export(catalog, out)
    assert catalog.conn.in_transaction


def test_check_of_complete_export_finds_no_problems(catalog, out):
    export(catalog, out, compression="gz")
    assert check_export(out) == []


def test_check_reports_changed_missing_and_extra_files(catalog, out):
    export(catalog, out)
    (out / "articles/vusta/2022.jsonl").unlink()
    with (out / "articles.json").open("ab") as file:
        file.write(b" ")
    (out / "note.txt").touch()
    assert check_export(out) == [
        "articles.json: changed since the export",
        "articles/vusta/2022.jsonl: missing",
        "note.txt: not in the manifest",
    ]


def test_check_covers_every_file_of_every_format(catalog, out):
    export(catalog, out, formats=EVERYTHING)
    assert check_export(out) == []
    paths = [path for path in out.rglob("*") if path.is_file()]
    for path in paths:
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        [fault] = check_export(out)
        assert path.name in fault
        path.write_bytes(whole)
    assert check_export(out) == []


def test_check_reports_missing_readme(catalog, out):
    export(catalog, out)
    (out / "README.md").unlink()
    assert check_export(out) == ["README.md: missing"]


def test_check_reports_modified_manifest(catalog, out):
    export(catalog, out)
    manifest = out / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"articles": 5', b'"articles": 6'))
    assert check_export(out) == ["SHA256SUMS: does not match manifest.json; one of them has changed"]


def test_check_reports_folder_without_export(tmp_path):
    assert "not an export (manifest.json is missing" in check_export(tmp_path)[0]
