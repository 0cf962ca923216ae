"""The page in a web archive that a browser saved: MHTML (RFC 2557)."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

_HEAD = 4_000
"""Bytes in which the header of such a file says what it is."""
_STARTS = (b"from:", b"mime-version:", b"content-type:", b"snapshot-content-location:", b"subject:")


def page_in_mhtml(body: bytes) -> tuple[bytes, str | None] | None:
    """The first page in an MHTML file, its transfer coding undone, and its Content-Type; None for other bytes."""
    head = body[:_HEAD].lstrip().lower()
    if not head.startswith(_STARTS) or b"multipart/related" not in head:
        return None
    for part in message_from_bytes(body).walk():
        if isinstance(part, Message) and part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            return (page, part.get("Content-Type")) if isinstance(page, bytes) else None
    return None
