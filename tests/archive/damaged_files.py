"""Small WARC and ARC files, seeded damage to them, and the expected records of damaged ones."""

from __future__ import annotations

import gzip
import hashlib
import random
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from vustacrawl.archive.import_warc import import_warc
from vustacrawl.archive.repack import ArchiveImportError
from vustacrawl.archive.scan import CorruptRange, scan_records
from vustacrawl.zstd import zstd

FORMATS = ("plain", "members", "one member", "zstd", "arc")


@dataclass(frozen=True)
class Sample:
    """A file, its pieces of one record each, and the records' URLs and blocks."""

    data: bytes
    pieces: list[bytes]
    records: list[tuple[str, bytes]]


def a_record(number: int, block: bytes, *, date: str = "2021-05-06T07:08:09Z") -> bytes:
    digest = hashlib.sha1(block.partition(b"\r\n\r\n")[2]).hexdigest()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url_of(number)}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\nWARC-Payload-Digest: sha1:{digest}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def url_of(number: int) -> str:
    return f"http://hoi.example/bai-{number}.html"


def a_block(number: int, noise: int = 0) -> bytes:
    text = f"<h1>Hội nghị lần thứ {number}</h1><p>Các đại biểu thảo luận.</p>"
    body = text.encode() + random.Random(number).randbytes(noise).hex().encode()
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def sample(file_format: str, count: int = 6) -> Sample:
    blocks = [a_block(number, number * 37 % 200) for number in range(count)]
    records = [(url_of(number), block) for number, block in enumerate(blocks)]
    pieces = [a_record(number, block) for number, block in enumerate(blocks)]
    if file_format == "arc":
        pieces = [
            f"{url_of(number)} 192.0.2.1 20060102030405 text/html {len(block)}\n".encode() + block + b"\n"
            for number, block in enumerate(blocks)
        ]
        head = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
        first = b"filedesc://t.arc 0.0.0.0 20060102030405 text/plain %d\n%s\n" % (len(head), head)
        return Sample(first + b"".join(pieces), pieces, records)
    if file_format == "members":
        pieces = [gzip.compress(piece, mtime=0) for piece in pieces]
    elif file_format == "zstd":
        pieces = [zstd.compress(piece) for piece in pieces]
    elif file_format == "one member":
        return Sample(gzip.compress(b"".join(pieces), mtime=0), pieces, records)
    return Sample(b"".join(pieces), pieces, records)


def damage(data: bytes, rng: random.Random) -> bytes:
    """Flip bits, cut, zero, insert, repeat or swap parts of a file, one to three times."""
    for _ in range(rng.randint(1, 3)):
        at, length = rng.randrange(len(data)), rng.randint(1, 200)
        kind = rng.choice(("flip", "flip", "cut", "zero", "insert", "swap", "repeat", "end"))
        if kind == "flip":
            changed = bytearray(data)
            changed[at] ^= 1 << rng.randrange(8)
            data = bytes(changed)
        elif kind == "cut":
            data = data[:at] + data[at + length :]
        elif kind == "zero":
            data = data[:at] + b"\0" * min(length, len(data) - at) + data[at + length :]
        elif kind == "insert":
            data = data[:at] + rng.randbytes(length) + data[at:]
        elif kind == "repeat":
            data = data[: at + length] + data[at:]
        elif kind == "end":
            data = data[: at + 1]
        else:
            other = rng.randrange(len(data))
            first, second = sorted((at, other))
            data = data[second:] + data[first:second] + data[:first]
        if not data:
            return b"\0"
    return data


def intact(sample: Sample, file_format: str, damaged: bytes) -> list[tuple[str, bytes]]:
    """Return the records whose bytes the damaged file still holds, as far as they can be decompressed."""
    if file_format == "one member":
        stream = zlib.decompressobj(wbits=31)
        readable = bytearray()
        for byte in damaged:
            try:
                readable += stream.decompress(bytes([byte]))
            except zlib.error:
                break
        damaged = bytes(readable)
    if file_format == "arc":  # a record starts on a new line
        return [
            record
            for piece, record in zip(sample.pieces, sample.records, strict=True)
            if b"\n" + piece in b"\n" + damaged
        ]
    return [record for piece, record in zip(sample.pieces, sample.records, strict=True) if piece in damaged]


def faults_of_import(sample: Sample, file_format: str, damaged: bytes, folder: Path) -> list[str]:
    """Import a damaged file, and return what is wrong with the result; exceptions other than a refusal are raised."""
    path = folder / "damaged"
    path.write_bytes(damaged)
    archive = folder / "warc"
    archive.mkdir(exist_ok=True)
    try:
        imported = import_warc(path, archive, 1_600_000_000)
    except ArchiveImportError:
        found = set()
    else:
        parts = [*scan_records(archive / imported.file.name)]
        found = {(part.url, part.block) for part in parts if not isinstance(part, CorruptRange)}
        if any(isinstance(part, CorruptRange) for part in parts):
            return ["the file of the archive is damaged"]
        if file_format == "plain" and (lost := _lost_lines(damaged, archive)):
            return [f"neither in a record nor set aside: {lost[0][:60]!r}"]
    faults = [f"lost {url}" for url, block in intact(sample, file_format, damaged) if (url, block) not in found]
    for each in archive.iterdir():
        each.unlink()
    return faults


def _lost_lines(damaged: bytes, archive: Path) -> list[bytes]:
    """Return the lines of a plain file that were not kept, except header lines that are converted."""
    kept = b"".join(path.read_bytes() if ".torn-" in path.name else _expanded(path) for path in archive.iterdir())
    lines = re.split(rb"[\r\n]+|(?=WARC/1\.0[\r\n])", damaged)
    kept = b"".join(kept.split())
    return [line for line in lines if not _CONVERTED.fullmatch(line) and not _is_in(b"".join(line.split()), kept)]


def _is_in(line: bytes, kept: bytes) -> bool:
    """Return whether a line was kept: in one piece, or its beginning in a record and its end set aside."""
    return line in kept or any(line[:at] in kept and line[at:] in kept for at in range(1, len(line)))


_CONVERTED = re.compile(rb"(?i:WARC/\S+|Content-Length:.*|WARC-Date:.*)")


def _expanded(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data
