"""Write into the text of a tree what only its markup or data says: signs, addresses, the article in a page's state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from lxml import etree

from vustacrawl.parsers.html.dom import Element, query, raw_text, shown_length
from vustacrawl.parsers.html.json_data import load_json
from vustacrawl.parsers.thresholds import MAX_EMOJI, MIN_STORY
from vustacrawl.text import storable

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_INDEX = re.compile(r"[-+−]?\d{1,4}[-+−]?|[-+−n]")
_DEGREE = re.compile(r"[0oO°º]")
_UNIT = re.compile(r"\s?(?:[CFK]\b|\d{1,2}\s?[’'′])")
_AFTER_FIGURE = re.compile(r"\d\s?$")
_MAX_CODED = 400
"""Hexadecimal digits of an obfuscated e-mail address."""
SIGN_TAGS = ("sup", "sub", "template", "annotation", "annotation-xml")
_MARKED_IN_PAGE = {
    b"data-cfemail": query("//*[@data-cfemail]"),
    b"emoji": query("//img[@alt][contains(@class, 'emoji') or contains(@src, 'emoji')]"),
    b"vertical-align:su": query("//span[contains(@style, 'align:su')]"),
    b"vertical-align: su": query("//span[contains(@style, 'align: su')]"),
}
_MARKED_BY_CLASS = {
    "katex-html": query("//span[@class='katex-html']"),
    "MathJax_Preview": query("//*[@class='MathJax_Preview']"),
    "MJX_Assistive": query("//*[contains(@class, 'MJX_Assistive')]"),
    "mwe-math-mathml": query("//span[contains(@class, 'mwe-math-mathml')]"),
}
"""Strings in the markup or a class of every page with anything else to write out; searching the tree is slower."""
_NEW_TAG = "span"

STATE_ID = "__NEXT_DATA__"
_TEXTS = ("content", "contentHtml", "content_html", "body", "bodyHtml", "articleBody", "detail", "html")
_TITLES = ("title", "headline", "name")
_DATES = ("publishedAt", "published_at", "datePublished", "publishDate", "publishedDate", "date")
_MAX_NODES = 100_000
"""Values of a page's state that are searched."""


def write_out_signs(root: Element, page: bytes, tagged: dict[str, list[Element]], classes: Iterable[str]) -> None:
    """Change the tree of a page with the markup ``page`` so that its text alone says what its markup does.

    ``tagged`` has the elements of SIGN_TAGS, ``classes`` the values of ``class``.

    ``10<sup>6</sup>`` becomes ``10⁶``, ``30<sup>0</sup>C`` ``30°C``, ``CO<sub>2</sub>`` ``CO₂``; the image of an emoji
    becomes the emoji, an e-mail address that Cloudflare hides (``data-cfemail``) the address; a formula that KaTeX,
    MathJax or MediaWiki writes twice is kept once; a declarative shadow root becomes an ordinary element.
    """
    # Most pages have none of the marks; searching from the end shows that in half the time.
    searches = [find for mark, find in _MARKED_IN_PAGE.items() if page.rfind(mark) >= 0]
    named = "\n".join(classes)
    searches += (find for mark, find in _MARKED_BY_CLASS.items() if mark in named)
    marked = chain.from_iterable(find(root) for find in searches)
    for element in [*chain.from_iterable(tagged[tag] for tag in SIGN_TAGS), *marked]:
        tag = element.tag
        if tag in ("sup", "sub") or "align" in element.get("style", ""):
            _set_index(
                element, is_raised="sub" not in (tag, element.get("style", "").rpartition("align:")[2].strip()[:3])
            )
        elif tag == "img":
            _show_sign(element)
        elif tag == "template":
            element.tag = "div"
        elif coded := element.get("data-cfemail"):
            _show_address(element, coded)
        else:
            _drop_copy(element)


def _set_index(element: Element, *, is_raised: bool) -> None:
    """Write a superscript or subscript number as its Unicode character, whatever its styling."""
    text = (raw_text(element) if len(element) == 1 else element.text or "").strip()
    if is_raised and _is_degree(text, element):
        sign = "°"
    elif _INDEX.fullmatch(text):
        sign = text.translate(_SUPERSCRIPTS if is_raised else _SUBSCRIPTS)
    else:
        return
    del element[:]
    element.text = sign


def _is_degree(text: str, raised: Element) -> bool:
    before = raised.getprevious()
    parent = raised.getparent()
    above = (before.tail if before is not None else parent.text if parent is not None else None) or ""
    is_alone = text != "0" or bool(_UNIT.match(raised.tail or ""))
    return bool(_DEGREE.fullmatch(text) and _AFTER_FIGURE.search(above)) and is_alone


def _show_sign(image: Element) -> None:
    """Replace an image by the emoji in its ``alt`` inside a sentence; at the end of a sentence it is decoration."""
    alt = image.get("alt", "")
    if not (image.tail or "").strip():
        return
    if len(alt) <= MAX_EMOJI and not alt.isascii() and not any(map(str.isalnum, alt)):
        image.tag = _NEW_TAG
        image.text = alt


def _show_address(element: Element, coded: str) -> None:
    """Decode an e-mail address: its first byte in hexadecimal is XORed with each of the others."""
    try:
        key, *rest = bytes.fromhex(coded[:_MAX_CODED])
        address = bytes(byte ^ key for byte in rest).decode("utf-8")
    except ValueError:
        return
    del element[:]
    element.tag, element.text = _NEW_TAG, address


def _drop_copy(element: Element) -> None:
    """Remove the second copy of a formula: KaTeX's own rendering only if MathML has it too, MathJax's preview only
    beside the formula. MediaWiki hides the MathML and shows a picture; the MathML becomes visible.
    """
    named, beside = element.get("class", ""), element.getnext()
    if named.startswith("mwe-math"):
        element.attrib.pop("style", "")
        return
    if named == "katex-html" and element.getprevious() is None:
        return
    if named == "MathJax_Preview" and (beside is None or not beside.get("class", "").startswith("MathJax")):
        return
    del element[:]
    element.text = None


def write_out_state(root: Element) -> None:
    """Add the article in a page's state to its tree, if the page itself shows hardly any text."""
    script = next((element for element in root.iter("script") if element.get("id") == STATE_ID), None)
    body = root.find("body")
    if script is None or body is None or shown_length(root) >= MIN_STORY:
        return
    try:
        state = load_json((script.text or "").encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    longest = max(_nodes_with_text(state), key=lambda found: len(found[1]), default=None)
    if longest is not None and len(longest[1]) >= MIN_STORY:
        _add_story(body, *longest)


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
    """Yield the objects of a state that have a text, each with its text."""
    waiting, count = [state], 0
    while waiting and count < _MAX_NODES:
        node = waiting.pop()
        count += 1
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            waiting += node.values()
            yield from ((node, value) for name in _TEXTS if isinstance(value := node.get(name), str))
