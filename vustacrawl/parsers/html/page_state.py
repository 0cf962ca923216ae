"""The story of a page that only scripts draw, from the data that they draw it from (Next.js, ``__NEXT_DATA__``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from lxml import etree

from vustacrawl.parsers.html.bounded_json import load_json
from vustacrawl.parsers.html.dom import Element
from vustacrawl.text import storable

STATE_ID = "__NEXT_DATA__"
_TEXTS = ("content", "contentHtml", "content_html", "body", "bodyHtml", "articleBody", "detail", "html")
_TITLES = ("title", "headline", "name")
_DATES = ("publishedAt", "published_at", "datePublished", "publishDate", "publishedDate", "date")
_MIN_TEXT = 300
"""Characters of a story's text; a page that shows so many is read as it is."""
_MAX_NODES = 100_000
_SHOWN = cast(
    Callable[[Element], list[str]],
    etree.XPath("//body//text()[not(parent::script or parent::style or parent::noscript)]", smart_strings=False),
)


def write_out_state(root: Element) -> None:
    """Add the story in a page's state to its tree, where the page itself shows hardly any text."""
    script = next((each for each in root.iter("script") if each.get("id") == STATE_ID), None)
    body = root.find("body")
    if script is None or body is None or sum(map(len, _SHOWN(root))) >= _MIN_TEXT:
        return
    try:
        state = load_json((script.text or "").encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    told = max(_nodes_with_text(state), key=lambda found: len(found[1]), default=None)
    if told is not None and len(told[1]) >= _MIN_TEXT:
        _add_story(body, *told)


def _add_story(body: Element, node: dict[str, Any], text: str) -> None:
    article = etree.SubElement(body, "article")
    if title := _first(node, _TITLES):
        etree.SubElement(article, "h1").text = title
    if date := _first(node, _DATES):
        etree.SubElement(article, "time", {"datetime": date, "class": "published"}).text = date
    markup = etree.fromstring(f"<div>{storable(text)}</div>", etree.HTMLParser(remove_comments=True, remove_pis=True))
    story = markup.find(".//div") if markup is not None else None
    if story is not None:
        article.append(story)


def _first(node: dict[str, Any], names: tuple[str, ...]) -> str | None:
    return next((storable(value) for name in names if isinstance(value := node.get(name), str) and value), None)


def _nodes_with_text(state: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of a state that have a text, each with it."""
    waiting, count = [state], 0
    while waiting and count < _MAX_NODES:
        node = waiting.pop()
        count += 1
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            waiting += node.values()
            yield from ((node, value) for name in _TEXTS if isinstance(value := node.get(name), str))
