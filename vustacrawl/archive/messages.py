"""Parse HTTP responses as leniently as browsers do (RFC 9112), and remove their codings."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import brotli

from vustacrawl.zstd import zstd

MAX_BYTES = 64 * 1024 * 1024
"""The largest record block, or decoded payload, that is held in memory. Reading a record takes up to five times as
much: the block, the body, and the body without each coding.
"""

STATUSES = range(100, 1000)
"""Valid status codes; the catalog stores no others."""
NO_STATUS = "no valid HTTP status"

_BLANK = re.compile(rb"[\r\n]*")
_ASCII_TEXT = re.compile(rb"[\t\r\n -~]*")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"[\r\n]*HTTP/\d(?:\.\d)? 1\d\d[ \r\n]")
_END_OF_PAGE = re.compile(rb"</html\s*>(?:\s|<!--(?:(?!-->)[\x00-\xff])*-->)*\Z", re.IGNORECASE)
_END_OF_PAGE_BYTES = 4096
_CHUNK_BYTES = 64 * 1024
_MAX_MEMBERS = 10_000
"""gzip members or zstd frames of one payload."""
_ZSTD_WINDOW_LOG = 23
"""The window that decoders of web content must support: 8 MiB (RFC 9659, section 3)."""
_PIECE_BYTES = 256
"""A decoder drops its output when it finds an error, so a damaged body is decoded in small pieces."""
GZIP_MAGIC = b"\x1f\x8b\x08"
_ZLIB_MAGIC = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
ZSTD_MAGIC = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
_MAY_HAVE_MEMBERS = frozenset({"gzip", "x-gzip", "zstd"})
_UNSUPPORTED = frozenset({"compress", "x-compress", "dcb", "dcz"})
_CODINGS = _MAY_HAVE_MEMBERS | _UNSUPPORTED | {"deflate", "br"}


class PayloadError(Exception):
    """A payload cannot be decoded; the message says why, in one line."""


class Payload(NamedTuple):
    """A decoded body. ``is_cut``: one of its codings ends early, and this is what was decoded before."""

    body: bytes
    is_cut: bool


def split_head(block: bytes) -> tuple[bytes, bytes]:
    """Return the head with its blank line, and the body; a block cut inside its head is all head.

    Interim responses and blank lines before the status line belong to the head.
    """
    end = _END_OF_HEAD.search(block, _status_line(block))
    return (block[: end.end()], block[end.end() :]) if end else (block, b"")


def _status_line(block: bytes) -> int:
    """Return the offset of the final response's status line: some servers send blank lines before it."""
    start = _blank_end(block, _interim_end(block))
    return start if block.startswith(b"HTTP/", start) else _blank_end(block, 0)


def _blank_end(block: bytes, position: int) -> int:
    blank = _BLANK.match(block, position)
    return blank.end() if blank else position


def split_interim(received: bytes) -> tuple[bytes, bytes]:
    """Return the interim responses (``100 Continue``, ``103 Early Hints``) and the final one."""
    position = _interim_end(received)
    return received[:position], received[position:]


