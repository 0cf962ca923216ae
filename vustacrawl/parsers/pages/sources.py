"""What page objects ask of their page and their profile, whatever the family."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from vustacrawl.families import Layout
from vustacrawl.items import Author
from vustacrawl.parsers.fields.bylines import Byline, read_byline
from vustacrawl.parsers.fields.dates import find_date, read_structured_date, read_worded_date
from vustacrawl.parsers.fields.names import is_personal, split_names
from vustacrawl.parsers.html.document import Document, readable
from vustacrawl.parsers.html.dom import Element, element_text
from vustacrawl.parsers.html.text import fold
from vustacrawl.sites import Profile

T = TypeVar("T")
Answers = Iterator[tuple[str, T | None]]
"""The answers of a field's sources, best first, each with its name; a source is asked when those before have none."""


_DATE_ATTRIBUTES = (
    *("datetime", "content", "title", "data-time", "data-date", "data-datetime", "data-timestamp", "data-utime"),
    "data-livestamp",
)


class Published(NamedTuple):
    """When an article was published: ISO 8601, and as the page prints it."""

    iso: str
    raw: str


class Sources:
    """A page, its profile and its layout, and the ways to ask them.

    ``captured_at`` says when the page was fetched (ISO 8601 with offset), where that is known. ``found_by`` names, for
    each field asked so far, the source that answered, or why none did.
    """

    def __init__(self, document: Document, profile: Profile, layout: Layout, captured_at: str | None = None) -> None:
        self.document = document
        self.profile = profile
        self.layout = layout
        self.captured_at = captured_at
        self.found_by: dict[str, str] = {}

    @property
    def root(self) -> Element:
        """The page's tree."""
        return self.document.root

    def answer(self, name: str, answers: Answers[T], otherwise: str | Callable[[], str]) -> T | None:
        """The first answer among a field's sources; ``found_by`` keeps whose it was, or why there is none."""
        for source, value in answers:
            if value:
                self.found_by[name] = source
                return value
        why = self._silent_selector(name) or (otherwise if isinstance(otherwise, str) else otherwise())
        self.found_by[name] = f"none: {why}"
        return None

    def _silent_selector(self, name: str) -> str | None:
        """Say what became of the profile's own selector of a field that is empty, where it has one."""
        name = "published" if name == "published_at" else name
        selector = getattr(self.profile.selectors, name, None)
        if not selector:
            return None
        if self.document.first(selector) is None:
            return f"selector `{selector}` matched nothing"
        return f"selector `{selector}` matched, but held no {'date' if name == 'published' else name}"

    def selected(self, name: str) -> Element | None:
        """The element that the profile's own selector of a field finds."""
        selector = getattr(self.profile.selectors, name)
        return self.document.first(selector) if selector else None

    def selected_text(self, name: str) -> str | None:
        """The text that the profile's own selector of a field finds."""
        return self.text_of(self.selected(name))

    def selected_tags(self) -> list[str]:
        """The tags that the profile's own selector finds."""
        selector = self.profile.selectors.tags
        return self.texts(self.document.select(selector)) if selector else []

    def texts(self, elements: Iterable[Element]) -> list[str]:
        """The texts of elements, each once."""
        found = (element_text(element) for element in elements)
        return list(dict.fromkeys(text for text in found if text))

    def text_of(self, element: Element | None) -> str | None:
        """The text of an element; None without one, or where it is empty."""
        return (element_text(element) or None) if element is not None else None

    @cached_property
    def is_foreign(self) -> bool:
        """Whether the page is in another language than its site, so that nobody knows its time zone."""
        return False

    def date_in(self, element: Element | None) -> Published | None:
        """The date that an element prints or has in an attribute; its month may be a word."""
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
        return Published(iso, text) if iso else None

    def structured_date(self, value: str | None) -> Published | None:
        """A date written for machines; a foreign page keeps the offset that it gives."""
        if not value:
            return None
        zone, order = self.profile.timezone, self.profile.date_order
        iso = read_structured_date(value, zone, order, as_given=self.is_foreign) or self.worded_date(value)
        return Published(iso, value) if iso else None

    def first_structured_date(self, values: Iterable[str]) -> Published | None:
        """The first of some values that is a date: a broken one does not hide a good one."""
        return next((found for value in values if (found := self.structured_date(value))), None)

    def printed_date(self, text: str) -> Published | None:
        """The first date that a text prints."""
        printed = find_date(text, self.profile.timezone, self.profile.date_order)
        return Published(printed.iso, text[printed.start : printed.end]) if printed else None

    def worded_date(self, text: str) -> str | None:
        """ISO 8601 of a date whose month is a word, in the site's or the page's language."""
        languages = (self.profile.language, self.root.get("lang", ""), *self.document.meta.get("og:locale", []))
        return read_worded_date(text, self.profile.timezone, self.profile.date_order, filter(None, languages))

    def byline_of(self, text: str | None) -> Byline | None:
        """A byline from a place that holds nothing else, so that it need not read as one."""
        return (read_byline(text) or Byline(text)) if text else None

    def person(self, text: str | None) -> Byline | None:
        """A byline from metadata, where it names a person and not an account."""
        found = read_byline(text) if text and not self._is_site(text) else None
        return found if found and (found.name or found.initials) else None

    def people(self, nodes: list[Any]) -> Byline | None:
        """A byline from the authors of JSON-LD: texts, where each names a person and no account; and nodes, a typed
        person whatever the name is like, but for organizations and the site itself.
        """
        found = [each for node in nodes for name in _names_of(node) for each in self._author(name, _is_person(node))]
        authors = list({author.name or author.initials: author for author in found}.values())
        if not authors:
            return None
        names, initials = ([getattr(a, key) for a in authors if getattr(a, key)] for key in ("name", "initials"))
        together = ", ".join(author.name or author.initials or "" for author in authors)
        return Byline(together, " - ".join(initials) or None, ", ".join(names) or None, authors=tuple(authors))

    def _author(self, name: str, is_typed: bool) -> list[Author]:
        if self._is_site(name):
            return []
        found = self.person(name)
        if found:
            return list(found.authors)
        names = split_names(name) if is_typed else []
        return [Author(name=each) for each in names if is_personal(each)]

    def _is_site(self, name: str) -> bool:
        """Whether a name is the site's own, as its profile or the page's head has it."""
        named = (self.document.meta_text("og:site_name"), self.document.json_text("publisher", "name"))
        title = self.document.title_text or ""
        ends = (part for part in re.split(r"\s+[-–—|]\s+", title)[1:])
        known = {fold(text) for text in (*named, *ends, *self.profile.site_names, self.profile.title) if text}
        return fold(name) in known


def _is_person(node: Any) -> bool:
    kinds = node.get("@type") if isinstance(node, dict) else None
    return any(
        isinstance(kind, str) and kind.endswith("Person") for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _names_of(node: Any) -> list[str]:
    """The names that an author of JSON-LD has: none where it is an organization."""
    if isinstance(node, str):
        return [readable(node)]
    if not isinstance(node, dict) or (node.get("@type") and not _is_person(node)):
        return []
    names = node.get("name")
    if not names:
        family, given = node.get("familyName"), node.get("givenName")
        names = " ".join(part for part in (family, given) if isinstance(part, str))
    return [
        readable(name) for name in (names if isinstance(names, list) else [names]) if isinstance(name, str) and name
    ]
