"""Bytes of a feed or sitemap, unpacked and in UTF-8, in bounded memory."""

from __future__ import annotations

import codecs
import zlib
from typing import NamedTuple

from vustacrawl.parsers.html.encoding import to_utf8

MAX_BYTES = 60_000_000
"""Of the unpacked file; the sitemap protocol allows 50 MB."""

CUT_ARCHIVE = "the gzip archive is cut short or damaged"
TOO_LARGE = f"larger than {MAX_BYTES // 1_000_000} MB; the rest was not read"

_GZIP = b"\x1f\x8b"
_MAX_LAYERS = 3
"""Gzip inside gzip: a packed file that a server packs once more."""
_MAX_MEMBERS = 1_000
_CHUNK = 64 * 1024
_UTF32 = {codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be"}
_ZEROS = {(1, 3): "utf-16-le", (0, 2): "utf-16-be", (1, 2, 3): "utf-32-le", (0, 1, 2): "utf-32-be"}
"""Which of every four bytes are zero where most characters are ASCII."""
_SAMPLE = 100
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")


class Unpacked(NamedTuple):
    """What the bytes hold, in UTF-8, and why that is not all of it, where it is not."""

    body: bytes
    fault: str | None


def unpack(body: bytes, content_type: str | None = None) -> Unpacked:
    """Return the text of a file without gzip around it, in UTF-8 without control characters. Never raises.

    ``content_type`` is the header's value. A file that is larger than ``MAX_BYTES`` is cut there.
    """
    fault = None
    for _ in range(_MAX_LAYERS):
        if not body.startswith(_GZIP):
            break
        body, is_whole = _without_gzip(body)
        fault = fault or (None if is_whole else CUT_ARCHIVE)
    if len(body) > MAX_BYTES:
        body, fault = body[:MAX_BYTES], TOO_LARGE
    text = _in_utf8(body, content_type).translate(None, _CONTROLS)
    # The last line or tag of what is cut may be half an address.
    return Unpacked(text[: 1 + max(text.rfind(b"\n"), text.rfind(b">"))] if fault else text, fault)


def _without_gzip(body: bytes) -> tuple[bytes, bool]:
    """The members of an archive one after another (RFC 1952, section 2.2), and whether each was read to its end.

    What follows the last member is no part of it: servers append comments and zeros.
    """
    parts: list[bytes] = []
    size = at = 0
    for _ in range(_MAX_MEMBERS):
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            if size > MAX_BYTES:
                return b"".join(parts), True
            source = member.unconsumed_tail or body[at : at + _CHUNK]
            at += 0 if member.unconsumed_tail else len(source)
            try:
                part = member.decompress(source, _CHUNK)
            except zlib.error:
                return b"".join(parts), False
            if not source and not part:
                return b"".join(parts), False
            parts.append(part)
            size += len(part)
        at -= len(member.unused_data)
        if not body.startswith(_GZIP, at):
            return b"".join(parts), True
    return b"".join(parts), False


def _in_utf8(body: bytes, content_type: str | None) -> bytes:
    """UTF-8; XML in UTF-16 or UTF-32 is known without a mark at its start, too (XML 1.0, appendix F.1)."""
    if encoding := _wide_encoding(body):
        return body.decode(encoding, "replace").encode("utf-8").removeprefix(codecs.BOM_UTF8)
    return to_utf8(body, content_type)


def _wide_encoding(body: bytes) -> str | None:
    """The encoding of two or four bytes a character that the bytes are in, if it is not plain from a mark of UTF-16."""
    if encoding := _UTF32.get(body[:4]):
        return encoding
    sample = body[:_SAMPLE]
    zeros = tuple(offset for offset in range(4) if sample[offset::4].count(0) * 2 > len(sample) // 4)
    return _ZEROS.get(zeros)
