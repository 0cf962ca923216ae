from __future__ import annotations

import errno
import io
import json
from pathlib import Path

import pytest
from archive_samples import PAGE, OddCrawl, a_writer, an_exchange
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.files import Archive
from vustacrawl.archive.reader import read_record, response_with_payload
from vustacrawl.archive.records import Record
from vustacrawl.archive.scan import scan_records
from vustacrawl.archive.verify import verify_file
from vustacrawl.archive.writer import ArchiveFull

MOVED = b"HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n"


def records(path: Path) -> list[Record]:
    found = list(scan_records(path))
    assert all(isinstance(one, Record) for one in found)
    return [one for one in found if isinstance(one, Record)]


def check_with_warcio(path: Path) -> int:
    with pytest.raises(SystemExit) as ended:
        warcio(["check", str(path)])
    return int(ended.value.code or 0)


def test_odd_responses_are_read_back_unchanged(odd_crawl: OddCrawl, odd_warc: Path) -> None:
    for exchange in odd_crawl.exchanges:
        location = exchange.location
        assert bool(location) == bool(exchange.response)
        if location:
            record = read_record(Archive(odd_warc.parent), location.place)
            assert record.block == exchange.response
            assert record.get("WARC-Truncated") == exchange.truncated
            assert record.location(location.place.file) == location


