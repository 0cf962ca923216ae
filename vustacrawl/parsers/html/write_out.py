"""Write into the text of a tree what only its markup or data says: signs, addresses, the article in a page's state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from lxml import etree

from vustacrawl.parsers.html.dom import Element, query, raw_text, shows_text, text_before
from vustacrawl.parsers.html.json_data import read_state
from vustacrawl.parsers.html.text import folded
from vustacrawl.parsers.thresholds import MAX_EMOJI, MIN_STORY
from vustacrawl.text import storable

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_INDEX = re.compile(r"[-+−]?\d{1,4}[-+−]?|[-+−n]")
_DEGREE = re.compile(r"[0oO°º]")
_UNIT = re.compile(r"\s?(?:[CFK]\b|\d{1,2}\s?[’'′])")
_BLOCK = re.compile(r"display: ?block")
_RAISED = re.compile(r"align: ?su")
_AFTER_FIGURE = re.compile(r"\d\s?$")
_MAX_CODED = 400
"""Hexadecimal digits of an obfuscated e-mail address."""
_NEW_TAG = "span"

_STATE = re.compile(r"__[A-Z]\w+|state\b|data\b|content\b|JSON\.parse", re.IGNORECASE)
_STATE_BEGIN, _MAX_STATES = 300, 5
"""Characters at the beginning of a script that name a state, and scripts of a page that are read."""
_TEXTS = (
    *("content", "contentHtml", "content_html", "body", "bodyHtml", "articleBody", "detail", "html"),
    "content_elements",
)
_TITLES = ("title", "headline", "name")
_DATES = (
    *("publishedAt", "published_at", "datePublished", "publishDate", "publishedDate", "date", "display_date"),
    *("first_publish_date", "publish_date", "pubDate", "publicationDate", "createdAt", "created_at"),
)
_MAX_NODES = 100_000
"""Values of a page's state that are searched."""


def _write_index(element: Element) -> None:
    """Write a superscript or subscript number as its Unicode character, whatever its styling."""
    is_raised = "sub" not in (element.tag, element.get("style", "").rpartition("align:")[2].strip()[:3])
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
    is_alone = text != "0" or bool(_UNIT.match(raised.tail or ""))
    return bool(_DEGREE.fullmatch(text) and _AFTER_FIGURE.search(text_before(raised))) and is_alone


def _show_sign(image: Element) -> None:
    """Replace an image by the emoji in its ``alt`` inside a sentence, or by the letter of a word; at the end of a
    sentence, an emoji is decoration.
    """
    tail = image.tail
    if not tail or tail.isspace():
        return
    alt = image.get("alt", "")
    is_letter = len(alt) == 1 and alt.isupper() and tail[0].islower()
    is_emoji = len(alt) <= MAX_EMOJI and not alt.isascii() and not any(map(str.isalnum, alt))
    if is_letter or (is_emoji and "emoji" in f"{image.get('class', '')} {image.get('src', '')}"):
        image.tag = _NEW_TAG
        image.text = alt


def _show_address(element: Element) -> None:
    """Decode an e-mail address: its first byte in hexadecimal is XORed with each of the others."""
    try:
        key, *rest = bytes.fromhex(element.get("data-cfemail", "")[:_MAX_CODED])
        address = bytes(byte ^ key for byte in rest).decode("utf-8")
    except ValueError:
        return
    del element[:]
    element.tag, element.text = _NEW_TAG, address


def _write_quotes(element: Element) -> None:
    element.text = f"“{element.text or ''}"
    element.tail = f"”{element.tail or ''}"


def _make_block(element: Element) -> None:
    element.tag = "div"


def _read_style(span: Element) -> None:
    """Make a span that is shown as a block one, and write a raised or lowered number as such."""
    style = span.get("style")
    if not style:
        return
    if _BLOCK.search(style):
        _make_block(span)
    elif _RAISED.search(style):
        _write_index(span)


def _drop_permalink(link: Element) -> None:
    """Remove the sign of a heading's link to itself."""
    if (raw_text(link) if len(link) else link.text) in ("#", "¶"):
        _empty(link)


def _show_hidden(element: Element) -> None:
    """Show the MathML that MediaWiki hides beside a picture of the formula."""
    element.attrib.pop("style", "")


def _empty(element: Element) -> None:
    del element[:]
    element.text = None


