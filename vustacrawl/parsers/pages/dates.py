"""The date of publication: where a page is searched for it, and which source is trusted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice

from vustacrawl.parsers.fields.dates import FoundDate, find_date, is_clock, read_structured_date, read_worded_date
from vustacrawl.parsers.fields.metadata_lines import PARTS, UPDATE, MetadataLine, is_of_other_date
from vustacrawl.parsers.html.class_names import CLOCKS, is_named
from vustacrawl.parsers.html.dom import (
    Element,
    ancestors_or_self,
    element_text,
    is_boilerplate,
    names_of,
    precedes,
    text_length,
)
from vustacrawl.parsers.pages.structure import Candidates, PageStructure
from vustacrawl.parsers.thresholds import MAX_METADATA_LINE, MAX_SIGNATURE

ONLY_CLOCK = "only the server's clock"
"""Why an article has no date: the printed one is the capture time (or it was published at that very moment)."""
_DATE_ATTRIBUTES = (
    *("datetime", "content", "title", "data-time", "data-date", "data-datetime", "data-timestamp", "data-utime"),
    *("data-livestamp", "data-published", "data-published-at"),
)
_META_DATES = (
    re.compile(
        r"publi(?:sh|cation)(?!er)|pub[-_.]?date|\bp(?:date|time)|release_?date|issued|reg_?date|post_?date|gentime"
    ),
    re.compile(r"created|date$|date_original|available"),
)
"""Names of meta tags with the date of publication, better ones first."""
_META_OTHERS = re.compile(r"modif|updat|revis|expir|event|valid|start|end|image|video(?!:release)")
_META_CHANGES = ("article:modified_time", "og:updated_time", "dcterms.modified", "lastmod", "last-modified")
_JSON_DATES = ("datePublished", "dateCreated", "uploadDate")
_STAMPS = (
    "time[datetime], time[title], abbr[title], relative-time, time-ago, local-time, [itemprop=datePublished],"
    " [class*=date][title], [class*=time][title], [class*=published][title], [class~=published], [class~=updated],"
    " [property$=datePublished], [data-time], [data-date], [data-datetime], [data-timestamp], [data-utime],"
    " [data-livestamp], [data-published], [data-published-at]"
)
"""Elements with a date in an attribute."""
_NAMED = "[class*=date], [class*=publi], [class*=posted], [class*=time], [class*=ngay], [id*=date]"
"""Elements named as a date."""
_DAY_IN_URL = re.compile(
    r"(?:/t?|[-_])((?:199|20[0-4])\d)[/_-]?(0[1-9]|1[0-2]|[a-z]{3}(?=/))[/_-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_NEAR = 3
"""An element and the boxes around it whose names are checked for a clock."""
_MAX_STAMPS = 20
"""How many of them are checked."""
_UTC = ("Z", "+00:00", "+0000")
_SPACE = re.compile(r"\s")
_BESIDE = re.compile("comment|binh-?luan|related|recommend", re.IGNORECASE)
"""Names of boxes with others' dates."""
_MAX_ANCESTORS = 5
_EVENT = re.compile(r"(?:^|[\s_-])events?(?:$|[\s_-])|deadline|countdown", re.IGNORECASE)
_TO_MINUTE = len("2024-03-12T08:30")


