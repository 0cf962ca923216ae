"""Queries on elements that every stage shares: text, names, styles, whether they belong to the article."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import chain, islice, takewhile
from typing import Any, Literal, TypeVar, cast

from lxml import etree

from vustacrawl.parsers.html.class_names import (
    BESIDE_TEXT,
    ICONS,
    MAX_NAMES,
    PANES,
    is_named,
    name_boilerplate,
    name_hidden,
)
from vustacrawl.parsers.html.text import clean, text_width, word_separator, words
from vustacrawl.parsers.thresholds import MIN_SENTENCE

Element = etree._Element
Query = Callable[[Element], list[Any]]
K = TypeVar("K")
T = TypeVar("T")

BLOCKS = words(
    """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot
    th thead tr ul
    """
)
BREAKS = BLOCKS | {"br"}
UNREAD = words(
    """
    audio button canvas embed head iframe input map marquee noscript object script select style svg template
    textarea video
    """
)
NEVER_TEXT = UNREAD | {"aside", "footer", "nav"}
"""Elements that are never part of an article's text."""
_NAMING = ("class", "id", "type", "data-type")
"""Attributes that reveal what an element is: editors name inserted content by its type."""
_ICON_TAGS = frozenset(("i", "span", "em"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOILERPLATE_WITHOUT_TITLE = frozenset(("form", "header"))
_FOOTER_META = words("node__meta node-meta submitted")
_HEADER_META = _FOOTER_META | words("meta entry-meta post-meta article-meta byline article-header entry-header")
_LEADING_ELSEWHERE = ("a", "blockquote", "button", "embed", "form", "iframe", "input", "video")

_ROLES_APART = frozenset(("complementary", "navigation", "contentinfo", "search", "dialog", "alertdialog"))
_LABELS_APART = re.compile(r"advert\w*|ads?|(?:related|newsletter)(?: \w+)?|share|comments", re.IGNORECASE)
"""The values of ``role`` and ``aria-label`` on boxes that are not part of an article."""
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|csv|ods|odt|mp3)(?:$|[?#])", re.IGNORECASE)

Align = Literal["left", "center", "right", "justify"]

BOLD = frozenset(("b", "strong"))
ITALIC = frozenset(("em", "i"))
_ALIGN = re.compile(
    r"text-align\s*:\s*(?P<style>left|center|right|justify)"
    r"|(?:^|[\s-])(?:text-|align-?|text-align-)(?P<name>left|center|right|justify)(?:\s|$)",
    re.IGNORECASE,
)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_MAX_BESIDE = 100
"""Elements beside a link whose texts are read."""
_MAX_LOOK = 1000
"""Characters of a style or class that are searched for an alignment."""


def element_text(element: Element, *, without: Callable[[Element], bool] | None = None) -> str:
    """Return the clean text of an element, except in those that ``without`` names; blocks and ``<br>`` part words."""
    if not len(element):
        return clean(element.text or "")
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            text = node.text
            if node is not element and (node.tag in UNREAD or (without and without(node))):
                walk.skip_subtree()
                continue
        elif node is element:
            break
        else:
            text = node.tail
        if node.tag in BREAKS or (node.tag in _ICON_TAGS and is_icon(node)):
            parts.append(" ")
        if text:
            if parts:
                parts.append(word_separator(parts[-1], text))
            parts.append(text)
    return clean("".join(parts))


def is_icon(element: Element) -> bool:
    """Whether an element is empty and named as an icon: it separates the words beside it."""
    return not len(element) and not element.text and is_named(element.get("class", ""), ICONS)


def names_of(element: Element) -> str:
    """Return an element's classes and id."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def are_alike(element: Element, other: Element | None) -> bool:
    """Whether two elements have the same tag and the same classes."""
    return other is not None and other.tag == element.tag and other.get("class") == element.get("class")


def holds(element: Element, *tags: str) -> bool:
    """Whether an element is one of these, or holds one."""
    return next(element.iter(*tags), None) is not None


def ancestors_or_self(element: Element, most: int | None = None) -> Iterator[Element]:
    """Yield an element and its ancestors, nearest first; ``most`` of them at most."""
    return islice(chain((element,), element.iterancestors()), most)


_RAW = etree.XPath("string()", smart_strings=False)
_LENGTH = etree.XPath("string-length()")


def raw_text(element: Element) -> str:
    """Return all the text of an element, unchanged."""
    return cast(str, _RAW(element))


def text_before(element: Element) -> str:
    """Return the text right before an element, after its parent's or its sibling's tag, unchanged."""
    before, parent = element.getprevious(), element.getparent()
    return (before.tail if before is not None else parent.text if parent is not None else None) or ""


def text_length(element: Element) -> int:
    """Return the number of characters in the text of an element, unchanged."""
    return int(cast(float, _LENGTH(element)))


def _holds_page(element: Element) -> bool:
    """Whether the title may be in a form or a header: ASP.NET puts the whole page into one form."""
    return holds(element, "h1") or element.find(".//input[@name='__VIEWSTATE']") is not None


def is_boilerplate(element: Element) -> bool:
    """Whether an element is not part of the article: share bars, teasers, counters, comments, hidden elements."""
    if element.tag in NEVER_TEXT:
        return not _belongs_to_text(element)
    if element.tag in _BOILERPLATE_WITHOUT_TITLE and not _holds_page(element) and not _is_meta(element):
        return True
    names, conceals = "", False
    for name, value in cast("list[tuple[str, str]]", element.items()):
        if name in _NAMING:
            if not _is_named_otherwise(element.tag, name):
                names = f"{names} {value}" if names else value
        elif (name == "role" and value in _ROLES_APART) or (name == "aria-label" and _LABELS_APART.fullmatch(value)):
            return True
        elif (name == "hidden" and value != "until-found") or (name == "style" and _hides(value)):
            conceals = True
    if names:
        boilerplate, hidden = _classify_names(names)
        if boilerplate and not (element.tag == "a" and _is_in_sentence(element)):
            return True
        conceals = conceals or hidden
    return conceals and not _is_pane(element)


def is_in_boilerplate(element: Element, trusted: Collection[Element] = ()) -> bool:
    """Whether an ancestor of an element is boilerplate and not ``trusted``."""
    return any(is_boilerplate(box) and box not in trusted for box in element.iterancestors())


def inherited(element: Element, known: dict[Element, T], derive: Callable[[Element, T | None], T]) -> T:
    """Return what an element is if that depends on its parent; each result is cached in ``known``.

    ``derive`` receives an element and the result for its parent, None for the outermost.
    """
    unknown = takewhile(lambda box: box not in known, ancestors_or_self(element))
    for box in reversed([*unknown]):
        parent = box.getparent()
        known[box] = derive(box, known[parent] if parent is not None else None)
    return known[element]


class Memo(dict[K, T]):
    """The results of ``find``, computed once for each key: ``lengths[box]``."""

    def __init__(self, find: Callable[[K], T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: K) -> T:
        self[key] = found = self._find(key)
        return found


def is_hidden(element: Element) -> bool:
    """Whether an element's own style, attribute or class hides it; content shown on a click is not hidden."""
    conceals = (
        element.get("hidden", "until-found") != "until-found"
        or _hides(element.get("style", ""))
        or _classify_names(element.get("class", ""))[1]
    )
    return conceals and not _is_pane(element)


def _is_named_otherwise(tag: str, attribute: str) -> bool:
    """Whether such a name does not count: the page's own describes its content, a heading's id its text."""
    return tag in ("html", "body") or (attribute == "id" and tag in HEADINGS)


def _is_pane(element: Element) -> bool:
    return element.get("role") == "tabpanel" or is_named(element.get("class", ""), PANES)


def _is_in_sentence(link: Element) -> bool:
    """Whether a link is among the words of a text that goes on after it: CMSs name the words that they link
    ``keyword``.
    """
    node, parent = link, link.getparent()
    while parent is not None and parent.tag not in BLOCKS and len(parent) == 1 and not (parent.text or node.tail):
        node, parent = parent, parent.getparent()
    if parent is None:
        return False
    beside = node.getnext()
    after = node.tail or (f"{raw_text(beside)}{beside.tail or ''}" if beside is not None else "")
    own = "".join(filter(None, (parent.text, *(child.tail for child in islice(parent, _MAX_BESIDE)))))
    return bool(after.strip()) and text_width("".join(filter(str.isalnum, own))) >= MIN_SENTENCE


def _belongs_to_text(element: Element) -> bool:
    """Whether an element belongs to the text despite its tag: a quotation's source, facts, a date, folding heads."""
    if element.tag == "button":
        parent = element.getparent()
        return parent is not None and parent.tag in HEADINGS
    if element.tag == "footer":
        parent = element.getparent()
        return (parent is not None and parent.tag == "blockquote") or _is_meta(element)
    return element.tag == "aside" and _is_fact_box(element)


def _is_meta(element: Element) -> bool:
    """Whether a header or a footer only prints date and author, as in Drupal's themes below the title."""
    known = _FOOTER_META if element.tag == "footer" else _HEADER_META
    named = element.get("class", "")
    return len(named) < MAX_NAMES and any(name in known for name in named.lower().split())


def _is_fact_box(aside: Element) -> bool:
    """Whether an aside is between the paragraphs of a text and holds only text, without links."""
    named = names_of(aside)
    is_labelled = _LABELS_APART.fullmatch(aside.get("aria-label", ""))
    if is_labelled or _classify_names(named)[0] or is_named(named, BESIDE_TEXT):
        return False
    beside = (aside.getprevious(), aside.getnext())
    if not any(sibling is not None and sibling.tag == "p" for sibling in beside):
        return False
    return holds(aside, "p", "li", "td") and not holds(aside, *_LEADING_ELSEWHERE)


def leads_to_file(href: str) -> bool:
    """Whether a link's target is a document, an archive or a recording."""
    return _FILE.search(href) is not None


_EXSLT = {"set": "http://exslt.org/sets"}


@lru_cache(maxsize=512)
def query(xpath: str, *, smart_strings: bool = False) -> Query:
    """Compile an XPath expression; with ``smart_strings``, texts and attributes that it finds know their element."""
    return cast(Query, etree.XPath(xpath, smart_strings=smart_strings, namespaces=_EXSLT))


def values_below(root: Element, attribute: str) -> list[str]:
    """Return the values of an attribute on any element, each once, in page order."""
    return query(f"set:distinct(descendant-or-self::*/@{attribute})")(root)


_UNSHOWN = ("script", "style", "noscript", "template")
_SHOWN = query(f"//body//text()[not({' or '.join(f'ancestor::{tag}' for tag in _UNSHOWN)})]")


def shows_text(root: Element, least: int) -> bool:
    """Whether a page shows at least so many characters of text, without scripts and drawings.

    Reads no more of it: most pages show enough in their menus.
    """
    body = root.find("body")
    if body is None:
        return False
    length = 0
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            text = node.tail if node is not body else None
        elif node.tag in _UNSHOWN:
            walk.skip_subtree()
            continue
        else:
            text = node.text
        length += len(text.strip()) if text else 0
        if length >= least:
            return True
    return False


def shown_text(root: Element) -> str:
    """Return the text that a page shows, unchanged, with a space between two elements."""
    return " ".join(_SHOWN(root))


@lru_cache(maxsize=4096)
def _classify_names(names: str) -> tuple[bool, bool]:
    """Return whether names are those of boilerplate, and whether they hide an element."""
    return (name_boilerplate(names), name_hidden(names)) if len(names) < MAX_NAMES else (False, False)


@lru_cache(maxsize=4096)
def _hides(style: str) -> bool:
    return bool(_HIDDEN_STYLE.search(style))


def precedes(one: Element, other: Element) -> bool:
    """Whether ``one`` begins before ``other`` on the page, and does not contain it."""
    from_root, other_from_root = (reversed([*ancestors_or_self(element)]) for element in (one, other))
    fork = next(((a, b) for a, b in zip(from_root, other_from_root, strict=False) if a is not b), None)
    if fork is None:
        return False
    parent = fork[0].getparent()
    return parent is not None and parent.index(fork[0]) < parent.index(fork[1])


def contains(outer: Element, inner: Element) -> bool:
    """Whether ``inner`` is a descendant of ``outer``."""
    return outer in inner.iterancestors()


def align_of(node: Element) -> Align | None:
    """Return how an element aligns its text, by its tag, attribute, style or class; None if it does not say."""
    if node.tag == "center":
        return "center"
    if align := node.get("align"):
        return _read_align(f"text-{align}")
    named, style = node.get("class"), node.get("style")
    return (_read_align(style) if style else None) or (_read_align(named) if named else None)


@lru_cache(maxsize=4096)
def _read_align(look: str) -> Align | None:
    found = _ALIGN.search(look[:_MAX_LOOK])
    return cast(Align, (found["style"] or found["name"]).lower()) if found else None


def emphasis_of(node: Element) -> tuple[bool, bool]:
    """Return whether an element makes its text bold, and whether italic."""
    tag = node.tag
    if tag in BOLD:
        return True, False
    if tag in ITALIC:
        return False, True
    style = node.get("style")
    if not style or "font" not in style:
        return False, False
    return bool(_BOLD_STYLE.search(style)), bool(_ITALIC_STYLE.search(style))
