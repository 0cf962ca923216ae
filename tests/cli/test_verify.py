"""``verify`` reports any damage to a workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command, rows


def warc_of(workspace: Path) -> Path:
    return next((workspace / "warc").glob("*.warc.gz"))


def flip_byte(workspace: Path) -> None:
    data = bytearray(warc_of(workspace).read_bytes())
    data[len(data) // 2] ^= 0xFF
    warc_of(workspace).write_bytes(data)


def truncate_within_record(workspace: Path) -> None:
    data = warc_of(workspace).read_bytes()
    warc_of(workspace).write_bytes(data[: len(data) - 37])


def zero_tail(workspace: Path) -> None:
    data = warc_of(workspace).read_bytes()
    warc_of(workspace).write_bytes(data[:-4096] + bytes(4096))


def delete_warc(workspace: Path) -> None:
    warc_of(workspace).unlink()


def change_export(workspace: Path) -> None:
    dump = workspace / "exports" / "full" / "articles.json"
    dump.write_bytes(dump.read_bytes().replace(b"30/12", b"31/12", 1))


def without_row(table: str) -> Callable[[Path], None]:
    def delete(workspace: Path) -> None:
        last = f"(SELECT max(rowid) FROM {table})"
        assert len(rows(workspace, f"DELETE FROM {table} WHERE rowid = {last} RETURNING 1")) == 1

    delete.__name__ = f"delete_row_of_{table}"
    return delete


def delete_paragraph(workspace: Path) -> None:
    rows(workspace, "DELETE FROM paragraphs WHERE article_id = 1 AND position = 1")


def test_intact_workspace_has_no_faults(crawled: Command) -> None:
    for arguments in ([], ["--quick"]):
        done = crawled("verify", *arguments)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert "no faults" in done.stderr


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (flip_byte, "warc.gz"),
        (truncate_within_record, "bytes instead of"),
        (zero_tail, "changed since it was finished"),
        (delete_warc, "the file is missing"),
        (change_export, "articles.json: changed since the export"),
        (delete_paragraph, "record_hash"),
        (without_row("captures"), "is not in the catalog"),
        (without_row("articles"), "refers to a row of articles"),
        (without_row("sites"), "refers to a row of sites"),
        (without_row("article_urls"), "article_urls"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_damage_is_reported(crawled: Command, damage: Callable[[Path], None], message: str) -> None:
    damage(crawled.workspace)
    done = crawled("verify")
    assert done.returncode == 1
    assert message in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("damage", [truncate_within_record, delete_warc, without_row("articles")])
def test_quick_option_reports_damage_that_is_cheap_to_find(crawled: Command, damage: Callable[[Path], None]) -> None:
    damage(crawled.workspace)
    assert crawled("verify", "--quick").returncode == 1