def _interim_end(received: bytes) -> int:
    position = 0
    while (interim := _INTERIM.match(received, position)) and (end := _END_OF_HEAD.search(received, interim.end() - 1)):
        position = end.end()
    return position


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """Status, headers in order (names as sent, values unfolded) and the body as received, with its codings."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def parse(cls, block: bytes) -> HttpResponse:
        """Parse a response; odd heads are read as far as possible. ``status`` is 0 if there is none."""
        head, body = split_head(block)
        lines = re.sub(rb"\r?\n[ \t]+", b" ", head[_status_line(head) :]).splitlines() or [b""]
        status = re.match(rb"\S+[ \t]+(\d{3})\b", lines[0])
        fields = (line.partition(b":") for line in lines[1:] if b":" in line)
        headers = tuple((header_text(name).strip(), header_text(value).strip()) for name, _, value in fields)
        return cls(int(status[1]) if status and int(status[1]) in STATUSES else 0, headers, body)

    def get(self, name: str) -> str | None:
        """Return the values of a header, joined by commas; None if it was not sent."""
        values = self.get_all(name)
        return ", ".join(values) if values else None

    def get_all(self, name: str) -> list[str]:
        """Return the value of each line of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def content(self) -> bytes:
        """The body without its transfer coding, with its content codings."""
        return dechunk(self.body) if "chunked" in self._codings("Transfer-Encoding") else self.body

    def ends_as_page(self) -> bool:
        """Return whether the body received so far ends with ``</html>``."""
        try:
            return ends_as_page(self.decode().body)
        except PayloadError:
            return False

    @property
    def payload(self) -> bytes:
        """The decoded body; of a cut body, what can be decoded.

        Raises PayloadError for an unsupported coding (``compress``), bytes that are not in their coding, and more than
        MAX_BYTES.
        """
        return self.decode().body

    def decode(self, max_bytes: int = MAX_BYTES) -> Payload:
        """Remove transfer and content codings, as ``payload`` does; ``max_bytes`` limits the sum over all codings."""
        body = self.content
        is_cut = False
        codings = self._codings("Content-Encoding")
        if self._is_page:
            codings.insert(0, "gzip")  # some servers compress twice, and some archives drop the header alone
        for coding in reversed(codings):
            before = body
            body, coding_is_cut = _decode(coding, body, max_bytes)
            is_cut |= coding_is_cut
            max_bytes -= len(body) if body is not before else 0
        return Payload(body, is_cut)

    @property
    def _is_page(self) -> bool:
        return (self.get("Content-Type") or "").lower().startswith(("text/html", "application/xhtml"))

    def _codings(self, header: str) -> list[str]:
        return [coding.strip().lower() for coding in (self.get(header) or "").split(",")]


def ends_as_page(body: bytes | bytearray) -> bool:
    """Return whether a page ends with ``</html>``, whatever its Content-Length; comments and white space may follow."""
    return _END_OF_PAGE.search(body[-_END_OF_PAGE_BYTES:]) is not None


_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,16})[ \t]*(?:;[^\n]*)?\r?\n")


def dechunk(body: bytes) -> bytes:
    """Remove the chunk framing (RFC 9112 §7.1); of a cut body, up to its last whole size line.

    A body that does not begin with a chunk is returned unchanged: many archives keep the header and drop the framing.
    """
    view = memoryview(body)
    parts: list[memoryview] = []
    position = 0
    while found := _CHUNK_SIZE.match(body, position):
        if not (length := int(found[1], 16)):
            break
        begin, position = found.end(), found.end() + length
        ending = body[position : position + 2]
        if not parts and ending and ending[:1] not in (b"\r", b"\n"):
            return body
        parts.append(view[begin:position])
        position += 2 if ending[:1] == b"\r" else 1
    is_framed = parts or _CHUNK_SIZE.match(body) or not body.strip(b"0123456789abcdefABCDEF\r\n")
    return b"".join(parts) if is_framed else body


def header_text(value: bytes) -> str:
    """Decode a header's name or value: UTF-8 if valid, as in redirects of Vietnamese sites, else Latin-1."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


class Decoder(Protocol):
    """The common interface of the decompressors of zlib, zstd and lz4; each decodes one member or frame."""

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""

    @property
    def unused_data(self) -> bytes | None:
        """The input after the end of the member."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return at most this many decoded bytes of the input so far."""


class Brotli:
    """A brotli decoder with the interface of zlib's."""

    unused_data = b""

    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""
        return bool(self._decoder.is_finished())

    def decompress(self, data: bytes, max_length: int = MAX_BYTES, /) -> bytes:
        """Return the decoded bytes of the input so far, at least ``max_length`` if there are as many."""
        out = bytearray()
        while (piece := self._decoder.process(data, output_buffer_limit=_CHUNK_BYTES)) and len(out) < max_length:
            out += piece
            data = b""
        return bytes(out)


