"""Plain data passed from parsers to pipelines; all its text can be stored (``text.storable``)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal, NamedTuple

from vustacrawl.text import storable

BlockKind = Literal["paragraph", "heading", "quote", "list_item", "verse", "table", "question", "answer"]
PageKind = Literal["listing", "article", "feed", "sitemap", "image", "file"]
MediaKind = Literal["image", "file"]

READABLE_STATUSES = (200, 203, 206, 226)
"""Statuses whose body is read as a page: OK, transformed by a proxy, a range that is the whole (RFC 9110, 15.3), and IM
Used, if that is the whole, too (RFC 3229, 10.4.1).
"""

NOT_STORED = "cannot be stored"
"""The reason of a problem."""


class _Storable:
    """Passes every text, and every list or mapping of texts, through ``text.storable`` on assignment."""

    __slots__ = ()

    def __setattr__(self, name: str, value: Any) -> None:
        if value is not None and not (value.__class__ is str and value.isprintable()):
            value = _storable(value)
        object.__setattr__(self, name, value)

    def __setstate__(self, state: tuple[None, dict[str, Any]]) -> None:
        """Restore what another process sent; it was made storable when it was assigned there."""
        for name, value in state[1].items():
            object.__setattr__(self, name, value)


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list) and value and isinstance(value[0], (str, list)):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class ArticleValues:
    """Values computed for an article before it is stored; a reading process does this without the catalog."""

    word_count: int
    """Words of lead and body."""
    content_hash: str
    record_hash: str
    found_by: str
    """The sources of the fields, as JSON."""
    bands: list[int]
    """The bands by which near-duplicates are found (``near_duplicates.lsh_bands``)."""


@dataclass(slots=True)
class Block(_Storable):
    """A block of an article's text: NFC, one space between words, no markup."""

    kind: BlockKind
    text: str
    """In a table, rows are lines and cells are separated by tabs."""
    cells: list[list[str]] | None = None
    """A table's rows of cells; None for every other kind."""


@dataclass(slots=True)
class Image(_Storable):
    """An image of an article, placed after the ``after_paragraph``-th text block (0: before the first)."""

    url: str
    after_paragraph: int
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(slots=True)
class Author(_Storable):
    """An author of an article, as printed: a name or initials, with role and unit."""

    name: str | None = None
    initials: str | None = None
    role: str | None = None
    """The role in the byline: ``Tin, ảnh``, ``Bài``, ``Tác giả``."""
    unit: str | None = None
    """The office that follows the name: ``Ban KH&CN LHHĐN``."""


@dataclass(slots=True)
class AttachedFile(_Storable):
    """A document attached to an article: its URL and link text."""

    url: str
    title: str | None = None


@dataclass(slots=True)
class Article(_Storable):
    """An article, as parsed from one page.

    The only list of an article's fields; ``tests/catalog/test_article_fields.py`` checks what must also name a new one.

    A field that could not be read is None or empty, never guessed. ``published_at`` is ISO 8601 with the site's
    offset, to the minute or second printed (``2023-08-10T10:09:00+07:00``), or just a date if the page prints
    no time. ``found_by`` names, for each field, its source, or why there is none.
    """

    site: str
    url: str
    native_id: str | None = None
    title: str | None = None
    published_at: str | None = None
    published_raw: str | None = None
    author_initials: str | None = None
    author_name: str | None = None
    byline: str | None = None
    source_credit: str | None = None
    photo_credit: str | None = None
    lead: str | None = None
    paragraphs: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    files: list[AttachedFile] = field(default_factory=list)
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    language: str | None = None
    found_by: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> str:
        """The text blocks after the lead, separated by blank lines."""
        return "\n\n".join(block.text for block in self.paragraphs)

    def record(self) -> dict[str, Any]:
        """Return the article as plain JSON values; only blocks of tables have the key ``cells``."""
        record = {name: getattr(self, name) for name in self.__slots__}
        record["paragraphs"] = [_as_dict(block) for block in self.paragraphs]
        for block in record["paragraphs"]:
            if block["cells"] is None:
                del block["cells"]
        for name in ("images", "authors", "files"):
            record[name] = [_as_dict(part) for part in record[name]]
        return record


IDENTITY_FIELDS = ("site", "url", "native_id")
"""Fields that identify the article."""
TEXT_FIELDS = tuple(
    item.name for item in fields(Article) if item.type == "str | None" and item.name not in IDENTITY_FIELDS
)
"""Text fields, in order: columns of the catalog's ``articles``."""
LIST_FIELDS = tuple(item.name for item in fields(Article) if str(item.type).startswith("list["))
"""Fields that are lists, in order: tables of the catalog."""
PARSED_FIELDS = (*TEXT_FIELDS, *LIST_FIELDS)
"""Everything parsed from a page, by which versions are compared."""


def _as_dict(part: Block | Image | Author | AttachedFile) -> dict[str, Any]:
    """Return a shallow dict; ``dataclasses.asdict`` copies deeply, at ten times the cost."""
    return {name: getattr(part, name) for name in part.__slots__}


@dataclass(slots=True)
class Link(_Storable):
    """A URL that a page links to, with its kind."""

    url: str
    kind: PageKind
    modified_at: str | None = None
    """When the target was published or changed (ISO 8601), if the page says so."""


