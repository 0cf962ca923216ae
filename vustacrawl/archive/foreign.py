"""Find the records of odd or damaged WARC and ARC files: every version, line end and length that tools have written.

``scan`` reads vustacrawl's own files; this module accepts violations of the standard whose meaning is clear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from mmap import MADV_DONTNEED, PAGESIZE, mmap
from typing import NamedTuple

from vustacrawl.archive.drafts import RESPONSE
from vustacrawl.archive.fields import Fields, content_length, first_value, without
from vustacrawl.archive.messages import header_text, split_head
from vustacrawl.archive.records import matches_pieces
from vustacrawl.archive.scan import TRUNCATED, WRONG_LENGTH, CorruptRange

_MAX_HEAD_BYTES = 1024 * 1024
SEGMENT = "segment of a record whose other segments are not in this file"
_OF_WHOLE_RECORD = frozenset(
    {"warc-record-id", "warc-block-digest", "warc-payload-digest", "warc-truncated", "warc-segment-number"}
)
"""Fields that do not hold for a part of a record."""
_WARC_START = re.compile(rb"WARC/\d{1,2}\.\d{1,3}[ \t]*\r*\n(?=[A-Za-z][A-Za-z0-9-]*[ \t]*:)", re.IGNORECASE)
_ARC_START = re.compile(
    rb"(?P<url>(?:https?|ftps?|dns|whois|gopher|filedesc|urn|metadata|screenshot):\S{1,8000}+(?: \S{1,2000}+){0,9}?)"
    rb" (?P<ip>[0-9a-fA-F.:]{3,45}+|-) (?P<date>\d{8,20}+)"
    rb" (?P<type>\S{0,200}+(?: \S{1,200}+){0,3}?)(?: \S{1,2000}+){0,6}? (?P<length>-\d|\d{1,18}+)\r*\n",
    re.IGNORECASE,
)
"""The line before each ARC block; version 2 has more fields between the type and the length."""
_END_OF_HEAD = re.compile(rb"\r*\n[ \t]*\r*\n")
_BLANKS = re.compile(rb"[\r\n]+")
_LINE_END = re.compile(rb"\r*\n")
_BLANK_LINE = re.compile(rb"\r*\n\r*\n")
_ENDS_BLANK = re.compile(rb"\r*\n\r*\n\Z")
_HTTP_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_ENDS_LINE = re.compile(rb"\r*\n\Z")
_MAX_END_BYTES = 6
_BOM = b"\xef\xbb\xbf"
_VERSION = re.compile(rb"WARC/1\.[01]\r\n")
_WINDOW_BYTES = 16 * 1024 * 1024
"""Bytes of a file that are searched before their memory pages are released."""
_OVERLAP_BYTES = 64 * 1024
"""More than the longest match of _WARC_START or _ARC_START."""
_SLICE_BYTES = 1024 * 1024


@dataclass(slots=True)
class ForeignRecord:
    """A record by offsets (bytes): its head begins at ``offset``, its block at ``start``; both end at ``end``.

    ``fields`` are its named fields, ``faults`` its oddities, in a few words each. ``is_standard``: its head
    can be kept byte for byte.
    """

    offset: int
    start: int
    end: int
    fields: Fields
    faults: list[str] = field(default_factory=list)
    is_standard: bool = False
    is_arc: bool = False

    def get(self, name: str) -> str | None:
        """Return the first value of a named field."""
        return first_value(self.fields, name)


class _Head(NamedTuple):
    start: int
    fields: Fields
    length: int | None
    is_standard: bool


def find_records(data: mmap) -> Iterator[ForeignRecord | CorruptRange]:
    """Yield the records of an uncompressed WARC or ARC file, and the corrupt ranges between them.

    Blank lines between records belong to neither.
    """
    is_arc = _is_arc(data)
    starts, read_head = (_ARC_START, _arc_head) if is_arc else (_WARC_START, _warc_head)
    offset = len(_BOM) if data[: len(_BOM)] == _BOM else 0
    while (offset := _skip_blank(data, offset)) < len(data):
        found = _record(data, offset, starts, read_head)
        if isinstance(found, str):
            begin = _search(starts, data, line.end() if (line := starts.match(data, offset)) else offset + 1)
            end = begin.start() if begin else len(data)
            reason = found if data[offset : offset + 4096].strip(b"\0") else "zero-filled"
            yield CorruptRange(offset, end - offset, reason)
            offset = end
        else:
            yield found
            offset = found.end


def has_records(data: mmap) -> bool:
    """Return whether there is an uncompressed record."""
    return _search(_WARC_START, data, 0) is not None or _search(_ARC_START, data, 0) is not None


def slices(data: mmap, begin: int, end: int) -> Iterator[bytes]:
    """Yield a range of a file in pieces of 1 MiB, and release their memory pages."""
    for at in range(begin, end, _SLICE_BYTES):
        yield data[at : min(at + _SLICE_BYTES, end)]
        _release_pages(data, at, min(at + _SLICE_BYTES, end))


def _search(pattern: re.Pattern[bytes], data: mmap, begin: int, end: int | None = None) -> re.Match[bytes] | None:
    """Search as ``pattern.search`` does, with little of a large file in memory at a time."""
    end = len(data) if end is None else min(end, len(data))
    while begin < end:
        limit = min(begin + _WINDOW_BYTES, end)
        found = pattern.search(data, begin, min(limit + _OVERLAP_BYTES, end))
        if found and found.start() < limit:
            return found
        _release_pages(data, begin, limit)
        begin = limit
    return None


def _release_pages(data: mmap, begin: int, end: int) -> None:
    """Release the memory pages read so far: otherwise all of a mapped file up to there stays in memory."""
    first = begin - begin % PAGESIZE
    data.madvise(MADV_DONTNEED, first, end - first)


def _is_arc(data: mmap) -> bool:
    """Return whether an ARC record comes before any WARC record."""
    warc, arc = _WARC_START.search(data, 0, _MAX_HEAD_BYTES), _ARC_START.search(data, 0, _MAX_HEAD_BYTES)
    return arc is not None and (warc is None or arc.start() < warc.start())


def _record(
    data: mmap, offset: int, starts: re.Pattern[bytes], read_head: Callable[[mmap, int], _Head | str]
) -> ForeignRecord | str:
    head = read_head(data, offset)
    if isinstance(head, str):
        return head
    end = _block_end(data, head, starts)
    if end is None:
        return TRUNCATED
    faults = [] if head.length == end - head.start else [WRONG_LENGTH]
    standard = head.is_standard and not faults
    return ForeignRecord(offset, head.start, end, head.fields, faults, standard, starts is _ARC_START)


def _block_end(data: mmap, head: _Head, starts: re.Pattern[bytes]) -> int | None:
    """Return the end of a block, also if its length is wrong or missing; None if it is truncated."""
    if head.length is not None:
        end = head.start + head.length
        if _ends_record(data, end, starts) and not _swallows_record(data, head, end, starts):
            return _without_line_end(head, data, end) or end
        if end < len(data) and _matches_digest(head, data, end):
            return end  # what follows is damaged, not this record
    return _find_end(data, head.start, starts)


def _without_line_end(head: _Head, data: mmap, end: int) -> int | None:
    """Return the real end of a block whose length counts one or two bytes of the line end after it (as wget's may)."""
    if data[end : end + 4] == b"\r\n\r\n" or data[end - 1 : end] not in (b"\r", b"\n"):
        return None
    if _matches_digest(head, data, end) is not False:
        return None
    return next((shorter for shorter in (end - 1, end - 2) if _matches_digest(head, data, shorter)), None)


def truncated_response(data: mmap, corrupt: CorruptRange) -> ForeignRecord | None:
    """Return the response that a truncated record holds in part, marked by WARC-Truncated; None if it holds none."""
    if corrupt.reason not in (TRUNCATED, SEGMENT):
        return None
    is_arc = _WARC_START.match(data, corrupt.offset) is None
    head = (_arc_head if is_arc else _warc_head)(data, corrupt.offset)
    end = corrupt.offset + corrupt.length
    if isinstance(head, str) or not split_head(data[head.start : min(end, head.start + _MAX_HEAD_BYTES)])[1].strip():
        return None
    fields = [*without(head.fields, _OF_WHOLE_RECORD), ("WARC-Truncated", "unspecified")]
    record = ForeignRecord(corrupt.offset, head.start, end, fields, is_arc=is_arc)
    return record if (record.get("WARC-Type") or "").lower() == "response" else None


def _ends_record(data: mmap, end: int, starts: re.Pattern[bytes]) -> bool:
    """Return whether a block may end here: a blank line, a record or nothing follows."""
    if end > len(data):
        return False
    after = _skip_blank(data, end)
    is_ended = after > end or starts is _WARC_START or data[end - 1 : end] != b"\n"
    if after == len(data) or (starts.match(data, after) and is_ended):
        return True
    return (_LINE_END if starts is _ARC_START else _BLANK_LINE).match(data, end) is not None


def _swallows_record(data: mmap, head: _Head, end: int, starts: re.Pattern[bytes]) -> bool:
    """Return whether another record begins inside a block: then bytes of the block are missing.

    A page may quote a record. Its digest distinguishes it from a truncated block, or its HTTP length and what follows.
    """
    if not _search(starts, data, head.start, end + len(b"\r\n")):
        return False
    is_whole = _matches_digest(head, data, end)
    if is_whole is not None:
        return not is_whole
    after = _skip_blank(data, end)
    if after < len(data) and not starts.match(data, after):
        return True
    claim = _HTTP_LENGTH.search(data, head.start, min(end, head.start + _MAX_HEAD_BYTES))
    body = _BLANK_LINE.search(data, claim.end()) if claim else None
    return claim is not None and (body is None or body.end() + int(claim[1]) != end)


def _matches_digest(head: _Head, data: mmap, end: int) -> bool | None:
    """Return whether a block matches the digest in its header; None if there is none."""
    begin, claim = head.start, first_value(head.fields, "WARC-Block-Digest")
    is_response = (first_value(head.fields, "WARC-Type") or "").lower() == "response"
    if not claim and is_response and (claim := first_value(head.fields, "WARC-Payload-Digest")):
        begin += len(split_head(data[begin : min(end, begin + _MAX_HEAD_BYTES)])[0])
    return matches_pieces(claim, slices(data, begin, end)) if claim else None


def _find_end(data: mmap, start: int, starts: re.Pattern[bytes]) -> int | None:
    """Return the end of a block whose length is wrong or missing; None if it is truncated."""
    following = _search(starts, data, start)
    limit = following.start() if following else len(data)
    tail = data[max(start, limit - _MAX_END_BYTES) : limit]
    if following is None:
        body = split_head(data[start:limit])[1] if limit - start <= _MAX_HEAD_BYTES * 64 else b""
        claim = _HTTP_LENGTH.search(data, start, min(limit, start + _MAX_HEAD_BYTES))
        if claim is None or len(body.rstrip(b"\r\n")) > int(claim[1]) or len(body) < int(claim[1]):
            return None
        return limit - len(body) + int(claim[1])
    blank = (_ENDS_LINE if starts is _ARC_START else _ENDS_BLANK).search(tail)
    return limit - (len(tail) - blank.start()) if blank else None


def _skip_blank(data: mmap, offset: int) -> int:
    while blank := _BLANKS.match(data, offset, offset + _WINDOW_BYTES):
        _release_pages(data, offset, blank.end())
        offset = blank.end()
    return offset


def _warc_head(data: mmap, offset: int) -> _Head | str:
    start = _WARC_START.match(data, offset)
    if not start:
        return "no WARC record at this offset"
    end = _END_OF_HEAD.search(data, start.end(), start.end() + _MAX_HEAD_BYTES)
    if not end or _WARC_START.search(data, start.end(), end.end()):
        return "truncated within the record header"
    text = re.sub(rb"\r*\n[ \t]+", b" ", data[start.end() : end.start()])
    lines = text.split(b"\n")
    fields = [(_text(name), _text(value)) for name, colon, value in (line.partition(b":") for line in lines) if colon]
    is_standard = (
        _VERSION.match(data, offset) is not None
        and data[end.start() : end.end()] == b"\r\n\r\n"
        and text.count(b"\n") == text.count(b"\r\n")
        and len(fields) == len([line for line in lines if line])
    )
    return _Head(end.end(), fields, content_length(fields), is_standard)


def _arc_head(data: mmap, offset: int) -> _Head | str:
    """Convert the line before an ARC block to the fields of a WARC record."""
    line = _ARC_START.match(data, offset)
    if not line:
        return "no ARC record at this offset"
    url, content_type = _text(line["url"]), _text(line["type"])
    is_http = data[line.end() : line.end() + 5] == b"HTTP/"
    fields = [("WARC-Type", "response" if is_http else "resource"), ("WARC-Target-URI", url)]
    if url.startswith("filedesc:"):
        fields = [("WARC-Type", "warcinfo"), ("WARC-Filename", url.removeprefix("filedesc://"))]
    if (ip := _text(line["ip"])) not in ("-", "0.0.0.0"):  # noqa: S104
        fields.append(("WARC-IP-Address", ip))
    fields += [("WARC-Date", _text(line["date"])), RESPONSE if is_http else ("Content-Type", content_type)]
    length = int(line["length"])
    return _Head(line.end(), fields, length if length >= 0 else None, is_standard=False)


def _text(value: bytes) -> str:
    return header_text(value).strip()
