"""The page object that all families share: each field, and the order in which its sources are asked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, TypeVar

import attrs
from parsel import Selector
from web_poet import HttpResponse, WebPage, field
from web_poet.fields import get_fields_dict

from vustacrawl.items import Article, Block, Image
from vustacrawl.parsers.document import Document, read_document
from vustacrawl.parsers.dom import Element, element_text
from vustacrawl.parsers.errors import NotAnArticle
from vustacrawl.parsers.fields.bylines import Byline, read_byline
from vustacrawl.parsers.fields.containers import densest
from vustacrawl.parsers.fields.dates import find_date
from vustacrawl.parsers.fields.language import language_of
from vustacrawl.parsers.fields.machine_dates import read_machine_date, read_worded_date
from vustacrawl.parsers.fields.sections import TRAIL, section_in_breadcrumb
from vustacrawl.parsers.fields.story import Story, tell
from vustacrawl.parsers.fields.titles import as_title, find_title, without_site
from vustacrawl.parsers.pages.reading import Reading
from vustacrawl.parsers.urls import absolute
from vustacrawl.sites import Profile

T = TypeVar("T")
Strategies = Iterator[tuple[str, T | None]]
"""The answers of a field's sources, best first, each with its name; a source is asked when the ones
before have none.
"""


class Published(NamedTuple):
    """When an article was published: ISO 8601, and as the page prints it."""

    iso: str
    raw: str


def _read(page: ArticlePage) -> Document:
    response = page.response
    return read_document(str(response.url), response.body, response.headers.get("Content-Type"))


@attrs.define(slots=False, eq=False)
class ArticlePage(WebPage[Article]):
    """An article's page. A field that no source answers is None or empty, and ``found_by`` says why.

    ``document`` is the page's tree, where it has been read already; it is read once.
    """

    response: HttpResponse
    profile: Profile
    document: Document = attrs.field(default=attrs.Factory(_read, takes_self=True), repr=False)
    found_by: dict[str, str] = attrs.field(factory=dict, init=False, repr=False)

    family: ClassVar[str]
    version: ClassVar[int] = 1

    opens_bold: ClassVar[bool] = False
    """Whether the family's sites set the lead as a first paragraph all in bold."""

    @classmethod
    def parser_name(cls) -> str:
        """The family and the version of its reading: ``vnmedia/1``. A new version is worth a ``reparse``."""
        return f"{cls.family}/{cls.version}"

    @classmethod
    def is_for(cls, document: Document) -> bool:
        """Whether this layout is the page's."""
        return True

    async def to_item(self) -> Article:
        """The article. Raises NotAnArticle where the page holds none."""
        return self.to_article()

    def to_article(self) -> Article:
        """The article. Raises NotAnArticle where the page has no title, or nothing under it."""
        if not self.headline:
            raise NotAnArticle("no title")
        values: dict[str, Any] = {name: getattr(self, name) for name in get_fields_dict(self)}
        if not (values["paragraphs"] or values["lead"] or values["images"]):
            raise NotAnArticle("no text under the title")
        return Article(
            site=self.profile.name,
            url=str(self.response.url),
            **values,
            found_by=dict(sorted(self.found_by.items())),
        )

    @cached_property
    def selector(self) -> Selector:
        """The page for CSS and XPath by hand; the tree is the one that the fields read."""
        return Selector(root=self.root, type="html")

    @property
    def root(self) -> Element:
        """The page's tree."""
        return self.document.root

    # The fields

    @field
    def native_id(self) -> str | None:
        """The article's number in its address or, where that has none, in the page."""
        return self.answer("native_id", self.native_ids(), "no number in the address")

    @field
    def title(self) -> str | None:
        """The title as printed, never the site's name."""
        return self.headline

    @field
    def published_at(self) -> str | None:
        """ISO 8601 with the site's offset, or a date alone where the page prints no time."""
        return self.published.iso if self.published else None

    @field
    def published_raw(self) -> str | None:
        """The date as printed, without labels and counters beside it."""
        return self.published.raw if self.published else None

    @field
    def author_initials(self) -> str | None:
        """As printed, ``HT``."""
        return self.signed.initials if self.signed else None

    @field
    def author_name(self) -> str | None:
        """A full name as printed, its degrees with it."""
        return self.signed.name if self.signed else None

    @field
    def byline(self) -> str | None:
        """The whole byline as printed."""
        return self.signed.text if self.signed else None

    @field
    def source_credit(self) -> str | None:
        """Whom the page names as its source."""
        return self.answer("source_credit", self.sources(), "no source named")

    @field
    def lead(self) -> str | None:
        """The paragraph that opens the article, where it is marked as one."""
        if self.story.lead_is_first_paragraph:
            self.found_by["lead"] = "first-bold"
        return self.story.lead

    @field
    def paragraphs(self) -> list[Block]:
        """The blocks of the body: without lead, captions and byline."""
        return self.story.blocks

    @field
    def images(self) -> list[Image]:
        """The story's images with their captions and places."""
        return self.story.images

    @field
    def section(self) -> str | None:
        """The site's own section."""
        return self.answer("section", self.sections(), "no section named")

    @field
    def tags(self) -> list[str]:
        """The article's tags in page order."""
        return self.answer("tags", self.tag_lists(), "no tags") or []

    @field
    def language(self) -> str | None:
        """BCP 47: the language of the text where it shows, else the page's or the site's."""
        texts = [self.headline or "", self.story.lead or "", *(block.text for block in self.story.blocks[:8])]
        language, self.found_by["language"] = language_of(" ".join(texts), self.root.get("lang"), self.profile.language)
        return language

    # Their sources, best first

    def native_ids(self) -> Strategies[str]:
        """Where the article's number stands."""
        yield "url", self.profile.native_id(str(self.response.url))

    def titles(self) -> Strategies[str]:
        """Where the title stands."""
        yield "selector", as_title(self.selected_text("title"), self.profile)
        yield "markup", as_title(self._text(self.title_element), self.profile)
        yield "json-ld", as_title(self.document.json_text("headline"), self.profile)
        yield from self.titles_for_machines()

    def titles_for_machines(self) -> Strategies[str]:
        """The title as the page's head has it."""
        site_name = self.document.meta_text("og:site_name")
        yield (
            "meta",
            without_site(self.document.meta_text("og:title", "twitter:title"), self.profile, site_name),
        )
        yield "title-tag", without_site(self._text(self.document.first("title")), self.profile, site_name)

    def dates(self) -> Strategies[Published]:
        """Where the date of publication stands."""
        yield "selector", self.printed_in(self.selected("published"))
        yield "near-title", self.printed_near_title()
        yield "json-ld", self.machine_date(self.document.json_text("datePublished"))
        yield (
            "meta",
            self.machine_date(self.document.meta_text("article:published_time", "datepublished", "pubdate")),
        )
        yield "title", self.printed_in_title()

    def bylines(self) -> Strategies[Byline]:
        """Where the byline stands."""
        yield "selector", self.byline_of(self.selected_text("byline"))
        yield "near-title", self.byline_near_title()
        yield "last-line", self.story.byline
        yield "json-ld", self.person(self.document.json_text("author", "name"))

    def sources(self) -> Strategies[str]:
        """Where the source of a story taken over stands."""
        yield "byline", self.signed.source if self.signed else None
        yield "last-line", self.story.byline.source if self.story.byline else None

    def leads(self) -> Strategies[str]:
        """Where the lead stands."""
        yield "markup" if self.selected("lead") is None else "selector", self.reading.lead_text
        yield "near-title", self.reading.opening

    def sections(self) -> Strategies[str]:
        """Where the section stands."""
        yield "selector", self.selected_text("section")
        yield "markup", section_in_breadcrumb(self.document.select(TRAIL), self.headline)
        yield "json-ld", self.document.json_text("articleSection")
        yield "meta", self.document.meta_text("article:section")

    def tag_lists(self) -> Strategies[list[str]]:
        """Where the tags stand."""
        yield "selector", self.selected_tags()
        yield "markup", self.texts("a[rel~=tag], .tags a, .tag-list a, .keywords a")
        yield "meta", self.document.meta.get("article:tag")

    # What families know better

    @cached_property
    def title_element(self) -> Element | None:
        """The element that prints the title."""
        selected = self.selected("title")
        return selected if selected is not None else self.find_title()

    @cached_property
    def body_element(self) -> Element | None:
        """The element that holds the body."""
        selected = self.selected("body")
        return selected if selected is not None else self.find_body()

    @cached_property
    def lead_element(self) -> Element | None:
        """The element that holds the lead."""
        selected = self.selected("lead")
        return selected if selected is not None else self.find_lead()

    def find_title(self) -> Element | None:
        """The element that prints the title, by the family's markup or else by what the page's head says."""
        machine = next((title for _, title in self.titles_for_machines() if title), None)
        return find_title(self.root, self.profile, machine)

    def find_body(self) -> Element | None:
        """The element that holds the body, by the family's markup or else by where the running text is."""
        return densest(self.root)

    def find_lead(self) -> Element | None:
        """The element that holds the lead, by the family's markup."""
        return None

    # What fields share

    def answer(self, name: str, strategies: Strategies[T], otherwise: str) -> T | None:
        """The first answer among a field's sources; ``found_by`` keeps whose it was, or why there is none."""
        for source, value in strategies:
            if value:
                self.found_by[name] = source
                return value
        self.found_by[name] = f"none: {otherwise}"
        return None

    @cached_property
    def headline(self) -> str | None:
        """The title."""
        return self.answer("title", self.titles(), "no title")

    @cached_property
    def published(self) -> Published | None:
        """When it was published."""
        return self.answer("published_at", self.dates(), "no date line")

    @cached_property
    def signed(self) -> Byline | None:
        """Who signed it."""
        return self.answer("byline", self.bylines(), "no byline")

    @cached_property
    def reading(self) -> Reading:
        """The page split at its title."""
        return Reading(
            self.document,
            self.profile,
            self.title_element,
            self.lead_element,
            self.body_element,
            self.is_story,
        )

    @cached_property
    def story(self) -> Story:
        """Lead, blocks, images and last line."""
        lead = self.answer("lead", self.leads(), "no lead marked")
        return tell(self.reading.pieces, self.is_story, lead=lead, title=self.headline, opens_bold=self.opens_bold)

    def is_story(self, href: str) -> bool:
        """Whether a link leads to another article of the site."""
        url = absolute(href, self.document.base_url)
        return url is not None and self.profile.is_article(url) and url != self.document.url

    def selected(self, name: str) -> Element | None:
        """The element that the profile's own selector of a field finds."""
        selector = getattr(self.profile.selectors, name)
        return self.document.first(selector) if selector else None

    def selected_text(self, name: str) -> str | None:
        """The text that the profile's own selector of a field finds."""
        return self._text(self.selected(name))

    def selected_tags(self) -> list[str]:
        """The tags that the profile's own selector finds."""
        selector = self.profile.selectors.tags
        return self.texts(selector) if selector else []

    def texts(self, selector: str) -> list[str]:
        """The texts of the elements that a selector finds, each once."""
        found = (element_text(element) for element in self.document.select(selector))
        return list(dict.fromkeys(text for text in found if text))

    def printed_in(self, element: Element | None) -> Published | None:
        """The date that an element prints or has for machines; months may be words there."""
        if element is None:
            return None
        text = element_text(element)
        for value in (element.get("datetime"), element.get("content")):
            if value and (published := self.machine_date(value)):
                return published._replace(raw=text or value)
        if printed := self._printed(text):
            return printed
        iso = read_worded_date(text, self.profile.timezone, self.profile.date_order, self.profile.language)
        return Published(iso, text) if iso else None

    def printed_near_title(self) -> Published | None:
        """The date of the line nearest to the title, those under it first; a date of a change only where
        alone.
        """
        dated = [line for line in self.reading.lines if line.date]
        dated = dated or [line for line in self.reading.lines_above if line.date]
        line = min(dated, key=lambda line: line.is_update, default=None)
        return Published(line.date.iso, line.raw_date or line.text) if line and line.date else None

    def byline_near_title(self) -> Byline | None:
        """The byline in the lines under the title."""
        return next((line.byline for line in self.reading.lines if line.byline), None)

    def printed_in_title(self) -> Published | None:
        """A date that ends the title: ``… (31/08/2016)``."""
        title = (self.headline or "").rstrip(" )]")
        printed = self._printed(title)
        return printed if printed and title.endswith(printed.raw) else None

    def machine_date(self, value: str | None) -> Published | None:
        """A date written for machines."""
        iso = read_machine_date(value, self.profile.timezone) if value else None
        return Published(iso, value) if iso and value else None

    def byline_of(self, text: str | None) -> Byline | None:
        """A byline from a place that holds nothing else, so that it need not read as one."""
        return (read_byline(text) or Byline(text)) if text else None

    def person(self, text: str | None) -> Byline | None:
        """A byline from metadata, where it names a person and not an account."""
        found = read_byline(text) if text else None
        return found if found and (found.name or found.initials) else None

    def _printed(self, text: str) -> Published | None:
        printed = find_date(text, self.profile.timezone, self.profile.date_order)
        return Published(printed.iso, text[printed.start : printed.end]) if printed else None

    def _text(self, element: Element | None) -> str | None:
        return (element_text(element) or None) if element is not None else None
