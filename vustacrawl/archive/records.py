"""WARC records: their fields, location and digests (WARC/1.1 §4 to §6)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

from vustacrawl.archive.fields import Field, content_length, field_lines, first_value
from vustacrawl.archive.messages import MAX_BYTES, HttpResponse, header_text, split_head
from vustacrawl.clock import utc_text
from vustacrawl.items import Original, RecordLocation, RecordPlace
from vustacrawl.text import storable

_ISO_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\S*)?)?)?\Z", re.ASCII)
_DIGITS = re.compile(r"\d{4}(?:\d\d){2,4}|\d{14,20}", re.ASCII)
_OFFSET = re.compile(r"\d[+-]\d\d:?\d\d\Z")
_DATE_CHARACTERS = len("2021-05-06")
_FIRST_YEAR = "1990"

CAPTURE_TYPES = frozenset({"response", "revisit", "resource", "conversion"})
"""The types of records that hold a response, or what stands for one."""
SOURCE_FIELD = "WARC-Source-URI"
"""Where a record was recovered from: not in WARC/1.1, but pywb writes it into records from other archives."""


class RecordError(Exception):
    """Bytes that are not a whole WARC record; the message says why, in a few words."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record with its block; ``offset`` and ``length`` are those of its gzip member, or in a plain file its own.

    A block of more than ``messages.MAX_BYTES`` is not kept in memory: then ``block`` is empty, ``oversized`` its size
    in bytes, and ``is_intact`` whether its WARC-Block-Digest matches (None where it has none).
    """

    headers: tuple[Field, ...]
    block: bytes
    offset: int
    length: int
    oversized: int = 0
    is_intact: bool | None = None

    def get(self, name: str) -> str | None:
        """Return the first value of a named field; names are case-insensitive (§4)."""
        return first_value(self.headers, name)

    @property
    def type(self) -> str:
        """The WARC-Type in lower case; empty where it is missing."""
        return (self.get("WARC-Type") or "").lower()

    @property
    def url(self) -> str:
        """The WARC-Target-URI without the angle brackets that WARC/1.0 asked for and wget still writes."""
        return (self.get("WARC-Target-URI") or "").strip("<>")

    @property
    def is_standard(self) -> bool:
        """Whether it is as the archive of this project keeps records: with type, id and date, and whole."""
        is_segment = self.type == "continuation" or self.get("WARC-Segment-Number") is not None
        is_complete = self.type and self.get("WARC-Record-ID") and is_plausible(self.get("WARC-Date") or "")
        return bool(is_complete) and not is_segment

    @property
    def http(self) -> HttpResponse:
        """The HTTP response of a ``response`` record, or the head of one in a ``revisit``.

        Raises RecordError where the record is too large to be read.
        """
        if self.oversized:
            raise RecordError(f"record too large: {self.oversized} bytes, the maximum is {MAX_BYTES}")
        return HttpResponse.parse(self.block)

    def location(self, file: str) -> RecordLocation:
        """Return the location of the record in the named file."""
        place = RecordPlace(file, self.offset, self.length)
        record_id = storable(self.get("WARC-Record-ID") or "")
        return RecordLocation(place, record_id, self.type, self.url, self.get("WARC-Date") or "", self.original)

    @property
    def original(self) -> Original:
        """The capture that holds its payload: the record itself, or the one to which a ``revisit`` refers."""
        is_revisit = self.type == "revisit"
        record_id = self.get("WARC-Refers-To" if is_revisit else "WARC-Record-ID")
        url = (self.get("WARC-Refers-To-Target-URI") or self.url).strip("<>") if is_revisit else self.url
        date = self.get("WARC-Refers-To-Date" if is_revisit else "WARC-Date") or ""
        digest = self.get("WARC-Payload-Digest")
        return Original(storable(record_id) if record_id else None, url, date, storable(digest) if digest else None)


def derived_id(*parts: str | bytes) -> str:
    """Return a WARC-Record-ID derived from a record's content: always the same for the same content."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "backslashreplace") if isinstance(part, str) else part
        hasher.update(b"%d:" % len(data) + data)
    return f"<urn:uuid:{UUID(bytes=hasher.digest()[:16], version=5)}>"