SIGN_TAGS: dict[str, Callable[[Element], None]] = {
    "a": _drop_permalink,
    "annotation": _empty,
    "annotation-xml": _empty,
    "img": _show_sign,
    "q": _write_quotes,
    "span": _read_style,
    "sub": _write_index,
    "sup": _write_index,
    "template": _make_block,
}
"""What is done with every element of these."""
_SIGNS_IN_CLASSES = {
    "cf_email": (query("//@data-cfemail/.."), _show_address),
    "katex-html": (query("//span[@class='katex-html'][preceding-sibling::*]"), _empty),
    "MathJax_Preview": (
        query("//*[@class='MathJax_Preview'][following-sibling::*[1][contains(@class, 'MathJax')]]"),
        _empty,
    ),
    "MJX_Assistive": (query("//*[contains(@class, 'MJX_Assistive')]"), _empty),
    "mwe-math-mathml": (query("//span[contains(@class, 'mwe-math-mathml')]"), _show_hidden),
}
"""Strings in a class of every page with such an element: searching the tree is slower."""


def write_out_signs(root: Element, tagged: dict[str, list[Element]], classes: Iterable[str]) -> None:
    """Change a page's tree so that its text alone says what its markup does.

    ``tagged`` has the elements of SIGN_TAGS, ``classes`` the values of ``class``.

    ``10<sup>6</sup>`` becomes ``10⁶``, ``30<sup>0</sup>C`` ``30°C``, ``CO<sub>2</sub>`` ``CO₂``; the image of an emoji
    becomes the emoji, that of a first letter the letter, an e-mail address that Cloudflare hides (``data-cfemail``) the
    address; a formula that KaTeX, MathJax or MediaWiki writes twice is kept once; a declarative shadow root and a span
    shown as a block become blocks; ``<q>`` gets quotation marks; the sign of a heading's link to itself is removed.
    """
    named = "\n".join(classes)
    changes = [(tagged[tag], change) for tag, change in SIGN_TAGS.items()]
    changes += [(find(root), change) for mark, (find, change) in _SIGNS_IN_CLASSES.items() if mark in named]
    for elements, change in changes:
        for element in elements:
            change(element)


def write_out_state(root: Element, scripts: Iterable[Element]) -> bool:
    """Add the article in a page's state to its tree, if the page itself shows hardly any text; return whether it did.

    Of several articles, the one named in the page's title is added, else the longest.
    """
    states = [*islice((script.text or "" for script in scripts if _holds_state(script)), _MAX_STATES)]
    body = root.find("body") if states else None
    if body is None or shows_text(root, MIN_STORY):
        return False
    named = folded(root.findtext(".//title") or "")
    stories = [
        (folded(title) in named if (title := _first(node, _TITLES)) else False, len(text), node, text)
        for script in states
        for state in read_state(script)
        for node, text in _nodes_with_text(state)
        if len(text) >= MIN_STORY
    ]
    if not stories:
        return False
    _add_story(body, *max(stories, key=lambda story: story[:2])[2:])
    return True


def _holds_state(script: Element) -> bool:
    """Whether a script is data, or begins like an assignment of the page's state: ``window.__INITIAL_STATE__ = {``."""
    text = script.text or ""
    if len(text) < MIN_STORY or "ld+json" in script.get("type", ""):
        return False
    return "json" in script.get("type", "") or _STATE.search(text, 0, _STATE_BEGIN) is not None


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
    """Yield the objects of a state that have a text, or a list of its paragraphs, each with the text.

    Nuxt writes a state as one list, whose objects have positions in it in place of values.
    """
    values = state if isinstance(state, list) else []
    waiting, count = [state], 0
    while waiting and count < _MAX_NODES:
        node = waiting.pop()
        count += 1
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            waiting += node.values()
            if values and all(type(value) is int for value in node.values()):
                node = {name: values[value] for name, value in node.items() if 0 <= value < len(values)}
            yield from ((node, text) for name in _TEXTS if (text := _text_in(node.get(name))))


def _text_in(value: Any) -> str | None:
    """Return a text, or the texts of some parts as paragraphs."""
    if isinstance(value, list):
        parts = (part.get("content") or part.get("text") for part in value if isinstance(part, dict))
        return "".join(f"<p>{part}</p>" for part in parts if isinstance(part, str))
    return value if isinstance(value, str) else None