class DatedPage(PageStructure):
    """A page whose date of publication is read."""

    @property
    def published_at(self) -> str | None:
        """ISO 8601 with the site's offset, or a date alone where the page prints no time."""
        return self.published.iso if self.published else None

    @property
    def published_raw(self) -> str | None:
        """The date as printed, without labels and counters."""
        return self.published.raw if self.published else None

    @cached_property
    def published(self) -> FoundDate | None:
        """The date of publication, with a time if a later source has one for the day in the first source."""
        found = self.first_found("published_at", self.dates(), self._why_undated)
        if found is None or "T" in found.iso:
            return found
        for source, other in self.dates():
            if source != "modified" and other and other.iso.startswith(f"{found.iso}T") and not _is_midnight(other.iso):
                self.found_by["published_at"] = source
                return other
        return found

    def _why_undated(self) -> str:
        near = (*self.parts.lines, *self.parts.lines_above())
        return ONLY_CLOCK if any(line.date for line in near) else "no date line"

    def dates(self) -> Candidates[FoundDate]:
        """Yield candidates for the date of publication."""
        sources: dict[str, Callable[[], FoundDate | None]] = {
            "selector": lambda: self.date_in(self.selected("published")),
            "markup": lambda: self.as_printed(self.date_in(self.place.first(*self.layout.times))),
            "near-title": self.date_near_title,
            "json-ld": lambda: self.first_structured_date(
                text for name in _JSON_DATES for text in self.document.json_texts(name)
            ),
            "meta": lambda: self.first_structured_date(self._dates_in_head()),
            "itemprop": lambda: self.as_printed(self.date_in(self.place.first("[itemprop=datePublished]"))),
            "time": self.date_of_time_element,
            "title": self.date_in_title,
        }
        for name in self.layout.date_sources:
            yield name, sources[name]()
        yield "near-title", self.worded_date_near_title()
        yield "near-title", self.date_near_title(updates=True) if self.is_foreign else None
        yield "time", self.date_in_attribute()
        for source, line in (("first-line", self.parts.opening_line), ("last-line", self.parts.closing_line)):
            yield source, line.date if line else None
        below = self.parts.line_below
        yield "below-text", below.date if below else None
        yield "markup", self.date_in_named_box()
        yield "url", self.date_in_url()
        yield "modified", self.date_of_change() if self.is_foreign else None

    def date_in(self, element: Element | None) -> FoundDate | None:
        """Return the date that an element prints or has in an attribute; its month may be a word."""
        if element is None:
            return None
        text = element_text(element)
        printed = self.printed_date(text)
        for name in _DATE_ATTRIBUTES:
            value = element.get(name)
            if value and (published := self.structured_date(value)):
                return published._replace(raw=printed.raw if printed else text or value)
        if printed:
            return printed
        iso = self.worded_date(text)
        return FoundDate(iso, text) if iso else None

    def structured_date(self, value: str) -> FoundDate | None:
        """Return a machine-readable date; a foreign page keeps its own offset."""
        zone, order = self.profile.timezone, self.profile.date_order
        iso = read_structured_date(value, zone, order, as_given=self.is_foreign) or self.worded_date(value)
        return FoundDate(iso, value) if iso else None

    def printed_date(self, text: str) -> FoundDate | None:
        """Return the first date in a text; on a page in another language, the month may come first if it must."""
        return find_date(text, self.profile.timezone, self.profile.date_order, as_given=self.is_foreign)

    def worded_date(self, text: str) -> str | None:
        """Return the ISO 8601 date in a text whose month is a word, in the site's or the page's language."""
        languages = (self.profile.language, self.root.get("lang", ""), *self.document.meta.get("og:locale", []))
        zone, order = self.profile.timezone, self.profile.date_order
        return read_worded_date(text, zone, order, filter(None, languages), as_given=self.is_foreign)

    def date_near_title(self, *, updates: bool = False) -> FoundDate | None:
        """Return the date of the line nearest to the title: below it first, updates last, the server's clock never. On
        pages in other languages, return only dates that are labelled as updates, or only others.
        """
        near = (
            _best_date(line for line in lines if not self._is_clock(line) and self._may_count(line, updates))
            for lines in (self.parts.lines, self.parts.lines_above())
        )
        return next(filter(None, near), None)

    def _may_count(self, line: MetadataLine, updates: bool) -> bool:
        return line.is_update is updates or not self.is_foreign

    def worded_date_near_title(self) -> FoundDate | None:
        """Return a date whose month is a word, in a separate line below the title, or beside a byline."""
        for text in (part for line in self.parts.short_lines for part in (line, *PARTS.split(line)[1:])):
            if not is_of_other_date(text) and (iso := self.worded_date(text)):
                return FoundDate(iso, text)
        return None

    def _is_clock(self, line: MetadataLine) -> bool:
        return line.date is not None and line.may_be_clock and self._is_now(line.date)

    def date_in_title(self) -> FoundDate | None:
        """Return a date at the end of the title: ``… (31/08/2016)``."""
        title = self.title or ""
        printed = self.printed_date(title)
        return printed if printed and title.rstrip(" )]").endswith(printed.raw) else None

    def first_structured_date(self, values: Iterable[str]) -> FoundDate | None:
        """Return the first of some machine-readable dates, with the time that the page prints if theirs is wrong."""
        return self.as_printed(next((found for value in values if (found := self.structured_date(value))), None))

    def _dates_in_head(self) -> Iterator[str]:
        """Yield what the page's meta tags named as a date of publication say."""
        found = {name: texts for name, texts in self.document.meta.items() if not _META_OTHERS.search(name)}
        return (text for kind in _META_DATES for name in found if kind.search(name) for text in found[name])

    def as_printed(self, found: FoundDate | None) -> FoundDate | None:
        """Return a date with the time printed near the title, if its own is midnight, or local time marked as UTC."""
        if found is None or not (_is_midnight(found.iso) or found.raw.endswith(_UTC)) or self.is_foreign:
            return found
        near = (line.date.iso for lines in (self.parts.lines, self.parts.lines_above()) for line in lines if line.date)
        printed = next((iso for iso in near if _is_same_moment(found, iso)), None)
        return found._replace(iso=printed) if printed else found

    def date_of_time_element(self) -> FoundDate | None:
        """Return the machine-readable date of a ``time`` element, unless that is an event's."""
        marked = self.place.select("time[itemprop=datePublished], time.published")
        others = filter(self._may_be_published, self.place.select("time[datetime]")[:_MAX_STAMPS])
        stamp = next((stamp for stamp in marked or others if stamp in marked or not _is_of_update(stamp)), None)
        return self.first_structured_date([stamp.get("datetime") or ""] if stamp is not None else [])

    def _may_be_published(self, stamp: Element) -> bool:
        """Whether a date is neither quoted, nor in a box beside the article, nor an event's, by its box's class or the
        words there.
        """
        around = stamp.getparent()
        if around is None:
            return True
        boxes = (box for box in islice(stamp.iterancestors(), _MAX_ANCESTORS) if box not in self.misnamed)
        if any(box.tag == "blockquote" or is_named(names_of(box), _BESIDE) for box in boxes):
            return False
        return not (_EVENT.search(names_of(around)) or is_of_other_date(around.text or ""))

    def date_in_attribute(self) -> FoundDate | None:
        """Return the date in an attribute of the first element named as a date, if it prints only how long ago that
        was; of others, the time on the same day.
        """
        found = [
            *filter(None, map(self.date_in, filter(self._may_be_published, self.place.select(_STAMPS)[:_MAX_STAMPS])))
        ]
        same_day = (date for date in found if date.iso.startswith(found[0].iso))
        return max(same_day, key=lambda date: len(date.iso), default=None)

    def date_in_named_box(self) -> FoundDate | None:
        """Return the date of the first element above the body that is named as a date; below it, of the only one."""
        body = self.body_element
        boxes = filter(self._may_date_article, self.place.select(_NAMED)[:_MAX_STAMPS])
        found = [(box, date) for box in boxes if (date := self._date_printed_in(box))]
        above = next((date for box, date in found if body is not None and precedes(box, body)), None)
        return above or (found[0][1] if len({date.iso for _, date in found}) == 1 else None)

    def _may_date_article(self, box: Element) -> bool:
        near = ancestors_or_self(box, _NEAR)
        is_clock_box = any(is_named(names_of(around), CLOCKS) for around in near)
        beside = (outer for outer in ancestors_or_self(box) if is_boilerplate(outer) and outer not in self.misnamed)
        is_beside = any(text_length(outer) > MAX_SIGNATURE for outer in beside)
        return self._may_be_published(box) and not is_clock_box and not is_beside

    def _date_printed_in(self, box: Element) -> FoundDate | None:
        """Return the date in a short element, unless it is an event's or the server's clock."""
        text = element_text(box) if text_length(box) <= MAX_METADATA_LINE else ""
        found = (self.printed_date(text) or self.date_in(box)) if text and not is_of_other_date(text) else None
        return found if found and not self._is_now(found) else None

    def date_of_change(self) -> FoundDate | None:
        """Return the date of the last change that the page's head names, unless that is the server's clock."""
        values = [*self.document.json_texts("dateModified"), *self.document.meta_texts(*_META_CHANGES)]
        found = self.first_structured_date(values)
        return found if found and not self._is_now(found) else None

    def _is_now(self, found: FoundDate) -> bool:
        return self.captured_at is not None and is_clock(found.iso, self.captured_at, self.profile.timezone)

    def date_in_url(self) -> FoundDate | None:
        """Return the day in the page's address: ``/2024/05/14/``."""
        found = _DAY_IN_URL.search(self.document.url)
        iso = read_structured_date("-".join(found.groups()[::-1]), self.profile.timezone) if found else None
        return FoundDate(iso, found[0].strip("/")) if found and iso else None


def _is_of_update(stamp: Element) -> bool:
    """Whether a ``time`` element is labelled as the date of the last change."""
    around = stamp.getparent()
    label = f"{stamp.get('itemprop', '')} {stamp.get('class', '')} {around.text if around is not None else ''}"
    return UPDATE.search(label) is not None


def _is_midnight(iso: str) -> bool:
    return iso.partition("T")[2].startswith("00:00:00")


def _is_same_moment(found: FoundDate, printed: str) -> bool:
    """Whether the printed time is what a date's midnight, or its local time marked as UTC, stands for."""
    if _is_midnight(found.iso):
        return printed.startswith(found.iso[: _TO_MINUTE - len("00:00")])
    return _SPACE.sub("T", found.raw)[:_TO_MINUTE] == printed[:_TO_MINUTE]


def _best_date(lines: Iterable[MetadataLine]) -> FoundDate | None:
    """Return the first date of some lines, preferably one not labelled as an update."""
    update: FoundDate | None = None
    for line in lines:
        if line.date and not line.is_update:
            return line.date
        update = update or line.date
    return update
