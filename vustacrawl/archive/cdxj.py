"""Write a CDXJ index of WARC files: one line per capture, sorted by SURT and time, for pywb and replayweb.page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from cdxj_indexer.main import CDXJIndexer  # type: ignore[import-untyped]


def write_index(files: Sequence[Path], out: TextIO) -> None:
    """Write one sorted index of the files, naming them without their folder; offsets and lengths are in bytes."""
    CDXJIndexer(out, [str(file) for file in files], sort=True).process_all()
