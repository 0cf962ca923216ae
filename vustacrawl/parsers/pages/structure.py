"""Where title, body and lead are on a page, and how a field's sources are tried (docs/sites.md, sections 1 and 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import TypeVar

from vustacrawl.families import Layout
from vustacrawl.items import Image
from vustacrawl.parsers.body.images import image_above
from vustacrawl.parsers.body.lines import Line, lines_in, text_lines
from vustacrawl.parsers.body.main_content import find_main_content, misnamed_boxes
from vustacrawl.parsers.fields.metadata import language_of
from vustacrawl.parsers.fields.titles import as_title, find_title, from_title_tag, logo_of, without_site
from vustacrawl.parsers.html.class_names import CERTAIN_BOILERPLATE, COMMENTS_OR_CONSENT, DATES, NO_NAMES, is_named
from vustacrawl.parsers.html.document import Document, Region
from vustacrawl.parsers.html.dom import (
    Element,
    Memo,
    contains,
    element_text,
    is_boilerplate,
    names_of,
    raw_text,
    text_length,
)
from vustacrawl.parsers.html.text import clean
from vustacrawl.parsers.pages.page_parts import PageParts
from vustacrawl.parsers.thresholds import BODY_SAMPLE, MIN_MARKED_BODY, MUCH_MORE_THAN_MARKED
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of

T = TypeVar("T")
Candidates = Iterator[tuple[str, T | None]]
"""The candidates of a field's sources, best first, each with its name; a source is tried if those before gave none."""


def _is_not_title(part: Element) -> bool:
    """Whether part of a heading is hidden, a badge, or the date."""
    return is_boilerplate(part) or (part.tag in ("span", "small", "time") and is_named(names_of(part), DATES))


