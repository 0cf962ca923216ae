"""A page split at its title: the lines beside it, the lead, the items of the article (docs/sites.md, section 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain, islice, takewhile

from vustacrawl.families import Layout
from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.asides import can_be_lead
from vustacrawl.parsers.body.boilerplate.phrases import heads_author
from vustacrawl.parsers.body.captions import credit_of, is_called_caption, is_credit_alone
from vustacrawl.parsers.body.flatten import read_blocks
from vustacrawl.parsers.body.text_blocks import SENTENCE_END, BodyItem, TextBlock, texts_of
from vustacrawl.parsers.fields.bylines import Byline, read_byline
from vustacrawl.parsers.fields.dates import find_date
from vustacrawl.parsers.fields.metadata import ENDINGS
from vustacrawl.parsers.fields.metadata_lines import (
    MetadataLine,
    blocks_after,
    lines_before,
    may_print_date,
    read_metadata_line,
)
from vustacrawl.parsers.html.class_names import BYLINES, CERTAIN_BOILERPLATE, DECKS, is_named, name_hidden
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import (
    UNREAD,
    Element,
    Memo,
    ancestors_or_self,
    contains,
    element_text,
    is_boilerplate,
    names_of,
    precedes,
    text_length,
)
from vustacrawl.parsers.html.text import is_truncated
from vustacrawl.parsers.thresholds import (
    BOXES_BELOW_BODY,
    LINES_NEAR_TITLE,
    MAX_DATE_PART,
    MAX_DATE_PARTS,
    MAX_LABEL,
    MAX_METADATA_LINE,
    MAX_NAME,
    MAX_SIGNATURE,
    MIN_DECK,
    MIN_RUNNING_TEXT,
)
from vustacrawl.sites import Profile
from vustacrawl.urls import SHARED_DOMAINS, host_of, join_url

_FILE = re.compile(rf"(?:{'|'.join(map(re.escape, ENDINGS))}|\.(?:jpe?g|png|gif|webp|bmp|svg))(?:$|\?)", re.IGNORECASE)
_SLASHES_OF_ROOT = 3
_MAX_ANCESTORS = 3
"""Boxes around a title below which a date may be."""
_DASH = re.compile(r"\s(?:[—–-]{1,2}\s|/(?=[A-Z]))")
"""After a dateline: ``HOA AN, May 14, 2024 /PRNewswire/ -- …``."""
_DIGIT = re.compile(r"\d")
_PLACE = re.compile(r"[^\W\d_][^\d,:;!?]{1,30},\s*")


@dataclass(eq=False)
class PageParts:
    """The lines, the lead and the body below a page's title, read once.

    The elements of title, lead and body are None if missing; the body may contain the others.
    """

    document: Document
    profile: Profile
    layout: Layout
    title: Element | None
    lead: Element | None
    body: Element | None
    within: Element
    """The box around all of them; lines outside it are ignored."""
    misnamed: frozenset[Element]
    """Boxes that are read although they are named like boilerplate."""
    is_foreign: bool
    """Whether the page is in another language than the site: its times keep the offsets that it prints."""

    def is_other_article(self, href: str) -> bool:
        """Whether a link points to another article of the site, and not to this one or a page below it."""
        url = join_url(self.document.base_url, href)
        own = f"{self.document.url.rstrip('/')}/"
        if url is None or url == self.document.url or not self.profile.is_article(url):
            return False
        if not self._is_on_domain(url):  # a site without a profile has no pattern to tell
            return False
        if own.count("/") > _SLASHES_OF_ROOT and url.startswith(own):
            return False
        return not _FILE.search(url)

    def leads_out(self, href: str) -> bool:
        """Whether a link leaves the page's site; other sites under the same domain do not count as leaving."""
        url = join_url(self.document.base_url, href)
        return url is not None and not self._is_on_domain(url)

    def _is_on_domain(self, url: str) -> bool:
        return _domain_of(url) == self._domain

    @cached_property
    def _domain(self) -> str:
        return _domain_of(self.document.url)

    @cached_property
    def lines(self) -> list[MetadataLine]:
        """The lines below the title that print a date or a byline, or only counters and labels."""
        texts = [item.text for item in texts_of(self._split[0])]
        found = [line for text in _with_dates_joined(texts) if (line := self._metadata_line(text))]
        return found if any(line.date for line in found) else [*found, *self._dates_in_boilerplate()]

    def _dates_in_boilerplate(self) -> Iterator[MetadataLine]:
        """Yield the dates in small boxes right below the title that are named as boilerplate: ``author-share-top``."""
        for box in _boxes_below(self.title, self.body) if self.title is not None else ():
            names = names_of(box)
            if is_named(names, CERTAIN_BOILERPLATE) or name_hidden(names) or text_length(box) > MAX_SIGNATURE:
                continue
            for item in read_blocks(box, self.document.base_url, misnamed={box}):
                if (line := self._metadata_line(item)) and line.date:
                    yield line

    @property
    def short_lines(self) -> list[str]:
        """The short texts below the title, whatever they say; also the first ones of a body that holds the title."""
        head, body = self._split
        opening = islice(takewhile(_is_short, body), LINES_NEAR_TITLE) if self._body_holds_title else ()
        return [item.text for item in texts_of([*head, *opening]) if len(item.text) <= MAX_METADATA_LINE]

    def lines_above(self) -> Iterator[MetadataLine]:
        """Yield the same lines above the title, nearest first."""
        if self.title is not None:
            texts = lines_before(self.title, self.document.base_url, self.misnamed, self.within)
            found = map(self._metadata_line, texts)
            yield from (line for line in found if line)

    @cached_property
    def lead_text(self) -> str | None:
        """The text of the lead's element; None if it is a list of key points."""
        return None if self._lead_is_list else " ".join(item.text for item in texts_of(self._lead)) or None

    @property
    def _lead_is_list(self) -> bool:
        """Whether the lead's element holds several lines, no sentences, in a list or each named as a lead."""
        texts = texts_of(self._lead)
        return len(texts) > 1 and all(
            (item.kind == "list_item" or is_named(names_of(item.element), DECKS)) and not SENTENCE_END.search(item.text)
            for item in texts[-2:]
        )

    @cached_property
    def opening(self) -> str | None:
        """The only running text between the title and a separate body, if no lead is marked: an unmarked one."""
        running = self._running_above_body
        return running[0].text if len(running) == 1 and not self.lead_text else None

    @cached_property
    def items(self) -> list[BodyItem]:
        """The article's items: images around the lead, or its key points, then the body."""
        head, body = self._split
        above = _with_captions(head) if self.opening else [*_with_captions(head), *self._running_above_body]
        return [*above, *(self._lead if self._lead_is_list else _with_captions(self._lead)), *body]

    @property
    def is_bare(self) -> bool:
        """Whether the article has no text but headings and links."""
        return all(item.href or item.kind == "heading" for item in texts_of(self.items))

    @cached_property
    def _running_above_body(self) -> list[TextBlock]:
        if self._body_holds_title:
            return []
        texts = texts_of(self._split[0])
        running = (text for text in texts if _is_running(text.text) and not is_truncated(text.text))
        running = (text for text in running if not (text.href and self.is_other_article(text.href)))
        own = (text for text in running if not self._metadata_line(text.text))
        return [text for text in own if self.layout.known_markup or can_be_lead(text)]

    @cached_property
    def _lead(self) -> list[BodyItem]:
        if self.lead is None:
            return []
        signed = {part for part in self.lead.iterdescendants("span", "a") if is_named(names_of(part), BYLINES)}
        excluded = (self._excluded - {self.lead}) | signed
        return read_blocks(self.lead, self.document.base_url, excluded, misnamed=self.misnamed)

    @cached_property
    def _body_holds_title(self) -> bool:
        title, body = self.title, self.body
        return title is None or body is None or title is body or contains(body, title)

    @cached_property
    def _split(self) -> tuple[list[BodyItem], list[BodyItem]]:
        """The items between the title and the article, and those of the article."""
        head, body = self._split_whole
        return (head, body[:-1]) if self.closing_line else (head, body)

    @cached_property
    def opening_line(self) -> MetadataLine | None:
        """The article's first line, or what is before a dash in it, if it is only a place and a date."""
        first = next((item.text for item in texts_of(self._split_whole[1])), "")
        opening = _DASH.split(first, maxsplit=1)[0]
        line = self._metadata_line(opening) if may_print_date(opening) else None
        if line is None or line.date is None or line.date.end < len(line.text):
            return None
        return line if _PLACE.fullmatch(line.text[: line.date.start]) else None

    @cached_property
    def closing_line(self) -> MetadataLine | None:
        """The article's last line, if it is only a date."""
        body = self._split_whole[1]
        line = self._line_with_figures(body[-1]) if len(body) > 1 else None
        return line if line and line.is_bare_date else None

    @property
    def line_below(self) -> MetadataLine | None:
        """The first line right below the body that is only a date."""
        below = self._signature_below(self.body) if self.body is not None else ()
        lines = map(self._metadata_line, below)
        return next((line for line in lines if line and line.is_bare_date), None)

    @cached_property
    def _split_whole(self) -> tuple[list[BodyItem], list[BodyItem]]:
        if self.body is None:
            return [], []
        body = self._read(self.body)
        if self.title is None or self._body_holds_title:
            return self._split_below_title(body)
        is_above = precedes(self.title, self.body)
        head = blocks_after(self.title, self.body, self._read, self.misnamed) if is_above else []
        head = _with_labels_joined(head)
        first = body[0] if body else None
        start = 1 if isinstance(first, TextBlock) and first.text == element_text(self.title) else 0
        while start < len(body) and self._is_dated_line(body[start]):
            head.append(body.pop(start))
        return head, [*body, *(self._signature_below(self.body) if self.layout.byline_after_body else ())]

    def _is_dated_line(self, item: BodyItem) -> bool:
        """Whether a text prints only a date, a byline with a label or beside a date, and counters."""
        line = self._metadata_line(item)
        if line is None or line.byline is None:
            return line is not None and line.is_bare_date
        return line.date is not None or not (line.is_bare_name or line.is_doubtful_byline)

    def _signature_below(self, body: Element) -> Iterator[TextBlock]:
        """Yield the lines right below a body, or below boxes that hold only the body, as long as each is a byline, a
        date or a counter.
        """
        for around in islice(body.iterancestors(), _MAX_ANCESTORS):
            if len(around) > 1 or around is self.within:
                break
            body = around
        for box in islice(body.itersiblings(), BOXES_BELOW_BODY):
            if is_boilerplate(box) and box not in self.misnamed:
                continue
            if text_length(box) > MAX_SIGNATURE:
                return
            for item in self._read(box):
                line = self._metadata_line(item)
                if line is None or isinstance(item, Image):
                    return
                if line.byline or line.is_bare_date:
                    yield item

    def _split_below_title(self, items: list[BodyItem]) -> tuple[list[BodyItem], list[BodyItem]]:
        """Split a body that contains its title into the date and byline lines that open it, and the rest."""
        start = 1 + self._place_of_title(items)
        items = [*items[:start], *_with_labels_joined(items[start:])]
        end = start
        while end < len(items) and self._metadata_line(items[end]):
            end += 1
        return items[start:end], items[end:]

    def _place_of_title(self, items: list[BodyItem]) -> int:
        """Return the index of the item that is the title or contains it (loose words before a heading); else -1."""
        title = self.title
        if title is None:
            return -1
        elements = [None if isinstance(item, Image) else item.element for item in items]
        if title in elements:
            return elements.index(title)
        around = (number for number, box in enumerate(elements) if box is not None and contains(box, title))
        return next(around, -1)

    def _read(self, root: Element, until: Element | None = None) -> list[BodyItem]:
        if root in self._excluded:
            return []
        return read_blocks(root, self.document.base_url, self._excluded, until, self.is_other_article, self.misnamed)

    @cached_property
    def _excluded(self) -> set[Element]:
        selectors = (self.profile.selectors.related, self.layout.metadata)
        found = {element for selector in selectors if selector for element in self.document.select(selector)}
        return found | {self.lead} if self.lead is not None else found

    @cached_property
    def _metadata_lines(self) -> Memo[str, MetadataLine | None]:
        zone, order = self.profile.timezone, self.profile.date_order
        return Memo(partial(read_metadata_line, zone=zone, order=order, as_given=self.is_foreign))

    def _metadata_line(self, item: BodyItem | str) -> MetadataLine | None:
        if isinstance(item, Image):
            return None
        return self._metadata_lines[item if isinstance(item, str) else item.text]

    def _line_with_figures(self, item: BodyItem) -> MetadataLine | None:
        """Like ``read_metadata_line``, for a text that may print a date; None for others."""
        return self._metadata_line(item) if isinstance(item, TextBlock) and may_print_date(item.text) else None


