"""Turn bytes into a tree, once per page, in bounded time for any input."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from itertools import islice
from typing import NamedTuple

from lxml import etree

from vustacrawl.parsers.html.dom import Element, values_below
from vustacrawl.parsers.html.encoding import (
    ESCAPE,
    may_hold_legacy_text,
    read_legacy_fonts,
    repair_letters,
    to_utf8,
)
from vustacrawl.parsers.html.write_out import SIGN_TAGS, write_out_signs, write_out_state

MAX_BYTES = 1_500_000
"""Only this much of a page is read, apart from inline images, scripts and styles; no article is that long."""
CUT = f"larger than {MAX_BYTES / 1_000_000} MB; the rest was not read"
MAX_RESCUE_BYTES = 200_000
"""Pages up to this size are parsed with BeautifulSoup, whose trees may be of any depth but take longer."""
MAX_FLATTENED_DEPTH, MAX_FLATTENED_TAGS = 200, 20_000
"""Limits of its tree: elements nested deeper are placed at this depth."""

HEAD_TAGS = ("base", "h1", "link", "meta", "script", "title")
"""Elements with a page's metadata, and headings."""
_GATHERED = (*HEAD_TAGS, *SIGN_TAGS)
_MAX_GATHERED = 50_000
"""Elements."""

_DATA_URI = re.compile(rb"data:[\w/+.-]{1,60};base64,[\w+/=%\s]{200,}")
_CODE = re.compile(rb"<(script|style|svg)\b[^>]{0,2000}>", re.IGNORECASE)
_FEW_BYTES = 80_000
"""A smaller page cannot hold enough attributes in a tag to slow the parser, which compares each with all others."""
_MANY_PIECES, _KEPT_PIECES = 500, 50
"""A tag with more pieces than this (attributes; 20 characters of a bare name) keeps only the first few."""
_PIECE = rb"""[\s/]*+[^>\s/][^>=]{0,20}+(?:="[^"]*+"|\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^>\s]*+)|)"""
_TAG = re.compile(rb"<[a-z][^\s/>]*+(?:%s){0,%d}+(?P<more>[\s/]*+[^>\s/])?" % (_PIECE, _MANY_PIECES), re.IGNORECASE)
"""A tag up to so many pieces (HTML, section 13.2.5.32 on), and whether it has more. Linear, like the next one: it
consumes all that it examines.
"""
_SHORTENED_TAG = re.compile(rb"(<[a-z][^\s/>]*+(?:%s){0,%d}+)(?:%s)*+" % (_PIECE, _KEPT_PIECES, _PIECE), re.IGNORECASE)
_FULL_LOG = 100
"""The parser logs only this many errors."""
_CLOSING = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_BREAK = re.compile(rb"</br\s*>", re.IGNORECASE)
_END = re.compile(rb"</(?:body|html|br)\s*>", re.IGNORECASE)
_NO_PAGES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an Office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG\r\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
}
"""Beginnings of files that sites send instead of a page."""

_HEAD = 4_000
"""Bytes in which the header of such a file gives its type."""
_STARTS = (b"from:", b"mime-version:", b"content-type:", b"snapshot-content-location:", b"subject:")
_MARK = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^<>]{0,1000}>|<(?P<end>/?)(?P<name>[a-z][a-z0-9]{0,15})\b(?P<attributes>[^<>]{0,1000})>|<",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?:^|\s)([a-z-]{1,20})\s?=\s?("[^"]*"|'[^']*'|[^\s"']+)""", re.IGNORECASE)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class NotAnArticle(Exception):  # noqa: N818 - it says what the page is, not that something went wrong
    """The page holds no article; the text says why, in a few words."""


class EmptyDocument(NotAnArticle):
    """These bytes hold no page: no element and no text, or a file of another type."""


class Tree(NamedTuple):
    """A page's tree, the elements of some tags in page order, and each value of ``class`` once."""

    root: Element
    tagged: dict[str, list[Element]]
    """The elements of SIGN_TAGS and HEAD_TAGS, by tag."""
    classes: list[str]
    is_cut: bool = False
    """Whether the page is longer than MAX_BYTES."""


def read_tree(body: bytes, content_type: str | None = None) -> Tree:
    """Return the page's tree without comments, with its letters in Unicode and its signs as text (``write_out_signs``).

    A page is parsed as UTF-8; its encoding is detected only if the parser finds that it is not. Raises EmptyDocument if
    there is nothing to read.
    """
    if saved := page_in_mhtml(body[: 8 * MAX_BYTES]):
        body, content_type = saved
    root, text, is_cut = _read_tree(body, content_type)
    tree = gather(root)
    if write_out_state(root, tree.tagged["script"]):
        tree = gather(root)
    write_out_signs(root, tree.tagged, tree.classes)
    if may_hold_legacy_text(text):
        read_legacy_fonts(root)
    return tree._replace(is_cut=is_cut)


def gather(root: Element) -> Tree:
    """Return a tree with what every page is queried for: the elements of SIGN_TAGS and HEAD_TAGS, the classes."""
    found: dict[str, list[Element]] = {tag: [] for tag in _GATHERED}
    for element in islice(root.iter(*_GATHERED), _MAX_GATHERED):
        found[element.tag].append(element)
    return Tree(root, found, values_below(root, "class"))


