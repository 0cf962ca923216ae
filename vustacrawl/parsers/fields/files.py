"""Documents that an article offers for download (docs/sites.md, section 7)."""

from __future__ import annotations

from collections.abc import Collection

from vustacrawl.items import AttachedFile
from vustacrawl.parsers.html.dom import Element, element_text, is_boilerplate
from vustacrawl.urls import join_url

ENDINGS = (
    *(".pdf", ".doc", ".docx", ".odt", ".rtf"),
    *(".xls", ".xlsx", ".ods", ".ppt", ".pptx"),
    *(".zip", ".rar", ".7z"),
)
"""What the addresses of documents end in."""
_BUTTONS = ("tải về", "tải xuống", "tải file", "download", "xem", "tại đây", "xem tại đây")
_MAX_LINKS = 5_000
_MAX_FILES = 200


def attached_files(place: Element, base_url: str, misnamed: Collection[Element] = ()) -> list[AttachedFile]:
    """The documents that links below ``place`` lead to, in page order, each address once.

    A link leads to a document when its address ends like one, or when it says ``download``. Of several links to one
    document the first whose words are not those of a button names it.
    """
    found: dict[str, AttachedFile] = {}
    for number, link in enumerate(place.iter("a")):
        href = link.get("href")
        if not href or not _is_document(href, link):
            continue
        if number > _MAX_LINKS or len(found) > _MAX_FILES or _is_in_boilerplate(link, misnamed):
            continue
        url = join_url(base_url, href)
        if url is None:
            continue
        file = found.setdefault(url, AttachedFile(url))
        title = element_text(link) or link.get("download") or None
        if title and (file.title is None or file.title.lower().strip(" .:") in _BUTTONS):
            file.title = title
    return list(found.values())


def _is_in_boilerplate(link: Element, misnamed: Collection[Element]) -> bool:
    return any(is_boilerplate(box) and box not in misnamed for box in link.iterancestors())


def _is_document(href: str, link: Element) -> bool:
    path = href.partition("#")[0].partition("?")[0]
    return path.lower().endswith(ENDINGS) or link.get("download") is not None
