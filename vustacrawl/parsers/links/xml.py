"""XML that strangers wrote, read without entities, network or limits lifted."""

from __future__ import annotations

import re
import zlib

from lxml import etree

from vustacrawl.parsers.html.dom import Element

MAX_BYTES = 60_000_000
"""Of unpacked XML; the sitemap protocol allows 50 MB."""

_GZIP = b"\x1f\x8b"
_BARE = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#?\w+;)", re.DOTALL)
"""An ampersand that no entity begins with, where it may not stand bare."""


def unpacked(body: bytes) -> bytes:
    """The body without gzip around it, cut at MAX_BYTES; of a broken archive what could be unpacked."""
    if not body.startswith(_GZIP):
        return body[:MAX_BYTES]
    unpacker = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    size = 0
    try:
        while body and size < MAX_BYTES and not unpacker.eof:
            parts.append(unpacker.decompress(body, 1_000_000))
            size += len(parts[-1])
            body = unpacker.unconsumed_tail
    except zlib.error:
        pass
    return b"".join(parts)


def read_xml(body: bytes) -> Element | None:
    """The root of an XML document, mended where it is broken, bare ``&`` in addresses too; None where there is none."""
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(_BARE.sub(_escaped, body.strip()), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _escaped(found: re.Match[bytes]) -> bytes:
    return b"&amp;" if found[0] == b"&" else found[0]


def local_name(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child_text(element: Element, *names: str) -> str | None:
    """The text of the first child with one of these local names, in the order of the names."""
    texts: dict[str, str] = {}
    for child in element:
        texts.setdefault(local_name(child), (child.text or "").strip())
    return next((texts[name] for name in names if texts.get(name)), None)
