"""Untrusted sitemaps and feeds: decompressed, and their entries read in one pass, well-formed or not.

Only the entities that XML and HTML define for characters are expanded, nothing is fetched, and no tree is built: of a
file of 60 MB only the current entry is in memory.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from html.entities import html5
from itertools import islice

from vustacrawl.parsers.html.encoding import to_utf8
from vustacrawl.urls import join_url

MAX_BYTES = 60_000_000
"""Of the decompressed file; the sitemap protocol allows 50 MB."""

CUT_ARCHIVE = "the gzip archive is cut short or damaged"
TOO_LARGE = f"larger than {MAX_BYTES // 1_000_000} MB; the rest was not read"

_GZIP = b"\x1f\x8b"
_MAX_LAYERS = 3
"""Nested gzip: a compressed file that a server compresses again."""
_MAX_MEMBERS, _CHUNK = 1_000, 64 * 1024
"""Members of an archive, and bytes decompressed at once."""
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")

MAX_TEXT = 10_000
"""Bytes of an element's text; no URL and no date is that long, and a longer text is ignored."""
_MAX_ATTRIBUTES, _MAX_FIELDS, _MAX_DEPTH = 50, 100, 40
"""Attributes of an element, fields of a name in an entry; elements nested deeper are merged into those around them."""
_MAX_TOKENS = 3_000_000
"""Tags and texts; 50,000 URLs with their dates, images and translations are a million."""
CUT = "cut short: the XML has no end"
TOO_MANY_TAGS = f"more than {_MAX_TOKENS:,} tags and texts; the rest was not read"
_HEAD = 100_000
"""Bytes within which the root element must begin, allowing for a server's warnings before it."""

_ENTRIES = {
    "urlset": ("url", "sitemap"),
    "sitemapindex": ("sitemap", "url"),
    "rss": ("item",),
    "rdf": ("item",),
    "feed": ("entry",),
}
"""The root elements of sitemaps and feeds, and their entries (sitemaps.org; RSS 0.9 to 2.0; RFC 4287).

Some systems mix the two kinds of sitemap.
"""
_FIELDS = frozenset(
    {
        *("loc", "lastmod", "news/publication_date"),
        *("link", "guid", "id", "origlink", "pubdate", "published", "date", "updated", "issued", "modified"),
    }
)
_WITH_ATTRIBUTES = frozenset({"link", "guid", "item", "entry"})

_PROLOG = re.compile(
    rb"(?:[^<]++|<!--.*?-->|<!doctype[^<>]*+>|<\?[^<>]*+>|</?(?:html|head|body|meta|pre)\b[^<>]*+>)*+",
    re.IGNORECASE | re.DOTALL,
)
"""What may come before the root element; some servers wrap it in an empty page."""
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(urlset|sitemapindex|rss|feed|rdf)(?=[\s>/])", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|frameset)\b", re.IGNORECASE)
_TOKEN = re.compile(
    rb"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<[!?][^<>]*+>?"
    rb"|<(?P<end>/?)(?P<name>[A-Za-z_][\w:.-]{0,100})"
    rb"(?P<rest>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+(?=>)|[^<>]*+(?=>))>"
    rb"|(?P<text><?[^<]++)|<",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|(?P<name>\w{1,31}));")
_LINE_BREAK = re.compile(r"(?<![ \t])[ \t]*+[\r\n]\s*+")
"""Within a URL, where a file was wrapped; the URL standard removes at least the line ends."""
_WRAPPED = re.compile(r"(?:<!\[CDATA\[|[\"'<])\s*(https?://[^\s\"'<>\]]+)\s*(?:\]\]>|[\"'>])", re.IGNORECASE)
"""A URL in quotes, or in CDATA that was escaped once more."""
_BLANKS = " \t\r\n\xa0\u200b\ufeff"


