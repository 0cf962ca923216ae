"""Odd and damaged files of other tools: every intact record is archived, all other bytes are set aside."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import lz4.frame
import pytest
from damaged_files import FORMATS, a_block, a_record, damage, faults_of_import, sample, url_of, zstd

from vustacrawl.archive.import_warc import import_warc, remove_leftovers
from vustacrawl.archive.repack import ArchiveImportError, ImportedWarc
from vustacrawl.archive.scan import CorruptRange, Record, scan_records
from vustacrawl.archive.verify import verify_file

MUTATIONS = 500
"""``python -m benchmarks.damaged_files`` tries 20,000."""

ONE, TWO, THREE = (a_record(number, a_block(number)) for number in (1, 2, 3))


def imported(data: bytes, folder: Path, name: str = "other.warc") -> ImportedWarc:
    path = folder / name
    path.write_bytes(data)
    (folder / "warc").mkdir(exist_ok=True)
    return import_warc(path, folder / "warc", 1_600_000_000)


def records_of(result: ImportedWarc, folder: Path) -> list[Record]:
    path = folder / "warc" / result.file.name
    assert not list(verify_file(path, result.file.sha256))
    return [part for part in scan_records(path) if not isinstance(part, CorruptRange)]


def with_head(old: bytes, new: bytes) -> bytes:
    return ONE.replace(old, new, 1)


def arc_record(number: int, more: bytes = b"", kind: bytes = b"20210506070809 text/html") -> bytes:
    block = a_block(number)
    return b"%s 192.0.2.1 %s%s %d\n%s\n" % (url_of(number).encode(), kind, more, len(block), block)


def arc(version: int = 1) -> bytes:
    more = b" 200 - - 0 t.arc" if version == 2 else b""
    about = b"filedesc://t.arc 0.0.0.0 20060102030405 text/plain%s 15\n1 0 InternetArc\n\n" % more
    return about + arc_record(1, more)


LENGTH_OF_ONE = b"html %d\n" % len(a_block(1))


@pytest.mark.slow
@pytest.mark.parametrize("file_format", FORMATS)
def test_all_intact_records_of_damaged_files_are_imported(tmp_path: Path, file_format: str) -> None:
    whole = sample(file_format)
    for seed in range(MUTATIONS // len(FORMATS)):
        damaged = damage(whole.data, random.Random(seed))
        assert faults_of_import(whole, file_format, damaged, tmp_path) == [], f"seed {seed}"


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        pytest.param(gzip.compress(ONE, mtime=0) + gzip.compress(TWO, mtime=0), [1, 2], id="one member per record"),
        pytest.param(gzip.compress(ONE + TWO, mtime=0), [1, 2], id="one member"),
        pytest.param(gzip.compress(ONE, mtime=0) + gzip.compress(TWO + THREE, mtime=0), [1, 2, 3], id="mixed members"),
        pytest.param(gzip.compress(ONE[:-4], mtime=0) + gzip.compress(TWO[:-2], mtime=0), [1, 2], id="no record ends"),
        pytest.param(zstd.compress(ONE) + zstd.compress(TWO), [1, 2], id="zstd"),
        pytest.param(arc(), [1], id="arc 1"),
        pytest.param(gzip.compress(arc(2), mtime=0), [1], id="arc 2"),
        pytest.param(arc() + arc_record(2, kind=b"202105060708090000 "), [1, 2], id="arc, odd date, no type"),
        pytest.param(arc().replace(LENGTH_OF_ONE, b"html -1\n") + arc_record(2), [1, 2], id="arc, negative length"),
        pytest.param(arc()[:-1] + arc_record(2), [1, 2], id="arc, no line end"),
        pytest.param(lz4.frame.compress(ONE) + lz4.frame.compress(TWO), [1, 2], id="lz4"),
        pytest.param(with_head(b"WARC-Type: response", b"warc-type: Response"), [1], id="capitals"),
        pytest.param(ONE.replace(b"\r\n", b"\n", 8) + TWO, [1, 2], id="line feeds"),
        pytest.param(ONE.replace(b"\r\n", b"\r\r\n", 8) + TWO, [1, 2], id="doubled carriage returns"),
        pytest.param(ONE[:-2] + TWO, [1, 2], id="one line end"),
        pytest.param(ONE + b"\r\n\r\n\n" + TWO + b"\r\n", [1, 2], id="extra line ends"),
        pytest.param(b"\xef\xbb\xbf" + ONE, [1], id="byte order mark"),
        pytest.param(with_head(b"WARC/1.0", b"WARC/0.17"), [1], id="warc 0.17"),
        pytest.param(with_head(b"WARC/1.0", b"WARC/2.0"), [1], id="warc 2.0"),
        pytest.param(with_head(b"Content-Length: 1", b"Content-Length: 9") + TWO, [1, 2], id="length too large"),
        pytest.param(with_head(b"Content-Length: 1", b"Content-Length: ") + TWO, [1, 2], id="length too small"),
        pytest.param(with_head(b"Content-Length: 1", b"Content-Length: -1") + TWO, [1, 2], id="negative length"),
        pytest.param(
            with_head(b"Content-Length: 1", b"Content-Length: " + b"9" * 5000) + TWO, [1, 2], id="length of 5000 digits"
        ),
        pytest.param(with_head(b"WARC-Type: response\r\n", b""), [1], id="no type"),
    ],
)
def test_nonstandard_files_of_other_tools_are_imported(tmp_path: Path, data: bytes, numbers: list[int]) -> None:
    found = records_of(imported(data, tmp_path), tmp_path)
    responses = [record for record in found if record.type == "response"]
    assert [(record.url, record.block) for record in responses] == [(url_of(each), a_block(each)) for each in numbers]
    assert all(record.get("WARC-Record-ID") and record.get("WARC-Date") for record in found)
    assert not list((tmp_path / "warc").glob("*.torn-[0-9u]*"))


def test_standard_file_is_copied_byte_for_byte(tmp_path: Path) -> None:
    result = imported(ONE + TWO, tmp_path)
    assert (tmp_path / "warc" / result.file.name).read_bytes() == ONE + TWO


def test_zstd_dictionary_is_used(tmp_path: Path) -> None:
    dictionary = zstd.ZstdDict(ONE * 20, is_raw=True)
    packed = [zstd.compress(record, zstd_dict=dictionary) for record in (ONE, TWO)]
    content = dictionary.dict_content
    for stored in (content, zstd.compress(content)):
        head = b"\x5d\x2a\x4d\x18" + len(stored).to_bytes(4, "little") + stored
        found = records_of(imported(head + b"".join(packed), tmp_path), tmp_path)
        assert [record.block for record in found] == [a_block(1), a_block(2)]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("20210506070809", "2021-05-06T07:08:09.000Z"),
        ("Thu, 06 May 2021 07:08:09 GMT", "2021-05-06T07:08:09.000Z"),
        ("2021-05-06T07:08:09+07:00", "2021-05-06T00:08:09.000Z"),
        ("Thu, May 06 2021 14:08:09 GMT+0700", "2021-05-06T07:08:09.000Z"),
        ("2021-05-126T07:08:09Z", "2020-09-13T12:26:40Z"),
        ("0000-00-00T00:00:00Z", "2020-09-13T12:26:40Z"),
        ("9999-12-31T23:59:59Z", "2020-09-13T12:26:40Z"),
        ("", "2020-09-13T12:26:40Z"),
    ],
)
def test_warc_date_is_normalized_or_replaced(tmp_path: Path, date: str, expected: str) -> None:
    """An invalid or impossible date is replaced by the file's date."""
    [record] = records_of(imported(with_head(b"2021-05-06T07:08:09Z", date.encode()), tmp_path), tmp_path)
    assert record.get("WARC-Date") == expected


