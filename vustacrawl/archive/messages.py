"""One HTTP response as it was on the wire, parsed as leniently as browsers do (RFC 9112)."""

from __future__ import annotations

import re
import sys
import zlib
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of one record's block, or of one payload with its codings off, that are held in memory. Reading a record takes
up to five times as much: its block, its body, and the body without each coding.
"""

_BLANK = re.compile(rb"[\r\n]*")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"[\r\n]*HTTP/\d\.\d 1\d\d[ \r\n]")
_END_OF_PAGE = re.compile(rb"</html\s*>(?:\s|<!--(?:(?!-->)[\x00-\xff])*-->)*\Z", re.IGNORECASE)
_LONGEST_END = 4096
_PIECE = 64 * 1024
_MAX_MEMBERS = 10_000
"""gzip members or zstd frames in a row, of one payload."""
_ZSTD_WINDOW_LOG = 23
"""The window that decoders of web content must support: 8 MiB (RFC 9659, section 3)."""
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
_MAY_HAVE_MEMBERS = frozenset({"gzip", "x-gzip", "zstd"})
_NOT_READ = frozenset({"compress", "x-compress", "dcb", "dcz"})


class PayloadError(Exception):
    """A payload that cannot be had from its bytes; the text says why, in one line."""


class Payload(NamedTuple):
    """A body with its codings off. ``is_cut``: one of the codings ends before its end; this is what it gave."""

    body: bytes
    is_cut: bool


def split_head(block: bytes) -> tuple[bytes, bytes]:
    """The head with its blank line, and the body; a block that was cut inside its head is all head.

    Blank lines before the status line belong to the head.
    """
    end = _END_OF_HEAD.search(block, _status_line(block))
    return (block[: end.end()], block[end.end() :]) if end else (block, b"")


def _status_line(block: bytes) -> int:
    """Where the status line begins: some servers send blank lines before it."""
    blank = _BLANK.match(block)
    return blank.end() if blank else 0


def split_interim(received: bytes) -> tuple[bytes, bytes]:
    """The interim responses (``100 Continue``, ``103 Early Hints``) and the final one."""
    position = 0
    while (interim := _INTERIM.match(received, position)) and (end := _END_OF_HEAD.search(received, interim.end() - 1)):
        position = end.end()
    return received[:position], received[position:]


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """Status, headers in their order (names as sent, values unfolded) and the body with its codings on."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def parse(cls, block: bytes) -> HttpResponse:
        """Take a response apart; odd heads are read as far as they go. ``status`` is 0 where there is
        none."""
        head, body = split_head(block)
        lines = re.sub(rb"\r?\n[ \t]+", b" ", head[_status_line(head) :]).splitlines() or [b""]
        status = re.match(rb"\S+ +(\d{3})\b", lines[0])
        fields = (line.partition(b":") for line in lines[1:] if b":" in line)
        headers = tuple((_text(name).strip(), _text(value).strip()) for name, _, value in fields)
        return cls(int(status[1]) if status else 0, headers, body)

    def get(self, name: str) -> str | None:
        """The values of a header, joined by commas; None where it was not sent."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def content(self) -> bytes:
        """The body with its transfer coding taken off and its content codings on."""
        return dechunk(self.body) if "chunked" in self._codings("Transfer-Encoding") else self.body

    def ends_as_page(self) -> bool:
        """Whether the body, as far as it came, is a whole page by its last tag."""
        try:
            return ends_as_page(self.decode().body)
        except PayloadError:
            return False

    @property
    def payload(self) -> bytes:
        """The body with transfer and content codings taken off; of a cut body, what can be had.

        Raises PayloadError for a coding that is not read here (``compress``), bytes that are not in their coding, and
        more than MAX_BYTES.
        """
        return self.decode().body

    def decode(self, max_bytes: int = MAX_BYTES) -> Payload:
        """Take transfer and content codings off, as ``payload`` does; ``max_bytes`` is the sum over all codings."""
        body = self.content
        is_cut = False
        for coding in reversed(self._codings("Content-Encoding")):
            before = body
            body, coding_is_cut = _decode(coding, body, max_bytes)
            is_cut |= coding_is_cut
            max_bytes -= len(body) if body is not before else 0
        return Payload(body, is_cut)

    def _codings(self, header: str) -> list[str]:
        return [coding.strip().lower() for coding in (self.get(header) or "").split(",")]


def ends_as_page(body: bytes) -> bool:
    """Whether a page ends with its last tag, whatever length was announced; comments and white space may follow."""
    return _END_OF_PAGE.search(body[-_LONGEST_END:]) is not None


def dechunk(body: bytes) -> bytes:
    """Take the chunk framing off (RFC 9112 §7.1); stops at the last whole size line of a cut body."""
    view = memoryview(body)
    parts: list[memoryview] = []
    position = 0
    while (end := body.find(b"\n", position)) != -1:
        size = re.match(rb"[ \t]*([0-9a-fA-F]+)", body[position:end])
        if not size:
            return b"".join(parts) if parts else body
        if not (length := int(size[1], 16)):
            break
        parts.append(view[end + 1 : end + 1 + length])
        position = end + 1 + length
        position += 2 if body[position : position + 1] == b"\r" else 1
    return b"".join(parts)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


class _Decoder(Protocol):
    """What zlib's and zstd's decompressors have in common here; one decodes a member or frame."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Brotli:
    """A brotli decoder with the interface of zlib's."""

    unused_data = b""

    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._decoder.is_finished())

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        out = bytearray()
        while (piece := self._decoder.process(data, output_buffer_limit=_PIECE)) and len(out) < max_length:
            out += piece
            data = b""
        return bytes(out)