def digest(data: bytes) -> str:
    """Return ``sha256:`` and hex, as in WARC-Block-Digest and WARC-Payload-Digest (§5.8, §5.9)."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def payload_digest(block: bytes) -> str:
    """Return the digest of the body of an HTTP block as received: with chunk framing and content coding.

    §6.3.2 asks for transfer codings to be removed; wget, warcio and FastWARC write and check digests of the body as
    received, and would report any other as wrong.
    """
    return digest(split_head(block)[1])


_DIGEST_BYTES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}


def matches(claim: str, data: bytes) -> bool | None:
    """Return whether a labelled digest (hex, base32 or base64) is that of the data; None for an unknown algorithm."""
    return matches_pieces(claim, [data])


def matches_pieces(claim: str, pieces: Iterable[bytes]) -> bool | None:
    """Return whether a digest is that of data in pieces, as ``matches``; all pieces are read in any case."""
    algorithm, _, value = normal_digest(claim if ":" in claim else "").partition(":")
    hasher = hashlib.new(algorithm, usedforsecurity=False) if algorithm in _DIGEST_BYTES else None
    for piece in pieces:
        if hasher:
            hasher.update(piece)
    return hasher.hexdigest() == value if hasher else None


def normal_digest(claim: str) -> str:
    """Return a digest in one spelling, for comparison: tools write hex, base32 or base64.

    One without a label is SHA-1, as in CDX files.
    """
    algorithm, _, value = claim.strip().rpartition(":")
    algorithm = algorithm.lower().replace("-", "") or "sha1"
    digits, size = value.rstrip("="), _DIGEST_BYTES.get(algorithm, 0)
    with suppress(ValueError):
        if len(digits) == -(-8 * size // 5):
            value = base64.b32decode(digits.upper() + "=" * (-len(digits) % 8)).hex()
        elif len(digits) == -(-4 * size // 3):  # perhaps URL-safe (RFC 4648, section 5)
            value = base64.b64decode(digits.replace("-", "+").replace("_", "/") + "==").hex()
    return f"{algorithm}:{value.lower()}" if value else ""


def serialize(headers: Iterable[Field], block: bytes) -> bytes:
    """Return the uncompressed bytes of a record, with Content-Length and WARC-Block-Digest added (§4)."""
    return record_head([*headers, ("WARC-Block-Digest", digest(block))], len(block)) + block + b"\r\n\r\n"


def record_head(fields: Iterable[Field], length: int) -> bytes:
    """Return the head of a WARC/1.1 record whose block has this length (bytes), with the blank line after it (§4)."""
    return b"WARC/1.1\r\n" + field_lines([*fields, ("Content-Length", str(length))]) + b"\r\n"


def parse_date(text: str) -> str | None:
    """Return a WARC-Date in the catalog's format: UTC, ISO 8601 to the millisecond with ``Z``.

    Besides ISO 8601 of any precision (WARC/1.1 §5.4), the digits of ARC files and Wayback URLs
    (``20210506070809``), the dates of HTTP headers and of JavaScript (``Thu, May 06 2021 14:08:09 GMT+0700`` in MHTML
    files of UnMHT) are understood. None for anything else.
    """
    try:
        if _DIGITS.fullmatch(text):
            whole = text[:14] + "0101000000"[len(text[:14]) - 4 :]
            moment = datetime.strptime(whole, "%Y%m%d%H%M%S")  # noqa: DTZ007
        elif _ISO_DATE.match(text):
            moment = datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < _DATE_CHARACTERS else text)
        else:
            moment = parsedate_to_datetime(re.sub(r"GMT(?=[+-]\d)", "", text))
        return utc_text((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def is_plausible(date: str) -> bool:
    """Return whether a WARC-Date is one in UTC, of a time at which pages were archived."""
    parsed = parse_date(date) if "-" in date[4:5] and not _OFFSET.search(date) else None
    latest = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    return parsed is not None and _FIRST_YEAR <= parsed <= latest


def parse_head(data: bytes) -> tuple[tuple[Field, ...], int, int]:
    """Return the named fields of the record at the beginning of the data, and the start and end of its block.

    Raises RecordError where no record begins there.
    """
    if not re.match(rb"WARC/1\.\d\r?\n", data):
        raise RecordError("no WARC record at this offset")
    end = re.search(rb"\r?\n\r?\n", data)
    if not end:
        raise RecordError("truncated within the record header")
    text = header_text(re.sub(rb"\r?\n[ \t]+", b" ", data[: end.start()]))
    fields = [line.partition(":") for line in re.split(r"\r?\n", text)[1:]]
    headers = tuple((name.strip(), value.strip()) for name, _, value in fields)
    length = content_length(headers)
    if length is None:
        raise RecordError("no Content-Length")
    return headers, end.end(), end.end() + length
