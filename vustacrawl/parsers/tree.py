"""Bytes to a tree, once a page, in bounded time whatever the bytes are."""

from __future__ import annotations

import re

from lxml import etree

from vustacrawl.parsers.dom import Element
from vustacrawl.parsers.encoding import to_utf8

MAX_BYTES = 2_000_000
"""A page is read up to here, pictures written into it left out; no article is that long."""
MAX_RESCUE_BYTES = 500_000
"""The slow second parser is asked for pages up to this size."""

_DATA_URI = re.compile(rb"data:[\w/+.-]{1,60};base64,[\w+/=%\s]{200,}")
_TAG = re.compile(rb"<[a-zA-Z](?:[^>\"']++|\"[^\"]*+\"?+|'[^']*+'?+)*+>?")
_TAG_NAME = re.compile(rb"<[a-zA-Z][\w:-]{0,30}")
_MAX_ATTRIBUTES = 200
_SLOW = 1_000_000_000


class EmptyDocument(Exception):  # noqa: N818 - it says what the bytes are
    """There is no element and no text in these bytes."""


def read_tree(body: bytes, content_type: str | None = None) -> Element:
    """The page's tree, comments left out. Raises EmptyDocument where there is nothing at all to read."""
    page = _bounded(to_utf8(body[: 8 * MAX_BYTES], content_type))
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        root = etree.fromstring(page, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise EmptyDocument(str(error)) from None
    if root is None:
        raise EmptyDocument("no markup and no text")
    if _was_cut(parser) and len(page) <= MAX_RESCUE_BYTES:
        from vustacrawl.parsers.rescue import read_flat

        return read_flat(page)
    return root


def _was_cut(parser: etree.HTMLParser) -> bool:
    """Whether the parser gave up on the rest of the page: it does where elements are nested too deep."""
    log = parser.error_log
    return bool(len(log)) and log.last_error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT


def _bounded(page: bytes) -> bytes:
    if len(page) > MAX_BYTES // 2:
        page = _DATA_URI.sub(b"data:,", page)[:MAX_BYTES]
    return _TAG.sub(_with_few_attributes, page) if _may_be_slow(page) else page


def _may_be_slow(page: bytes) -> bool:
    """Whether some tag may hold thousands of attributes: the parser compares each with all the others."""
    if len(page) < 16_000:
        return False
    gaps = page.split(b">")
    if max(map(len, gaps)) * len(page) > _SLOW and sum(len(gap) ** 2 for gap in gaps) > _SLOW:
        return True
    return page.count(b"=") > 5_000 + 10 * page.count(b"<")


def _with_few_attributes(tag: re.Match[bytes]) -> bytes:
    text = tag[0]
    if len(text) < 2 * _MAX_ATTRIBUTES or (
        len(text.split()) <= _MAX_ATTRIBUTES and text.count(b"=") <= _MAX_ATTRIBUTES
    ):
        return text
    name = _TAG_NAME.match(text)
    return name[0] + b">" if name else b""