def _decoder(coding: str, body: bytes) -> _Decoder | None:
    """A decoder for a coding; None where the body is not in it, or the word names none."""
    if coding in ("gzip", "x-gzip") and body.startswith(_GZIP_MAGIC):
        return zlib.decompressobj(wbits=31)
    if coding == "deflate" and body:
        zlib_wrapped = body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
        return zlib.decompressobj(wbits=15 if zlib_wrapped else -15)
    if coding == "br" and body:
        return _Brotli()
    if coding == "zstd" and _ZSTD_MAGIC.match(body):
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})
    if coding in _NOT_READ:
        raise PayloadError(f"content coding {coding!r} is not read here")
    return None  # servers put all sorts of words there; a browser shows such a body as it is


def _decode(coding: str, body: bytes, max_bytes: int) -> Payload:
    decoder = _decoder(coding, body)
    if decoder is None:
        return Payload(body, is_cut=False)
    out = bytearray()
    members, position, piece = 1, 0, b""
    while piece or position < len(body):
        if not piece:
            piece = body[position : position + _PIECE]
            position += len(piece)
        try:
            out += decoder.decompress(piece, max_bytes - len(out) + 1)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            if _is_text(body):
                return Payload(body, is_cut=False)
            if not out:
                raise PayloadError(f"does not decompress: {error}") from None
            return Payload(bytes(out), is_cut=True)
        if len(out) > max_bytes:
            raise PayloadError(f"more than {max_bytes} bytes decompressed")
        piece = getattr(decoder, "unconsumed_tail", b"")
        if decoder.eof:
            piece = decoder.unused_data or body[position : position + _PIECE]
            position += 0 if decoder.unused_data else len(piece)
            following = _decoder(coding, piece) if coding in _MAY_HAVE_MEMBERS else None
            if following is None or members == _MAX_MEMBERS:
                return Payload(bytes(out), is_cut=False)
            decoder, members = following, members + 1
    return Payload(bytes(out), is_cut=True)


def _is_text(body: bytes) -> bool:
    """Whether a body that is said to be in a coding is a page as it is: some archives keep the header and not the
    coding.
    """
    return body[:_PIECE].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"[") and b"\0" not in body[:_PIECE]