def test_file_passes_warcio_check(odd_warc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_with_warcio(odd_warc) == 0, capsys.readouterr().out
    assert not list(verify_file(odd_warc))
    for record in records(odd_warc):
        if record.type == "response":
            has_digest = record.get("WARC-Payload-Digest") is not None
            assert has_digest != ("/blank-lines-first" in record.url), record.url


def test_warcio_reads_same_records(odd_warc: Path) -> None:
    with odd_warc.open("rb") as file:
        read = [(record.rec_type, record.raw_stream.read()) for record in ArchiveIterator(file, no_record_parse=True)]
    assert read == [(record.type, record.block) for record in records(odd_warc)]


def test_file_begins_with_warcinfo_record(tmp_path: Path) -> None:
    writer = a_writer(tmp_path, profile='name = "hoi"\ntitle = "Hội"\n')
    writer.write_exchange(an_exchange())
    [file] = writer.close()
    first, *others = records(tmp_path / file.name)
    about = dict(line.split(": ", 1) for line in first.block.decode().splitlines())
    assert first.type == "warcinfo"
    assert first.get("WARC-Filename") == file.name == "hoi-1-00001.warc.gz"
    assert about["software"].startswith("vustacrawl/")
    assert about["operator"] == "tests"
    assert about["robots"] == "obeyed"
    assert "byte for byte" in about["recording"]
    assert json.loads(about["profile"]) == 'name = "hoi"\ntitle = "Hội"\n'
    assert {one.get("WARC-Warcinfo-ID") for one in others} == {first.get("WARC-Record-ID")}


def test_exchange_is_written_as_three_linked_records(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    location = writer.write_exchange(an_exchange())
    writer.write_metadata(
        location.record_id,
        location.url,
        location.date,
        [("parser", "nukeviet 1"), ("verdict", "article\r\n\r\nWARC/1.1")],
    )
    [file] = writer.close()
    _, response, request, metadata, later = records(tmp_path / file.name)
    assert [one.type for one in (response, request, metadata, later)] == ["response", "request", "metadata", "metadata"]
    for one in (request, metadata, later):
        assert one.get("WARC-Concurrent-To") == response.get("WARC-Record-ID") == location.record_id
        assert one.get("WARC-Date") == "2026-11-05T03:04:01.123Z"
        assert one.url == "http://hoi.example/tin/1.html"
    assert response.get("WARC-IP-Address") == "192.0.2.7"
    assert metadata.block == b"fetchTimeMs: 250\r\n"
    assert later.block == b"parser: nukeviet 1\r\nverdict: article WARC/1.1\r\n"


def test_failed_exchange_is_written_as_request_and_metadata(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    assert writer.write_exchange(an_exchange(response=b"", failure="DownloadTimeoutError")) is None
    [file] = writer.close()
    _, request, metadata = records(tmp_path / file.name)
    assert (request.type, metadata.type) == ("request", "metadata")
    assert b"failure: DownloadTimeoutError" in metadata.block


def test_identical_payload_is_written_as_revisit(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    first = writer.write_exchange(an_exchange())
    head = b"HTTP/1.1 200 OK\r\nDate: later\r\n\r\n"
    again = writer.write_exchange(an_exchange(response=head + PAGE + b"1"), first.original)
    third = writer.write_exchange(an_exchange(), again.original)
    assert again.type == third.type == "revisit"
    assert again.original == third.original == first.original
    record = read_record(Archive(tmp_path), again.place)
    assert record.block == head
    assert record.get("WARC-Profile").endswith("1.1/revisit/identical-payload-digest")
    assert record.get("WARC-Refers-To") == first.record_id
    assert record.get("WARC-Refers-To-Target-URI") == first.url
    assert record.get("WARC-Refers-To-Date") == first.date
    whole, _ = response_with_payload(Archive(tmp_path), record, first.place)
    assert (whole.get("Date"), whole.payload) == ("later", PAGE + b"1")


def test_not_modified_response_is_revisit_that_reads_as_page(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    first = writer.write_exchange(an_exchange())
    answer = b"HTTP/1.1 304 Not Modified\r\nETag: \xff\r\n\r\n"
    again = writer.write_exchange(an_exchange(response=answer), first.original)
    record = read_record(Archive(tmp_path), again.place)
    assert record.get("WARC-Profile").endswith("1.1/revisit/server-not-modified")
    assert record.block == b""
    whole, _ = response_with_payload(Archive(tmp_path), record, first.place)
    assert (whole.status, whole.payload) == (200, PAGE + b"1")
    [file] = writer.close()
    metadata = records(tmp_path / file.name)[-1].block.decode()
    kept = metadata.partition("not-modified-response: ")[2]
    assert json.loads(kept).encode("latin-1") == answer


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (an_exchange(), an_exchange(response=an_exchange(2).response)),
        (an_exchange(), an_exchange(truncated="disconnect")),
        (an_exchange(response=MOVED), an_exchange(response=MOVED)),
    ],
    ids=["different", "truncated", "empty"],
)
def test_other_truncated_or_empty_payload_is_not_revisit(tmp_path: Path, first: Exchange, second: Exchange) -> None:
    writer = a_writer(tmp_path)
    original = writer.write_exchange(first).original
    assert writer.write_exchange(second, original).type == "response"


def test_file_is_rolled_over_at_size_limit(tmp_path: Path) -> None:
    writer = a_writer(tmp_path, roll_at=3000)
    locations = [writer.write_exchange(an_exchange(number)) for number in range(12)]
    files = writer.close()
    assert len(files) > 2
    assert [file.name for file in files] == sorted({location.place.file for location in locations})
    for file in files:
        assert not list(verify_file(tmp_path / file.name, file.sha256))
        assert (tmp_path / file.name).stat().st_size == file.length < 6000
        assert records(tmp_path / file.name)[0].type == "warcinfo"
    for number, location in enumerate(locations):
        record = read_record(Archive(tmp_path), location.place)
        assert record.block == an_exchange(number).response


def test_unfinished_file_has_open_suffix_and_can_be_read(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    location = writer.write_exchange(an_exchange())
    writer.flush()
    assert [path.name for path in tmp_path.iterdir()] == ["hoi-1-00001.warc.gz.open"]
    assert read_record(Archive(tmp_path), location.place).block == an_exchange().response


def test_writer_without_records_creates_no_file(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    writer.flush()
    assert writer.close() == []
    assert not list(tmp_path.iterdir())


def test_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    for run in (1, 2):
        writer = a_writer(tmp_path)
        if run == 1:
            writer.write_exchange(an_exchange())
            writer.close()
        else:
            with pytest.raises(FileExistsError):
                writer.write_exchange(an_exchange())


@pytest.mark.parametrize("name", ["", "../hoi", "a/b", "a b", ".hidden", "a\n", "http://x"])
def test_name_with_path_characters_is_rejected(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a plain file name"):
        a_writer(tmp_path, name)


def test_line_breaks_in_url_do_not_inject_headers(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    location = writer.write_exchange(an_exchange(url="http://x/\r\nWARC-Type: evil\r\n\r\n\ud800"))
    record = read_record(Archive(tmp_path), location.place)
    assert record.type == "response"
    assert record.url == "http://x/ WARC-Type: evil \\ud800"


class SmallDisk(io.FileIO):
    """A file that accepts ``room`` bytes in total, and at most 100 bytes per write."""

    room = 0

    def write(self, data: bytes) -> int:
        if self.tell() >= SmallDisk.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data[: min(100, SmallDisk.room - self.tell())])


@pytest.mark.parametrize("room", [0, 1, 300, 700, 1000, 1500, 2000, 2500])
def test_full_disk_leaves_no_partial_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    monkeypatch.setattr(io, "FileIO", SmallDisk)
    monkeypatch.setattr(SmallDisk, "room", room)
    writer = a_writer(tmp_path)
    locations = []
    with pytest.raises(ArchiveFull):
        locations.extend(writer.write_exchange(an_exchange(number)) for number in range(10))
    grown = tmp_path / "hoi-1-00001.warc.gz.open"
    assert not list(verify_file(grown)) or grown.stat().st_size == 0
    written = [one.block for one in records(grown) if one.type == "response"]
    assert written == [an_exchange(number).response for number in range(len(locations))]

    monkeypatch.setattr(SmallDisk, "room", 10**9)
    writer.write_exchange(an_exchange(50))
    [file] = writer.close()
    assert not list(verify_file(tmp_path / file.name, file.sha256))
    assert records(tmp_path / file.name)[0].type == "warcinfo"
