"""Every address that a page links to."""

from __future__ import annotations

from vustacrawl.parsers.document import Document
from vustacrawl.parsers.urls import absolute


def outlinks_of(document: Document) -> list[str]:
    """The addresses of a page's links, absolute, in page order, each once."""
    written = dict.fromkeys(anchor.get("href", "") for anchor in document.root.iter("a"))
    found = (absolute(href, document.base_url) for href in written)
    return list(dict.fromkeys(url for url in found if url))