class PageStructure:
    """A page with its family's layout: found by the markup that the layout knows, else by heuristics.

    ``captured_at`` says when the page was fetched (ISO 8601 with offset), if known. ``found_by`` names, for each field
    read so far, the source that gave it, or why none did.
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

    def first_found(self, name: str, candidates: Candidates[T], otherwise: str | Callable[[], str]) -> T | None:
        """Return the first value of a field's sources; ``found_by`` records its source, or why there is none."""
        for source, value in candidates:
            if value:
                self.found_by[name] = source
                return value
        why = self._silent_selector(name) or (otherwise if isinstance(otherwise, str) else otherwise())
        self.found_by[name] = f"none: {why}"
        return None

    def _silent_selector(self, name: str) -> str | None:
        """Say what the profile's own selector of an empty field found, if it has one."""
        name = "published" if name == "published_at" else name
        selector = getattr(self.profile.selectors, name, None)
        if not selector:
            return None
        if self.document.first(selector) is None:
            return f"selector `{selector}` matched nothing"
        return f"selector `{selector}` matched, but held no {'date' if name == 'published' else name}"

    def selected(self, name: str) -> Element | None:
        """Return the element that matches the profile's own selector of a field."""
        selector = getattr(self.profile.selectors, name)
        return self.document.first(selector) if selector else None

    def selected_text(self, name: str) -> str | None:
        """Return the text that matches the profile's own selector of a field."""
        return self.text_of(self.selected(name))

    def texts(self, elements: Iterable[Element]) -> list[str]:
        """Return the texts of elements, each once."""
        found = (element_text(element) for element in elements)
        return list(dict.fromkeys(text for text in found if text))

    def text_of(self, element: Element | None) -> str | None:
        """Return the text of an element; None without one, or if it is empty."""
        return (element_text(element) or None) if element is not None else None

    @cached_property
    def title(self) -> str | None:
        """The title as printed, never the site's name."""
        return self.first_found("title", self.titles(), "no title")

    def titles(self) -> Candidates[str]:
        """Yield candidates for the title."""
        yield "selector", as_title(self.selected_text("title"), self.profile)
        printed = self.title_element
        shown = element_text(printed, without=_is_not_title) if printed is not None else None
        yield "markup", as_title(shown, self.profile)
        yield "json-ld", as_title(self.document.json_text("headline"), self.profile)
        yield from self.titles_in_head()

    def titles_in_head(self) -> Candidates[str]:
        """Yield the title in the page's head."""
        site_name = self.document.meta_text("og:site_name") or logo_of(self.document)
        yield "meta", without_site(self.document.meta_text("og:title", "twitter:title"), self.profile, site_name)
        yield "title-tag", from_title_tag(self.document.title_text, self.profile, site_name)

    @cached_property
    def title_in_head(self) -> str | None:
        """The first title in the page's head."""
        return next((title for _, title in self.titles_in_head() if title), None)

    @cached_property
    def title_element(self) -> Element | None:
        """The element that prints the title."""
        selected = self.selected("title")
        return selected if selected is not None else self.find_title()

    def find_title(self) -> Element | None:
        """Return the element that prints the title, by the family's markup, else by the page's head."""
        is_sure = len(self.document.headings) == 1 and not self.layout.page_heading
        marked = self.document.first(self.layout.title) if self.layout.title and not is_sure else None
        return find_title(self.document, self.profile, lambda: self.title_in_head) if marked is None else marked

    @cached_property
    def body_element(self) -> Element | None:
        """The element that holds the body."""
        selected = self.selected("body")
        return selected if selected is not None else self.find_body()

    def find_body(self) -> Element | None:
        """Return the element that holds the body, by the layout's markup, else by where the running text is.

        Themes use the CMS's body class for a lead, too: a little marked text is no body if more is elsewhere.
        """
        marked = self._marked_body
        if marked is not None and text_length(marked) > MIN_MARKED_BODY:
            return marked
        found = self._named_content
        if found is None:
            found = self._content_despite_names[0]
        if marked is None or found is None:
            return marked if found is None else found
        is_elsewhere = found is not marked and not contains(found, marked) and not contains(marked, found)
        return found if is_elsewhere and text_length(found) > MUCH_MORE_THAN_MARKED * text_length(marked) else marked

    @cached_property
    def _marked_body(self) -> Element | None:
        title = self.title_element
        return self.document.nearest(title, self.layout.body) if self.layout.body and title is not None else None

    @cached_property
    def _text_lines(self) -> list[Line]:
        return text_lines(self.document)

    @cached_property
    def _named_content(self) -> Element | None:
        """The main content if class names are trusted; None if the layout's are unknown."""
        return find_main_content(self._text_lines, self.title_element) if self.layout.known_markup else None

    @cached_property
    def _content_despite_names(self) -> tuple[Element | None, frozenset[Element]]:
        """The main content, and the boxes that are read for it whatever their names: those named related or footer only
        if nothing else is found, and if they hold more lines of text than links.
        """
        lines, title = self._text_lines, self.title_element
        boxes = misnamed_boxes(lines)
        found = find_main_content(lines, title, boxes)
        if found is None:
            boxes = self._boxes_of_prose(lines)
            found = find_main_content(lines, title, boxes)
        return found, boxes

    def _boxes_of_prose(self, lines: list[Line]) -> frozenset[Element]:
        """The boxes and paragraphs named as boilerplate that hold most of some lines and more text than links."""
        holds_prose = Memo(self._holds_prose)
        around = {line.element: line.box for line in lines}
        boxes = misnamed_boxes(lines, COMMENTS_OR_CONSENT)
        return frozenset(box for box in boxes if holds_prose[around.get(box, box)])

    def _holds_prose(self, box: Element) -> bool:
        """Whether a box has more lines of text than links: a list of teasers has a link for each."""
        lines = len(lines_in(box, self._text_lines))
        return sum(1 for _ in islice(box.iter("a"), lines)) < lines

    @cached_property
    def misnamed(self) -> frozenset[Element]:
        """Boxes that are read whatever their names: those around the title and, if the markup is unknown or no other
        box holds text, those named as boilerplate that hold the text.
        """
        around_title = frozenset(self.title_element.iterancestors()) if self.title_element is not None else frozenset()
        if self.selected("body") is not None:
            return around_title
        if self.layout.known_markup and (self._marked_body is not None or self._named_content is not None):
            return around_title
        return around_title | self._content_despite_names[1]

    @cached_property
    def lead_element(self) -> Element | None:
        """The element that holds the lead."""
        selected = self.selected("lead")
        return selected if selected is not None else self.find_lead()

    def find_lead(self) -> Element | None:
        """Return the element that holds the lead, by the family's markup."""
        return self.place.first(self.layout.lead) if self.layout.lead else None

    @cached_property
    def place(self) -> Region:
        """The part of the page that holds the article."""
        title, body = self.title_element, self.body_element
        return self.document if title is None or body is None else self.document.around(title, body)

    def near(self, selector: str) -> list[Element]:
        """Return what matches a selector around the article, else right below it: tags are often in a box there."""
        return self.place.select(selector) or self.place.select_after(selector)

    @cached_property
    def parts(self) -> PageParts:
        """The page split at its title; if nothing of a long body's text is left, boilerplate names are ignored."""
        parts, body = self._parts(self.misnamed), self.body_element
        if body is None or not parts.is_bare or text_length(body) < MIN_MARKED_BODY:
            return parts
        trusted = NO_NAMES if body is self._marked_body else CERTAIN_BOILERPLATE
        lines = lines_in(body, self._text_lines)
        misnamed = misnamed_boxes(lines, trusted) - self.misnamed
        if not misnamed:
            misnamed = self._boxes_of_prose(lines)
        return self._parts(self.misnamed | misnamed) if misnamed else parts

    def _parts(self, misnamed: frozenset[Element]) -> PageParts:
        elements = (self.title_element, self.lead_element, self.body_element, self.place.root)
        return PageParts(self.document, self.profile, self.layout, *elements, misnamed, self.is_foreign)

    def images_above_title(self) -> list[Image]:
        """Return the head image of themes that put it above the title, unless the article contains it, too."""
        title = self.title_element
        marked = self.place.select(self.layout.head_image) if self.layout.head_image else []
        image = image_above(title, marked, self.document.base_url) if title is not None and marked else None
        in_body = {item.url for item in self.parts.items if isinstance(item, Image)} if image else set()
        return [image] if image and image.url not in in_body else []

    @cached_property
    def is_foreign(self) -> bool:
        """Whether the text is in another language than the site's, and no translation of a Vietnamese site. What a page
        declares is not enough: themes often say ``lang="en-US"`` wrongly.
        """
        own, declared = self.profile.language, (self.root.get("lang") or "").lower()
        if declared.startswith(own) or self.profile.cms.only_vietnamese:
            return False
        if host_of(self.document.url).endswith(".vn"):
            return False
        text = raw_text(self.body_element)[:BODY_SAMPLE] if self.body_element is not None else ""
        return language_of(clean(text), declared, own)[0] != own