def unpack(body: bytes, content_type: str | None = None) -> tuple[bytes, str | None]:
    """Return the decompressed text of a file, in UTF-8 without control characters, and why it is incomplete, if it is.

    ``content_type`` is the header's value. A file that is larger than ``MAX_BYTES`` is cut there. Never raises.
    """
    fault = None
    for _ in range(_MAX_LAYERS):
        if not body.startswith(_GZIP):
            break
        body, is_whole = _without_gzip(body)
        fault = fault or (None if is_whole else CUT_ARCHIVE)
    if len(body) > MAX_BYTES:
        body, fault = body[:MAX_BYTES], TOO_LARGE
    text = to_utf8(body, content_type).translate(None, _CONTROLS)
    # The last line or tag of truncated text may be half a URL.
    return text[: 1 + max(text.rfind(b"\n"), text.rfind(b">"))] if fault else text, fault


def _without_gzip(body: bytes) -> tuple[bytes, bool]:
    """Return the members of an archive joined (RFC 1952, section 2.2), and whether each was read to its end.

    Data after the last member is ignored: servers append comments and zeros.
    """
    parts: list[bytes] = []
    size = at = 0
    for _ in range(_MAX_MEMBERS):
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            if size > MAX_BYTES:
                return b"".join(parts), True
            source = member.unconsumed_tail or body[at : at + _CHUNK]
            at += 0 if member.unconsumed_tail else len(source)
            try:
                part = member.decompress(source, _CHUNK)
            except zlib.error:
                return b"".join(parts), False
            if not source and not part:
                return b"".join(parts), False
            parts.append(part)
            size += len(part)
        at -= len(member.unused_data)
        if not body.startswith(_GZIP, at):
            return b"".join(parts), True
    return b"".join(parts), False


@dataclass(slots=True)
class Field:
    """An element of an entry."""

    attributes: dict[str, str]
    base: str
    """The base URL of its relative URLs."""
    text: str = ""
    size: int = 0


@dataclass(slots=True)
class Entry:
    """A ``url``, ``sitemap``, ``item`` or ``entry``; or a ``link`` of the feed itself."""

    name: str
    attributes: dict[str, str]
    base: str
    _fields: dict[str, list[Field]] = field(default_factory=dict)
    """By name, after that of its parent inside the entry if there is one, without prefixes, in lower case."""

    def add(self, path: str, attributes: dict[str, str], base: str) -> Field | None:
        """Add a field, and return it; None if there are too many of its name."""
        fields = self._fields.setdefault(path, [])
        if len(fields) >= _MAX_FIELDS:
            return None
        fields.append(Field(attributes, base))
        return fields[-1]

    def named(self, *paths: str) -> Iterator[Field]:
        """Yield the fields with these names (``news/publication_date``), in the order of the names."""
        return (found for path in paths for found in self._fields.get(path, ()))

    def text(self, *paths: str) -> str | None:
        """Return the first non-empty text of these fields."""
        return next((found.text for found in self.named(*paths) if found.text), None)


@dataclass(slots=True)
class _Element:
    """An open element."""

    name: str
    base: str
    field: Field | None = None


