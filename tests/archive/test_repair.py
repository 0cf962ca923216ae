from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from archive_samples import a_writer, an_exchange

from vustacrawl.archive.files import Archive
from vustacrawl.archive.reader import read_record
from vustacrawl.archive.records import Record
from vustacrawl.archive.repair import repair
from vustacrawl.archive.scan import CorruptRange, scan_records
from vustacrawl.archive.verify import verify_file
from vustacrawl.items import RecordLocation

NAME = "hoi-1-00001.warc.gz"


@pytest.fixture
def small(tmp_path: Path) -> tuple[bytes, list[RecordLocation]]:
    """The bytes of a small WARC file and the locations of its responses."""
    writer = a_writer(tmp_path)
    locations = [writer.write_exchange(an_exchange(number)) for number in (1, 2)]
    locations.append(writer.write_exchange(an_exchange(1), locations[0].original))
    writer.close()
    data = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).unlink()
    return data, locations


def write_unfinished(folder: Path, data: bytes) -> Path:
    grown = folder / f"{NAME}.open"
    grown.write_bytes(data)
    return grown


def record_ends(data: bytes, path: Path) -> list[int]:
    path.write_bytes(data)
    return [0, *(part.offset + part.length for part in scan_records(path))]


@pytest.mark.slow
def test_intact_records_are_kept_wherever_file_is_cut(
    tmp_path: Path, small: tuple[bytes, list[RecordLocation]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # thousands of repairs, without a power cut in between
    data, locations = small
    boundaries = record_ends(data, tmp_path / "whole")
    for cut in range(len(data) + 1):
        found = repair(write_unfinished(tmp_path, data[:cut]))
        assert found
        end = max(boundary for boundary in boundaries if boundary <= cut)
        assert found.captures == [one for one in locations if one.place.offset + one.place.length <= cut]
        if end:
            assert (tmp_path / NAME).read_bytes() == data[:end]
            assert found.file
            assert not list(verify_file(tmp_path / NAME, found.file.sha256))
            (tmp_path / NAME).unlink()
        else:
            assert found.file is None
        if end < cut:
            [torn] = tmp_path.glob("*.torn-*")
            assert torn.read_bytes() == data[end:cut]
            torn.unlink()
        else:
            assert not list(tmp_path.glob("*.torn-*"))
        assert [path.name for path in tmp_path.iterdir()] == ["whole"]


def test_records_after_zero_filled_range_are_kept(tmp_path: Path, small: tuple[bytes, list[RecordLocation]]) -> None:
    data, locations = small
    second = locations[1].place
    hole = data[: second.offset] + b"\0" * second.length + data[second.offset + second.length :]
    found = repair(write_unfinished(tmp_path, hole))
    assert found
    assert found.corrupt == [CorruptRange(second.offset, second.length, "zero-filled")]
    assert (tmp_path / f"{NAME}.torn-{second.offset}").read_bytes() == b"\0" * second.length
    assert [location.url for location in found.captures] == [locations[0].url, locations[2].url]
    assert found.captures[0] == locations[0]
    assert found.captures[1].place.offset == locations[2].place.offset - second.length
    for location in found.captures:
        record = read_record(Archive(tmp_path), location.place)
        assert record.get("WARC-Record-ID") == location.record_id
    assert not list(verify_file(tmp_path / NAME))


def test_interrupted_repair_is_repeated(tmp_path: Path, small: tuple[bytes, list[RecordLocation]]) -> None:
    data, _ = small
    grown = write_unfinished(tmp_path, data[:-5])
    (tmp_path / f"{NAME}.repair").write_bytes(b"half")
    (tmp_path / NAME).write_bytes(b"finished but for the removal of its source")
    found = repair(grown)
    assert found
    assert found.file
    assert not list(verify_file(tmp_path / NAME, found.file.sha256))
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, f"{NAME}.torn-{found.corrupt[0].offset}"]


def test_file_being_written_is_not_repaired(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    writer.write_exchange(an_exchange())
    assert repair(tmp_path / f"{NAME}.open") is None
    writer.close()
    assert (tmp_path / NAME).exists()


def test_file_of_killed_process_is_repaired(tmp_path: Path) -> None:
    script = (
        "import sys, os, signal; from pathlib import Path\n"
        "from archive_samples import a_writer, an_exchange\n"
        "w = a_writer(Path(sys.argv[1])); w.write_exchange(an_exchange()); w.flush()\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, tmp_path], cwd=Path(__file__).parent, check=False)
    found = repair(next(tmp_path.glob("*.open")))
    assert found
    assert [location.url for location in found.captures] == [an_exchange().url]
    assert found.file
    assert not found.corrupt


def test_uncompressed_files_are_scanned(tmp_path: Path, small: tuple[bytes, list[RecordLocation]]) -> None:
    data, _ = small
    plain = gzip.decompress(data)
    path = tmp_path / "plain.warc"
    path.write_bytes(plain)
    whole = list(scan_records(path))
    assert len(whole) == 10
    assert all(isinstance(part, Record) for part in whole)
    second = whole[2]
    path.write_bytes(plain[: second.offset] + b"x" + plain[second.offset + 1 :])
    assert [part for part in scan_records(path) if isinstance(part, CorruptRange)] == [
        CorruptRange(second.offset, second.length, "no WARC record at this offset")
    ]
    path.write_bytes(plain[:-1])
    assert [part.reason for part in scan_records(path) if isinstance(part, CorruptRange)] == [
        "truncated within a record"
    ]