def _is_running(text: str) -> bool:
    return len(text) >= (MIN_DECK if SENTENCE_END.search(text) else MIN_RUNNING_TEXT)


def _is_short(item: BodyItem) -> bool:
    if isinstance(item, Image) or len(item.text) < MIN_RUNNING_TEXT:
        return True
    return len(item.text) <= MAX_METADATA_LINE and not SENTENCE_END.search(item.text)


def _boxes_below(title: Element, body: Element | None) -> Iterator[Element]:
    """Yield the boilerplate elements between a title and the body or the first long text."""
    around = set(ancestors_or_self(body)) if body is not None else set()
    for box in ancestors_or_self(title, 1 + _MAX_ANCESTORS):
        if box in around:
            return
        for sibling in box.itersiblings():
            if sibling in around or text_length(sibling) > MAX_SIGNATURE:
                return
            if is_boilerplate(sibling) and sibling.tag not in UNREAD:
                yield sibling


def _with_labels_joined(items: list[BodyItem]) -> list[BodyItem]:
    """Return the items; among the first ones, label and name are joined if they are in two elements or cells."""
    joined: list[BodyItem] = []
    for item in chain.from_iterable(map(_rows_of, items[:LINES_NEAR_TITLE])):
        line = _labelled(joined[-1], item) if joined else None
        joined[-1:] = [line] if line else [*joined[-1:], item]
    return [*joined, *items[LINES_NEAR_TITLE:]]