class XmlList:
    """A sitemap or feed: ``root`` is the name of its root element, without prefix, in lower case."""

    def __init__(self, url: str, body: bytes, start: int, root: str) -> None:
        self.root = root
        self.fault: str | None = CUT
        """Why it was not read completely; known after the last entry."""
        self._url = url
        self._tokens = _TOKEN.finditer(body, start)
        self._open: list[_Element] = []
        self._entry: Entry | None = None
        self._depth = 0
        self._finished: list[Entry] = []

    def entries(self) -> Iterator[Entry]:
        """Yield every entry in order, even an unclosed one, and the feed's own links."""
        for count, token in enumerate(self._tokens, 1):
            end, name, rest = token.group("end", "name", "rest")
            if name is None:
                if self._open and (into := self._open[-1].field):
                    _append_text(into, token)
            elif end:
                self._close(_local(name))
            else:
                self._begin(_local(name), rest)
            if self._finished:
                yield from self._finished
                self._finished.clear()
            if count == _MAX_TOKENS:
                self.fault = TOO_MANY_TAGS
                break
        for element in self._open:
            if element.field:  # a truncated URL is dropped
                element.field.text = ""
        self._finish_entry()
        yield from self._finished

    def _begin(self, name: str, rest: bytes) -> None:
        is_entry = name in _ENTRIES[self.root]
        if self._entry and is_entry:  # the previous one was not closed
            del self._open[self._depth :]
            self._finish_entry()
        parent = self._open[-1].base if self._open else self._url
        has_base = b"xml:base" in rest
        attributes = _attributes(rest) if has_base or name in _WITH_ATTRIBUTES else {}
        element = _Element(name, join_url(parent, attributes.get("xml:base", "")) or parent)
        if is_entry:
            self._entry, self._depth = Entry(name, attributes, element.base), len(self._open)
        elif self._entry:
            element.field = self._field(name, attributes, element.base)
        elif name == "link":
            self._finished.append(Entry(name, attributes, element.base))
        is_empty = rest.endswith(b"/")
        if not is_empty and len(self._open) < _MAX_DEPTH:
            self._open.append(element)
        elif is_empty and (is_entry or not self._open):
            self._finish_entry()
            self.fault = self.fault if self._open else None

    def _field(self, name: str, attributes: dict[str, str], base: str) -> Field | None:
        inside = len(self._open) - self._depth
        path = name if inside == 1 else f"{self._open[-1].name}/{name}" if inside == 2 else ""
        return self._entry.add(path, attributes, base) if self._entry and path in _FIELDS else None

    def _close(self, name: str) -> None:
        """End the innermost open element of that name and those inside it; ignore an end tag without a start tag."""
        depth = next((depth for depth in range(len(self._open) - 1, -1, -1) if self._open[depth].name == name), None)
        if depth is None:
            return
        del self._open[depth:]
        if depth <= self._depth:
            self._finish_entry()
        if not self._open:
            self.fault = None

    def _finish_entry(self) -> None:
        if self._entry:
            self._finished.append(self._entry)
            self._entry = None


def _append_text(into: Field, token: re.Match[bytes]) -> None:
    into.size += token.end() - token.start()
    if into.size > MAX_TEXT:
        into.text = ""
    elif token["cdata"] is not None:
        into.text += token["cdata"].decode("utf-8", "replace")
    elif token["text"] is not None:
        into.text += resolved(token["text"].decode("utf-8", "replace"))


def read_list(url: str, body: bytes) -> XmlList | None:
    """Return the sitemap or feed in the bytes (UTF-8), skipping anything before it; None for anything else."""
    root = _root(body)
    if root is None:
        return None
    return XmlList(url, body, root.start(), _local(root[1]))


def is_page(body: bytes) -> bool:
    """Whether the bytes begin like an HTML page."""
    return _PAGE.search(body, 0, _HEAD) is not None and _root(body) is None


def _root(body: bytes) -> re.Match[bytes] | None:
    """Return the start of the root element; inside an HTML page such an element does not count."""
    prolog = _PROLOG.match(body, 0, _HEAD)
    start = prolog.end() if prolog else 0
    root = _ROOT.search(body, start, _HEAD)
    return root if root and not _PAGE.search(body, start, root.start()) else None


def address(text: str) -> str | None:
    """Return the URL in an element's text or attribute, without surrounding blanks and line breaks, with doubly escaped
    ampersands unescaped once. None for an empty text, and for one with an entity that only the file defines.
    """
    text = _LINE_BREAK.sub("", text.strip(_BLANKS))
    while (once_more := resolved(text)) != text:
        text = once_more
    if wrapped := _WRAPPED.fullmatch(text):
        text = wrapped[1]
    return None if not text or _REFERENCE.search(text) else text


def resolved(text: str) -> str:
    """Return the text with its character references and HTML entities resolved."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    name = reference["name"]
    return html5.get(f"{name};", reference[0]) if name else unescape(reference[0])


@lru_cache(maxsize=1024)
def _local(name: bytes) -> str:
    return name.rpartition(b":")[2].decode("ascii", "replace").lower()


def _attributes(rest: bytes) -> dict[str, str]:
    """Return an element's attributes in lower case: ``xml:base``, the others without prefixes."""
    found: dict[str, str] = {}
    for match in islice(_ATTRIBUTE.finditer(rest), _MAX_ATTRIBUTES):
        name, *values = match.groups()
        value = next(value for value in values if value is not None)
        if len(value) <= MAX_TEXT:
            key = "xml:base" if name == b"xml:base" else _local(name)
            found.setdefault(key, resolved(value.decode("utf-8", "replace")))
    return found