def _decoder(coding: str, body: bytes) -> Decoder | None:
    """Return a decoder for a coding, or for another one that the body shows; None if it is in none."""
    if coding in _UNSUPPORTED:
        raise PayloadError(f"unsupported content coding {coding!r}")
    if coding not in _CODINGS or not body:
        return None  # servers send all kinds of words here; browsers show such a body unchanged
    if body.startswith(GZIP_MAGIC):
        return zlib.decompressobj(wbits=31)
    if ZSTD_MAGIC.match(body):
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})
    if coding == "deflate":
        zlib_wrapped = body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
        return zlib.decompressobj(wbits=15 if zlib_wrapped else -15)
    if coding == "br":
        return Brotli()
    return zlib.decompressobj(wbits=15) if _ZLIB_MAGIC.match(body) else None


def raw_inflater(head: bytes) -> tuple[int, Decoder]:
    """Return a decoder without checksum, and where the deflate stream begins in a gzip member (RFC 1952, section 2.3).

    ``head`` is the beginning of the member.
    """
    flags, position = head[3] if len(head) > 3 else 0, 10
    if flags & 4:
        position += 2 + int.from_bytes(head[position : position + 2], "little")
    for flag in (8, 16):
        if flags & flag:
            position = head.find(b"\0", position) + 1 or len(head)
    return position + (2 if flags & 2 else 0), zlib.decompressobj(wbits=-15)


def _undamaged_part(body: bytes, max_bytes: int) -> bytes:
    """Return what a damaged gzip member holds before the damage; everything if only its checksum is wrong."""
    start, decoder = raw_inflater(body[:_CHUNK_BYTES])
    out = bytearray()
    try:
        for position in range(start, len(body), _PIECE_BYTES):
            out += decoder.decompress(body[position : position + _PIECE_BYTES], max_bytes - len(out) + 1)
            if len(out) > max_bytes:
                raise PayloadError(f"more than {max_bytes} bytes decompressed")
            if decoder.eof:
                break
    except zlib.error:
        pass
    return bytes(out)


def _decode(coding: str, body: bytes, max_bytes: int) -> Payload:
    decoder = _decoder(coding, body)
    if decoder is None:
        return Payload(body, is_cut=False)
    out = bytearray()
    source, piece, members = io.BytesIO(body), b"", 1
    while piece := piece or source.read(_CHUNK_BYTES):
        try:
            out += decoder.decompress(piece, max_bytes - len(out) + 1)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            if _is_text(body):
                return Payload(body, is_cut=False)
            if members == 1 and body.startswith(GZIP_MAGIC):
                out[:] = _undamaged_part(body, max_bytes)
            if not out:
                raise PayloadError(f"cannot be decompressed: {error}") from None
            return Payload(bytes(out), is_cut=True)
        if len(out) > max_bytes:
            raise PayloadError(f"more than {max_bytes} bytes decompressed")
        piece = getattr(decoder, "unconsumed_tail", b"")
        if decoder.eof:
            piece = decoder.unused_data or source.read(_CHUNK_BYTES)
            following = _decoder(coding, piece) if coding in _MAY_HAVE_MEMBERS else None
            if following is None or members == _MAX_MEMBERS:
                return Payload(bytes(out), is_cut=False)
            decoder, members = following, members + 1
    return Payload(bytes(out), is_cut=not ends_as_page(out))  # the checksum alone may be missing


def _is_text(body: bytes) -> bool:
    """Return whether a body with a Content-Encoding is in fact plain text: some archives decode the body and keep the
    header.
    """
    head = body[:_CHUNK_BYTES]
    is_marked_up = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"[") and b"\0" not in head
    return is_marked_up or _ASCII_TEXT.fullmatch(head) is not None
