"""Write a CDXJ index of WARC files: one line per capture, sorted by SURT and time, for pywb and replayweb.page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from cdxj_indexer.main import CDXJIndexer  # type: ignore[import-untyped]
from warcio.bufferedreaders import BufferedReader  # type: ignore[import-untyped]

from vustacrawl.archive.messages import Brotli


class _Indexer(CDXJIndexer):  # type: ignore[misc] # the library has no types
    # py-wacz, once imported, adds to the list of the class above, for the whole process.
    DEFAULT_RECORDS: ClassVar = ["response", "revisit", "resource", "metadata"]


def write_index(files: Sequence[Path], out: Path) -> None:
    """Write one sorted index of the files, naming them without their folder; offsets and lengths are in bytes.

    ``out`` appears only when it is complete.
    """
    decode_brotli()
    growing = out.with_name(f"{out.name}.part")
    try:
        with growing.open("w", encoding="utf-8") as index:
            _Indexer(index, [str(file) for file in files], sort=True).process_all()
        growing.replace(out)
    finally:
        growing.unlink(missing_ok=True)


def decode_brotli() -> None:
    """Let warcio decode Brotli: it fails with any other library for it than brotlipy, which is no longer maintained."""
    BufferedReader.DECOMPRESSORS["br"] = Brotli
