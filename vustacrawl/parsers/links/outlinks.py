"""Every address that a page links to."""

from __future__ import annotations

from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.urls import absolute


def outlinks_of(document: Document) -> list[str]:
    """The addresses of a page's links, absolute, in page order, each once."""
    found = (absolute(anchor.get("href", ""), document.base_url) for anchor in document.root.iter("a"))
    return list(dict.fromkeys(url for url in found if url))
