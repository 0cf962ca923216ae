"""An article's metadata besides its text: section, attached documents, and language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from vustacrawl.items import AttachedFile
from vustacrawl.parsers.html.dom import Element, ancestors_or_self, element_text, is_in_boilerplate, query
from vustacrawl.parsers.html.text import words
from vustacrawl.parsers.thresholds import (
    LANGUAGE_SAMPLE,
    MARKED_SHARE,
    MAX_SECTION,
    MIN_LANGUAGE_SAMPLE,
    UNMARKED_SHARE,
)
from vustacrawl.text import fold
from vustacrawl.urls import join_url

ENDINGS = (
    *(".pdf", ".doc", ".docx", ".odt", ".rtf"),
    *(".xls", ".xlsx", ".ods", ".ppt", ".pptx"),
    *(".zip", ".rar", ".7z"),
)
"""File extensions of documents."""
_TARGETS, _DOWNLOADS = query("descendant-or-self::a/@href"), query("descendant-or-self::a/@download")
_ENDS_AS_DOCUMENT = re.compile(rf"(?:{'|'.join(map(re.escape, ENDINGS))})(?:$|[?#])", re.IGNORECASE | re.MULTILINE)
_BUTTONS = ("tải về", "tải xuống", "tải file", "download", "xem", "tại đây", "xem tại đây")
_MAX_LINKS, _MAX_FILES = 5_000, 200
"""Links of a page that are checked, and documents that an article may have."""

_HOME = frozenset(("trang chu", "trang nhat", "home", "homepage", "trang chinh"))
_LINKS_ABOVE = query("preceding::a[position() <= 100]")
_ARROWS = ("»", "›", ">")
"""What separates the links of a breadcrumb that no class names."""
_BOXES = ("div", "nav", "ol", "p", "section", "ul")

_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯạảãấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏõốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]")
_UNMARKED = words(
    "cac cua duoc hoc hoi hop khoa khong ky nam nay ngay nghi nghiep nguoi nhung nuoc nuoi phan theo thi thuat tinh "
    "trong truong tu tuc va vao ve vien viet voi xa"
)
"""Frequent Vietnamese syllables without diacritics, for texts that lost them all in a migration."""
_WORD = re.compile(r"[a-z]+")


def attached_files(place: Element, base_url: str, misnamed: Collection[Element] = ()) -> list[AttachedFile]:
    """Return the documents that a part of a page links to, in page order, each URL once.

    A link points to a document if its URL has a document's extension, or if it has ``download``. Of several links to
    one document, the first whose text is not a button label names it.
    """
    found: dict[str, AttachedFile] = {}
    if not (_ENDS_AS_DOCUMENT.search("\n".join(_TARGETS(place))) or _DOWNLOADS(place)):
        return []
    for number, link in enumerate(place.iter("a")):
        href = link.get("href")
        if not href or not _is_document(href, link):
            continue
        if number > _MAX_LINKS or len(found) > _MAX_FILES:
            break
        url = join_url(base_url, href)
        if url is None or is_in_boilerplate(link, misnamed):
            continue
        file = found.setdefault(url, AttachedFile(url))
        title = element_text(link) or link.get("download") or None
        if title and (file.title is None or file.title.lower().strip(" .:") in _BUTTONS):
            file.title = title
    return list(found.values())


def links_in_text(places: Iterable[Element], base_url: str, misnamed: Collection[Element] = ()) -> list[str]:
    """Return the URLs that links below ``places`` point to, each once, ignoring boilerplate."""
    links = islice((link for place in places for link in place.iter("a") if link.get("href")), _MAX_LINKS)
    found = (join_url(base_url, link.get("href", "")) for link in links if not is_in_boilerplate(link, misnamed))
    return list(dict.fromkeys(url for url in found if url))


def _is_document(href: str, link: Element) -> bool:
    path = href.partition("#")[0].partition("?")[0]
    return path.lower().endswith(ENDINGS) or link.get("download") is not None


def section_in_breadcrumb(title: Element | None, headline: str | None) -> str | None:
    """Return the last step before the article itself (``headline``) of the breadcrumb above a title, or None."""
    for step in reversed(_trail_above(title) if title is not None else []):
        text = element_text(step)
        if text and text != headline and len(text) <= MAX_SECTION:
            return None if fold(text) in _HOME else text
    return None


def _trail_above(title: Element) -> list[Element]:
    """Return the links of the nearest breadcrumb before or around a title."""
    for element in _before(title):
        for name in (element.get("class"), element.get("id")):
            if name and "breadcrumb" in name.lower():
                return list(element.iter("a"))
    steps = (link for link in reversed(_LINKS_ABOVE(title)) if (link.tail or "").strip().startswith(_ARROWS))
    step = next(steps, None)
    box = step.getparent() if step is not None else None
    links = list(box.iter("a")) if box is not None else []
    return links if links and fold(element_text(links[0])) in _HOME else []


def _before(title: Element) -> Iterator[Element]:
    for around in ancestors_or_self(title):
        yield around
        for sibling in around.itersiblings(preceding=True):
            yield from sibling.iter(*_BOXES)


def language_of(text: str, declared: str | None, default: str) -> tuple[str | None, str]:
    """Return the language (BCP 47, without region) and its source: ``text``, ``markup`` or ``profile``.

    Vietnamese is recognized by its letters or, without diacritics, by its syllables. For other texts, the page's
    declaration counts, then the profile's, unless they say Vietnamese; None if nothing else is declared.
    """
    text = text[:LANGUAGE_SAMPLE]
    enough = len(text) >= MIN_LANGUAGE_SAMPLE
    if enough and len(_VIETNAMESE.findall(text)) >= MARKED_SHARE * len(text):
        return "vi", "text"
    if enough and default == "vi" and _is_unmarked(text):
        return "vi", "text"
    page = (declared or "").strip().lower().partition("-")[0].partition("_")[0]
    if len(page) in (2, 3) and page.isalpha() and not (enough and page == "vi"):
        return page, "markup"
    if enough and default == "vi":
        return None, "none: not Vietnamese, and the page does not say what"
    return default, "profile"


def _is_unmarked(text: str) -> bool:
    found = _WORD.findall(text.lower())
    return text.isascii() and sum(word in _UNMARKED for word in found) >= UNMARKED_SHARE * len(found)
