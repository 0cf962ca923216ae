"""Lists of articles as files: CSV and Atom (RFC 4287)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree import ElementTree

from vustacrawl.text import storable

_ATOM = "http://www.w3.org/2005/Atom"
_COLUMNS = ("id", "site", "published_at", "title", "author", "section", "url")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNDATED = "1970-01-01T00:00:00Z"


def articles_csv(articles: Sequence[dict[str, Any]]) -> str:
    """Return articles as CSV, a line each below the names of the columns."""
    return csv_text([_COLUMNS, *([article[name] for name in _COLUMNS] for article in articles)])


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV (RFC 4180) with a byte order mark, by which spreadsheets know that it is UTF-8.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.StringIO()
    csv.writer(text).writerows([*map(_cell, row)] for row in rows)
    return f"\ufeff{text.getvalue()}"


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def atom_feed(origin: str, page: str, feed: str, title: str, articles: Sequence[dict[str, Any]]) -> str:
    """Return articles as an Atom feed.

    ``origin`` comes before the addresses of the ``page`` that shows the same and of the ``feed`` itself.
    """
    root = ElementTree.Element("feed", xmlns=_ATOM)
    _add(root, "id", f"{origin}{feed}")
    _add(root, "title", title or "VUSTA")
    _add(root, "updated", max((_moment(article) for article in articles), default=_UNDATED))
    ElementTree.SubElement(root, "link", rel="self", href=f"{origin}{feed}")
    ElementTree.SubElement(root, "link", rel="alternate", type="text/html", href=f"{origin}{page}")
    for article in articles:
        entry = ElementTree.SubElement(root, "entry")
        _add(entry, "id", article["url"])
        _add(entry, "title", article["title"])
        _add(entry, "updated", _moment(article))
        _add(ElementTree.SubElement(entry, "author"), "name", article["author"] or article["site"])
        ElementTree.SubElement(entry, "link", rel="alternate", href=f"{origin}/articles/{article['id']}")
        ElementTree.SubElement(entry, "link", rel="via", href=storable(article["url"]))
    return ElementTree.tostring(root, "unicode", xml_declaration=True)


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = storable(text)


def _moment(article: dict[str, Any]) -> str:
    """Return when an article was published (RFC 3339); midnight in Vietnam where the page prints no time."""
    moment = article["published_at"] or _UNDATED
    return moment if "T" in moment else f"{moment}T00:00:00+07:00"