def test_record_without_date_gets_date_of_http_response(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nDate: Thu, 06 May 2021 07:08:09 GMT\r\n\r\nTin"
    [record] = records_of(imported(a_record(1, block, date="never"), tmp_path), tmp_path)
    assert record.get("WARC-Date") == "2021-05-06T07:08:09.000Z"


def test_segments_are_joined_into_one_record(tmp_path: Path) -> None:
    block = a_block(1)
    first = a_record(1, block[:50]).replace(b"WARC-Type", b"WARC-Segment-Number: 1\r\nWARC-Type", 1)
    origin = (
        b"WARC-Segment-Origin-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\nWARC-Segment-Total-Length: 1\r\n"
    )
    second = a_record(2, block[50:]).replace(b"WARC-Type: response", b"WARC-Type: continuation\r\n" + origin[:-2], 1)
    second = second.replace(b"WARC-Date", b"WARC-Segment-Number: 2\r\nWARC-Date", 1)
    [record] = [r for r in unverified_records_of(imported(first + second, tmp_path), tmp_path) if r.type == "response"]
    assert record.block == block


def unverified_records_of(result: ImportedWarc, folder: Path) -> list[Record]:
    """Return the records, unverified: a sample's payload digest differs from that of the joined record."""
    parts = scan_records(folder / "warc" / result.file.name)
    return [part for part in parts if not isinstance(part, CorruptRange)]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"hello", id="text"),
        pytest.param(b"\0" * 5000, id="zeros"),
        pytest.param(gzip.compress(b"<html>", mtime=0), id="gzipped page"),
        pytest.param(gzip.compress(b"", mtime=0), id="empty gzip member"),
        pytest.param(b"\x28\xb5\x2f\xfd", id="zstd magic number only"),
    ],
)
def test_other_files_are_rejected_and_leave_nothing_behind(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ArchiveImportError, match=r"^not a WARC file \(.+\)$"):
        imported(data, tmp_path)
    assert not list((tmp_path / "warc").iterdir())


def test_bytes_outside_records_are_set_aside(tmp_path: Path) -> None:
    result = imported(ONE + b"junk" + TWO[:-60], tmp_path)
    whole, part = records_of(result, tmp_path)
    assert (whole.url, whole.get("WARC-Truncated")) == (url_of(1), None)
    assert (part.url, part.get("WARC-Truncated")) == (url_of(2), "unspecified")
    assert TWO[:-60].endswith(part.block)
    assert part.get("WARC-Record-ID") != "<urn:uuid:00000000-0000-4000-8000-000000000002>"
    torn = sorted((tmp_path / "warc").glob("*.torn-*"), key=lambda path: int(path.suffix.partition("-")[2]))
    assert [path.read_bytes() for path in torn] == [b"junk", TWO[:-60]]
    assert [part.reason for part in result.corrupt] == ["no WARC record at this offset", "truncated within a record"]


@pytest.mark.parametrize(
    "repack", [lambda data: data, lambda data: gzip.compress(data, mtime=0)], ids=["copy", "repack"]
)
def test_repeated_import_gives_same_file_even_after_kill(tmp_path: Path, repack: Callable[[bytes], bytes]) -> None:
    first = imported(repack(ONE + TWO), tmp_path)
    before = (tmp_path / "warc" / first.file.name).read_bytes()
    (tmp_path / "warc" / f"{first.file.name}.77.part").write_bytes(before[:100])
    remove_leftovers(tmp_path / "warc")
    assert imported(repack(ONE + TWO), tmp_path, "again").file == first.file
    assert [path.name for path in (tmp_path / "warc").iterdir()] == [first.file.name]
