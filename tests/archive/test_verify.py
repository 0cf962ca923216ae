from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from archive_samples import a_writer, an_exchange

from vustacrawl.archive.records import digest, matches, serialize
from vustacrawl.archive.verify import Fault, verify_file
from vustacrawl.archive.writer import WarcFile


@pytest.fixture
def finished(tmp_path: Path) -> WarcFile:
    writer = a_writer(tmp_path)
    for number in range(3):
        writer.write_exchange(an_exchange(number))
    [file] = writer.close()
    return file


def faults(folder: Path, file: WarcFile) -> list[Fault]:
    return list(verify_file(folder / file.name, file.sha256))


def test_intact_file_has_no_faults(tmp_path: Path, finished: WarcFile) -> None:
    assert faults(tmp_path, finished) == []


def test_emptied_file_is_reported(tmp_path: Path, finished: WarcFile) -> None:
    (tmp_path / finished.name).write_bytes(b"")
    assert "empty" in str(faults(tmp_path, finished)[0])


@pytest.mark.slow
def test_flipped_byte_is_reported_at_any_position(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    writer.write_exchange(an_exchange())
    [finished] = writer.close()
    path = tmp_path / finished.name
    data = path.read_bytes()
    missed = 0
    for position in range(len(data)):
        flipped = data[:position] + bytes([data[position] ^ 0x40]) + data[position + 1 :]
        path.write_bytes(flipped)
        assert faults(tmp_path, finished)
        if not list(verify_file(path)):
            assert gzip.decompress(flipped) == gzip.decompress(data)
            missed += 1
    assert missed < 10 * len(starts(data))


def starts(data: bytes) -> list[int]:
    return [position for position in range(len(data)) if data[position : position + 3] == b"\x1f\x8b\x08"]


def test_truncation_within_record_is_reported(tmp_path: Path, finished: WarcFile) -> None:
    path = tmp_path / finished.name
    path.write_bytes(path.read_bytes()[:-30])
    assert "truncated within a record" in str(faults(tmp_path, finished)[0])


def test_truncation_between_records_is_reported_by_checksum(tmp_path: Path, finished: WarcFile) -> None:
    path = tmp_path / finished.name
    data = path.read_bytes()
    path.write_bytes(data[: starts(data)[-1]])
    assert list(verify_file(path)) == []
    assert "sha256" in str(faults(tmp_path, finished)[0])


def test_zero_filled_tail_is_reported(tmp_path: Path, finished: WarcFile) -> None:
    path = tmp_path / finished.name
    data = path.read_bytes()
    last = starts(data)[-1]
    path.write_bytes(data[:last] + b"\0" * (len(data) - last))
    assert faults(tmp_path, finished)[0] == Fault(finished.name, last, f"zero-filled ({len(data) - last} bytes)")


def test_records_after_fault_are_verified(tmp_path: Path, finished: WarcFile) -> None:
    path = tmp_path / finished.name
    data = bytearray(path.read_bytes())
    begin = starts(bytes(data))
    data[begin[1] + 40] ^= 0xFF
    data[begin[5] + 40] ^= 0xFF
    path.write_bytes(data)
    assert [fault.offset for fault in verify_file(path)] == [begin[1], begin[5]]


@pytest.mark.parametrize(
    ("type_", "field", "reason"),
    [
        ("response", "WARC-Payload-Digest", "the payload digest of this response record is wrong"),
        ("resource", "WARC-Block-Digest", "the block digest of this resource record is wrong"),
    ],
)
def test_wrong_digest_is_reported(tmp_path: Path, type_: str, field: str, reason: str) -> None:
    record = serialize([("WARC-Type", type_), (field, digest(b"another"))], b"HTTP/1.1 200 OK\r\n\r\nthis")
    path = tmp_path / "wrong.warc.gz"
    path.write_bytes(gzip.compress(record))
    assert list(verify_file(path)) == [Fault(path.name, 0, reason)]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N", True),
        ("sha1:vl2mmho4yxukfwv63yhtwsbm3gxksq2n", True),
        ("SHA-1:AAF4C61DDCC5E8A2DABEDE0F3B482CD9AEA9434D", True),
        ("sha1:AAAAAHO4YXUKFWV63YHTWSBM3GXKSQ2N", False),
        ("md5:5d41402abc4b2a76b9719d911017c592", True),
        ("sha256:00", False),
        ("sha-256:LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", True),
        ("blake7:00", None),
    ],
)
def test_digest_matches_in_hex_base32_and_base64(claim: str, expected: bool | None) -> None:
    assert matches(claim, b"hello") is expected
