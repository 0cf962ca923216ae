"""``import --follow``: each file of another crawler is imported once it is finished."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.cli.conftest import article_page
from tests.in_process import vustacrawl
from vustacrawl.cli import import_


def test_follow_imports_file_once_it_is_no_longer_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()

    def save(number: int, age_s: float) -> None:
        page = folder / f"{number}.html"
        origin = f"<!-- saved from url=(0040)https://vusta.vn/bai-p{number}.html -->"
        page.write_text(f"{origin}{article_page(number)}", "utf-8")
        os.utime(page, (time.time() - age_s, time.time() - age_s))

    rounds = iter([lambda: save(2, 3600), lambda: save(3, 0)])

    def next_round(seconds: float) -> None:
        try:
            next(rounds)()
        except StopIteration:
            raise KeyboardInterrupt from None

    save(1, 3600)
    monkeypatch.setattr(import_.time, "sleep", next_round)
    done = vustacrawl("import", "--follow", "captures", "--processes", "1", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("imported 1 capture") == 2, done.stderr
    assert "3.html" not in done.stderr


def test_follow_names_file_that_cannot_be_examined_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    (folder / "loop.warc.gz").symlink_to("loop.warc.gz")
    rounds = iter([lambda: None, lambda: (folder / "loop.warc.gz").unlink(), folder.rmdir, folder.mkdir])

    def next_round(seconds: float) -> None:
        try:
            next(rounds)()
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(import_.time, "sleep", next_round)
    done = vustacrawl("import", "--follow", "captures", "--processes", "1", folder=tmp_path)
    assert done.stderr == "captures/loop.warc.gz: Too many levels of symbolic links\nstopped\n"
