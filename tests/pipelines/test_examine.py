"""A file examined in parts gives the same result as a file examined from start to end."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vustacrawl.archive.records import serialize
from vustacrawl.archive.scan import CorruptRange, next_record
from vustacrawl.pipelines import examine
from vustacrawl.pipelines.examine import examine_file
from vustacrawl.readers.pool import ReaderDiedError
from vustacrawl.readers.run import read_here


def make_record(number: int, body: bytes) -> bytes:
    headers = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", f"<urn:uuid:{number}>"),
        ("WARC-Date", "2021-05-06T07:08:09Z"),
        ("WARC-Target-URI", f"http://hoi.example/bai-{number}.html"),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return serialize(headers, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body)


def make_file(packed: Callable[[bytes], bytes], seed: int) -> bytes:
    """Return records, some of which contain other records, with corrupt bytes between them."""
    rng = random.Random(seed)
    pieces: list[bytes] = []
    for number in range(8):
        inner = packed(make_record(100 + number, rng.randbytes(40).hex().encode()))
        body = b"\r\n\r\n" + inner * rng.randrange(4)
        pieces.append(packed(make_record(number, body)))
        if rng.random() < 0.3:
            pieces.append(rng.choice([rng.randbytes(90), bytes(70), inner[:60]]))
    return b"".join(pieces)


@pytest.mark.parametrize(
    "packed",
    [bytes, lambda data: gzip.compress(data, 0, mtime=0), lambda data: gzip.compress(data, mtime=0)],
    ids=["plain", "stored", "deflated"],
)
def test_file_examined_in_parts_gives_same_result_as_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: Callable[[bytes], bytes]
) -> None:
    path, kinds = tmp_path / "a.warc", set()
    for seed in range(12):
        path.write_bytes(make_file(packed, seed))
        monkeypatch.setattr(examine, "PART_BYTES", 1 << 40)
        whole = [*examine_file(path, read_here)]
        kinds |= {type(part) for part in whole}
        for part_bytes in (90, 333, 1000):
            monkeypatch.setattr(examine, "PART_BYTES", part_bytes)
            assert [*examine_file(path, read_here)] == whole
    assert CorruptRange in kinds and len(kinds) == 2


def test_rest_is_examined_in_main_process_after_reader_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dying(read: Callable, context: None, tasks: Iterator) -> Iterator:
        yield from [read(context, *next(tasks)) for _ in range(2)]
        raise ReaderDiedError("out of memory")

    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(gzip.compress(make_record(number, b"tin"), mtime=0) for number in range(9)))
    monkeypatch.setattr(examine, "PART_BYTES", 300)
    found = [*examine_file(path, dying)]
    assert found == [*examine_file(path, read_here)]
    assert [each.response.record.url[-6] for each in found] == [*"012345678"]


def test_search_for_record_stops_at_end_of_part(tmp_path: Path) -> None:
    """Otherwise a large record that spans many parts would be searched once per part."""
    path = tmp_path / "a.warc"
    path.write_bytes(make_record(1, b"tin" * 1_000) + make_record(2, b"tin"))
    second = len(make_record(1, b"tin" * 1_000))
    assert [next_record(path, begin, end) for begin, end in ((1, second), (1, second + 1), (second, 9_999))] == [
        second,
        second,
        second,
    ]
    assert next_record(path, 1, 900) == 900