def _rows_of(item: BodyItem) -> list[BodyItem]:
    """Return the rows of a table as lines if the first is a label and a name: ``Tác giả | Nguyễn Văn An``."""
    if isinstance(item, Image) or not item.cells or any(len(row) != 2 for row in item.cells):
        return [item]
    rows: list[BodyItem] = [TextBlock(f"{label}: {text}", "paragraph", item.element) for label, text in item.cells]
    return rows if _named_after(*item.cells[0]) else [item]


def _labelled(label: BodyItem, item: BodyItem) -> TextBlock | None:
    """Return a name with the label above it; None for other texts."""
    if isinstance(label, Image) or isinstance(item, Image) or heads_author(label.text):
        return None
    named = _named_after(label.text, item.text)
    return replace(item, text=named.text) if named else None


def _named_after(label: str, text: str) -> Byline | None:
    """Return the byline of a name with a label in another element; neither has figures."""
    if len(label) > MAX_LABEL or len(text) > MAX_NAME or _DIGIT.search(label) or _DIGIT.search(text):
        return None
    found = read_byline(f"{label.rstrip(': ')}: {text}")
    names = [author.name or author.initials or label for author in found.authors] if found else []
    return found if names and all(name in text for name in names) else None


def _with_dates_joined(texts: list[str]) -> Iterator[str]:
    """Yield the lines, joining those that print the parts of one date: ``12/03/2024``, ``08:30``."""
    waiting = list(texts)
    while waiting:
        for count in range(MAX_DATE_PARTS, 1, -1):
            part = waiting[:count]
            if len(part) == count and all(len(text) <= MAX_DATE_PART for text in part):
                joined = " ".join(part)
                date = find_date(joined)
                if date and date.raw == joined and not find_date(part[-1]):
                    waiting = [joined, *waiting[count:]]
                    break
        yield waiting.pop(0)


def _domain_of(url: str) -> str:
    """Return the domain of a site's hosts: ``vusta.vn`` of ``tap-chi.vusta.vn``, the whole of ``husta.org.vn``."""
    labels = host_of(url).split(".")
    return ".".join(labels[-3:] if labels[-2:-1] and labels[-2] in SHARED_DOMAINS else labels[-2:])


def _with_captions(items: list[BodyItem]) -> list[BodyItem]:
    """Return the images among the items, each with the italic or centred line below it, or what is called a caption."""
    kept: list[BodyItem] = []
    for above, item in zip([None, *items], items, strict=False):
        is_below = bool(kept) and above is kept[-1]
        if isinstance(item, Image) or (is_below and _belongs_to_image(item, above)):
            kept.append(item)
    return kept


def _belongs_to_image(item: TextBlock, above: BodyItem | None) -> bool:
    if is_called_caption(item) or is_credit_alone(item.text):
        return True
    return isinstance(above, Image) and (item.italic or item.align == "center" or credit_of(item.text) is not None)