@dataclass(slots=True)
class Links(_Storable):
    """The links of a listing, feed or sitemap."""

    found: list[Link] = field(default_factory=list)
    next_page: str | None = None
    """The next page of a paginated listing; fetched only while pages contain something new."""
    next_is_guess: bool = False
    """Whether ``next_page`` was inferred from the page number; then a missing page is not an error."""
    outlinks: list[str] = field(default_factory=list)
    """Every URL in the page, absolute, in page order."""
    fault: str | None = None
    """Why the document could be parsed only in part, or not at all."""
    script_pages: int = 0
    """Number of further pages in the pager that are reachable only by script."""


@dataclass(slots=True)
class Problem(_Storable):
    """A problem with one page; a row of the catalog's ``problems``."""

    url: str
    stage: str
    reason: str
    """A phrase equal for every page with this problem, to group by."""
    detail: str | None = None
    """Details specific to this page: a URL, a number, an error message."""

    @classmethod
    def of_error(cls, url: str, stage: str, error: Exception) -> Problem:
        """Create a problem from an error of this package, whose message is ``reason`` or ``reason: detail``."""
        reason, _, detail = str(error).partition(": ")
        return cls(url, stage, reason, detail or None)

    @classmethod
    def not_stored(cls, url: str, stage: str, error: Exception) -> Problem:
        """Create the problem of a page or capture that the catalog did not take because of any error."""
        return cls(url, stage, NOT_STORED, f"{type(error).__name__}: {error}")

    @property
    def text(self) -> str:
        """Reason and detail in one line."""
        return f"{self.reason}: {self.detail}" if self.detail else self.reason


class RecordPlace(NamedTuple):
    """Where a WARC record is: a file of the archive, and offset and compressed length in bytes.

    ``file`` is the name of the finished file, also while it is still being written.
    """

    file: str
    offset: int
    length: int


class Original(NamedTuple):
    """The capture that holds a payload, to which a ``revisit`` refers (WARC/1.1 §6.7). ``date`` is its WARC-Date."""

    record_id: str | None
    url: str
    date: str
    payload_digest: str | None


@dataclass(frozen=True, slots=True)
class RecordLocation:
    """Where the WARC record of a response is, with its type, URL and WARC-Date (UTC, ISO 8601 with ``Z``)."""

    place: RecordPlace
    record_id: str
    type: str
    url: str
    date: str
    original: Original
    """The record itself, or for a ``revisit`` the capture that holds the payload."""

    @property
    def payload_digest(self) -> str | None:
        """The WARC-Payload-Digest: ``sha256:`` and hex, over the body as received, chunk framing included."""
        return self.original.payload_digest

    @property
    def original_id(self) -> str | None:
        """For a ``revisit``: the WARC-Record-ID of the capture that holds the payload."""
        return self.original.record_id if self.type == "revisit" else None


@dataclass(slots=True)
class Capture(_Storable):
    """A response from a server. Times are UTC, ISO 8601 with ``Z``."""

    url: str
    fetched_at: str
    status: int
    digest: str
    """``sha256:`` and the hex digest of the decoded payload."""
    length: int
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    truncated: str | None = None
    """Why the response is incomplete (WARC/1.1 section 5.13): length, time, disconnect, unspecified."""
    record: RecordLocation | None = None
    original_capture: int | None = None
    """For a ``revisit``: the catalog's id of the capture that holds the payload, if its record id does not name it."""
    found_in: str | None = None
    """The host of the archive from which the record was recovered; None for a response of the site itself."""

    @property
    def is_readable(self) -> bool:
        """Whether its status allows reading its body as a page (``READABLE_STATUSES``)."""
        return self.status in READABLE_STATUSES


@dataclass(slots=True)
class Page(_Storable):
    """A visit to a URL of the frontier, passed from the spider to the catalog and committed as a whole."""

    site: str
    url: str
    kind: PageKind
    capture: Capture | None = None
    article: Article | None = None
    values: ArticleValues | None = None
    """Values computed for the article."""
    links: Links = field(default_factory=Links)
    redirects_to: str | None = None
    sets_cookie: bool = False
    """Whether it is a redirect that sets a cookie."""
    canonical_url: str | None = None
    """The canonical URL declared by the page, if it is one of the site's article URLs."""
    size: tuple[int, int] | None = None
    """Width and height of an image, in pixels."""
    known_id: int | None = None
    """The catalog's row id of the article, if any; set by ``pipelines.dedupe.recognize``."""
    retry_after: float | None = None
    """Seconds to wait, from ``Retry-After``."""
    is_visit: bool = True
    """Whether the site was visited now; False for pages from an archive, which schedule no next visit."""
    capture_id: int | None = None
    """The catalog's row id of the capture, if already stored."""
    reparse_of: int | None = None
    """In a reparse, the row id of the article that was parsed from this capture before."""
    is_throttled: bool = False
    """Whether the response throttles the whole site, not just this URL."""
    is_too_old: bool = False
    """Whether its article is older than the crawl's ``since`` and therefore not stored."""
    failure: str | None = None
    """Why there is nothing to store: a status, an exception's name, ``robots.txt``."""
    failure_detail: str | None = None
    """Details specific to this failure: the target of a redirect, an error message."""
    problems: list[Problem] = field(default_factory=list)