def _read_tree(body: bytes, content_type: str | None) -> tuple[Element, str, bool]:
    """Return the tree, the markup that was parsed, and whether the page is longer."""
    if kind := next((kind for start, kind in _NO_PAGES.items() if body.startswith(start)), None):
        raise EmptyDocument(f"no page but {kind}")
    page = body.removeprefix(BOM_UTF8)
    if b"\0" in page or ESCAPE in page or page.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
        page = to_utf8(page[: 8 * MAX_BYTES], content_type)
    is_cut = False
    if len(page) > _FEW_BYTES:
        page, is_cut = _bounded(page)
    page, text = repair_letters(_with_mended_ends(page))
    root, parser = _parse(page)
    if _may_be_misread(parser) and (read := to_utf8(page, content_type)) != page:
        page, text = repair_letters(read)
        root, parser = _parse(page)
    if root is None:
        raise EmptyDocument("no markup and no text")
    if _was_cut(parser) and len(page) <= MAX_RESCUE_BYTES:
        root = _parse_flattened(text)
    return root, text, is_cut


def _with_mended_ends(page: bytes) -> bytes:
    """Return the page with ``</br>`` as ``<br>``, which browsers read so, and without closing tags before its end:
    browsers read on, the parser stops there.
    """
    end = _END.search(page)
    if end is None or not _CLOSING.sub(b"", page[end.start() :]).strip():
        return page
    return _BREAK.sub(b"<br>", _CLOSING.sub(b"", page))


def _parse(page: bytes) -> tuple[Element | None, etree.HTMLParser]:
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        return etree.fromstring(page, parser), parser
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise EmptyDocument(str(error)) from None


def _may_be_misread(parser: etree.HTMLParser) -> bool:
    faults = parser.error_log
    return len(faults) >= _FULL_LOG or any(fault.type == etree.ErrorTypes.ERR_INVALID_ENCODING for fault in faults)


def _was_cut(parser: etree.HTMLParser) -> bool:
    """Whether the parser gave up on the rest of the page, as it does if elements are nested too deep."""
    last = parser.error_log.last_error
    return last is not None and last.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT


def _bounded(page: bytes) -> tuple[bytes, bool]:
    """Return the page cut to the limit, with no tag whose many attributes would take the parser quadratic time, and
    whether it was cut.
    """
    read = _DATA_URI.sub(b"data:,", page[: 8 * MAX_BYTES])
    read = read if len(read) <= MAX_BYTES else _without_code(read)
    is_cut = len(read) > MAX_BYTES or len(page) > 8 * MAX_BYTES
    read = read[:MAX_BYTES]
    return _SHORTENED_TAG.sub(rb"\1", read) if any(_TAG.findall(read)) else read, is_cut


def _without_code(page: bytes) -> bytes:
    """Return the page with scripts, styles and drawings emptied, except for an article's machine-readable data."""
    lowered, kept, end = page.lower(), [], 0
    for opening in _CODE.finditer(page):
        if opening.start() >= end and b"ld+json" not in opening[0]:
            kept.append(page[end : opening.end()])
            closing = lowered.find(b"</" + opening[1].lower(), opening.end())
            end = closing if closing >= 0 else len(page)
    return b"".join([*kept, page[end:]])


def _parse_flattened(page: str) -> Element:
    """Parse a page nested too deep for the first parser: its text, up to so many tags."""
    from bs4 import BeautifulSoup, Tag  # few pages need it, and importing it slows every command
    from bs4.element import NavigableString, PreformattedString

    soup = BeautifulSoup("".join(_plain_markup(page)), "html.parser", multi_valued_attributes=None)
    root = etree.Element("html")
    places: dict[int, tuple[Element, int]] = {id(soup): (root, 0)}
    for node in soup.descendants:
        parent, depth = places[id(node.parent)]
        if isinstance(node, Tag):
            if node.name in ("html", "body") and depth <= 1:
                places[id(node)] = (parent, depth + 1)
                continue
            values = {name: _NOT_IN_XML.sub("", str(value)) for name, value in node.attrs.items() if name[0] != "-"}
            element = etree.SubElement(parent, node.name, values)
            places[id(node)] = (element if depth < MAX_FLATTENED_DEPTH else parent, depth + 1)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            text = _NOT_IN_XML.sub("", node)
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + text
            else:
                parent.text = (parent.text or "") + text
    return root


def _plain_markup(page: str) -> Iterator[str]:
    """Yield the page as plain tags and text only: anything else takes this parser quadratic time."""
    done = 0
    for mark in islice(_MARK.finditer(page), MAX_FLATTENED_TAGS):
        yield page[done : mark.start()]
        done = mark.end()
        if name := mark["name"]:
            attributes = (f" {key}={value}" for key, value in _ATTRIBUTE.findall(mark["attributes"]))
            yield f"<{mark['end']}{name}{''.join(attributes)}>"
        elif mark[0] == "<":
            yield "&lt;"
    yield page[done:].partition("<")[0]


def page_in_mhtml(body: bytes) -> tuple[bytes, str | None] | None:
    """Return the first page in an MHTML file, decoded, and its Content-Type; None for other bytes."""
    head = body[:_HEAD].lstrip().lower()
    if not head.startswith(_STARTS) or b"multipart/related" not in head:
        return None
    for part in message_from_bytes(body).walk():
        if isinstance(part, Message) and part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            return (page, part.get("Content-Type")) if isinstance(page, bytes) else None
    return None
