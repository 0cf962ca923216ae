"""One HTTP response as it stood on the wire, taken apart (RFC 9112)."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"HTTP/\d\.\d 1\d\d[ \r\n]")
_MAX_PAYLOAD = 512 * 1024 * 1024
_REFUSED = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})


class PayloadError(Exception):
    """A payload that cannot be had from its bytes; the text says why, in one line."""


def split_head(block: bytes) -> tuple[bytes, bytes]:
    """The head with its blank line, and the body; a block that was cut inside its head is all head."""
    end = _END_OF_HEAD.search(block)
    return (block[: end.end()], block[end.end() :]) if end else (block, b"")


def split_interim(received: bytes) -> tuple[bytes, bytes]:
    """The interim responses (``100 Continue``, ``103 Early Hints``) and the final one."""
    position = 0
    while _INTERIM.match(received, position) and (end := _END_OF_HEAD.search(received, position)):
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
        lines = re.sub(rb"\r?\n[ \t]+", b" ", head).splitlines() or [b""]
        status = re.match(rb"\S+ +(\d{3})\b", lines[0])
        fields = (line.partition(b":") for line in lines[1:] if b":" in line)
        headers = tuple((_text(name).strip(), _text(value).strip()) for name, _, value in fields)
        return cls(int(status[1]) if status else 0, headers, body)

    def get(self, name: str) -> str | None:
        """The values of a header, joined by commas; None where it was not sent."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def payload(self) -> bytes:
        """The body with transfer and content codings taken off; of a cut body, what can be had.

        Raises PayloadError for a coding that is not read here (``br``, ``zstd``) and for a bomb.
        """
        body = dechunk(self.body) if "chunked" in self._codings("Transfer-Encoding") else self.body
        for coding in reversed(self._codings("Content-Encoding")):
            body = _decode(coding, body)
        return body

    def _codings(self, header: str) -> list[str]:
        return [coding.strip().lower() for coding in (self.get(header) or "").split(",")]


def dechunk(body: bytes) -> bytes:
    """Take the chunk framing off (RFC 9112 §7.1); stops at the last whole size line of a cut body."""
    parts: list[bytes] = []
    position = 0
    while (end := body.find(b"\n", position)) != -1:
        size = re.match(rb"[ \t]*([0-9a-fA-F]+)", body[position:end])
        if not size:
            return b"".join(parts) if parts else body
        if not (length := int(size[1], 16)):
            break
        parts.append(body[end + 1 : end + 1 + length])
        position = end + 1 + length
        position += 2 if body[position : position + 1] == b"\r" else 1
    return b"".join(parts)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _decode(coding: str, body: bytes) -> bytes:
    if coding in ("gzip", "x-gzip") and body[:2] == b"\x1f\x8b":
        return _inflate(body, wbits=31)
    if coding == "deflate" and body:
        zlib_wrapped = body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
        return _inflate(body, wbits=15 if zlib_wrapped else -15)
    if coding in _REFUSED:
        raise PayloadError(f"content coding {coding!r} is not read here")
    return body  # servers put all sorts of words there; a browser shows such a body as it is


def _inflate(body: bytes, wbits: int) -> bytes:
    parts: list[bytes] = []
    room = _MAX_PAYLOAD
    while body:
        stream = zlib.decompressobj(wbits)
        try:
            parts.append(stream.decompress(body, room))
        except zlib.error as error:
            if not parts:
                raise PayloadError(f"does not decompress: {error}") from None
            break  # bytes after the last whole gzip member
        room -= len(parts[-1])
        if room <= 0:
            raise PayloadError(f"more than {_MAX_PAYLOAD} bytes decompressed")
        body = stream.unused_data if wbits == 31 else b""
    return b"".join(parts)
