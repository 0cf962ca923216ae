"""Every address that a page links to."""

from __future__ import annotations

from vustacrawl.parsers.html.document import Document
from vustacrawl.urls import join_url


def outlinks_of(document: Document) -> list[str]:
    """The addresses of a page's links, absolute, in page order, each once."""
    found = (join_url(document.base_url, anchor.get("href", "")) for anchor in document.root.iter("a"))
    return list(dict.fromkeys(url for url in found if url))
