"""The page object that all families share: each field, and the order in which its sources are asked."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, ClassVar

import attrs
from web_poet import field
from web_poet.fields import get_fields_dict

from vustacrawl.items import Article, AttachedFile, Author, Block, Image
from vustacrawl.parsers.body.assemble import Story, tell
from vustacrawl.parsers.errors import NotAnArticle
from vustacrawl.parsers.fields.bylines import Byline, is_person, read_byline
from vustacrawl.parsers.fields.files import attached_files
from vustacrawl.parsers.fields.language import language_of
from vustacrawl.parsers.fields.section import section_in_breadcrumb
from vustacrawl.parsers.fields.titles import as_title, is_site_name
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.pages.layout import Layout
from vustacrawl.parsers.pages.sources import Published, Strategies

_TAGS = (
    "a[rel~=tag], .tags a, .tag-list a, .keywords a, [class$='__tag'] a, [class$='__tags'] a, [class*='post-tag'] a,"
    " [class*='article-tag'] a"
)
_IN_BRACKETS = re.compile(r"\(([^()]{4,80})\)\s*$")


@attrs.define(slots=False, eq=False)
class ArticlePage(Layout):
    """An article's page. A field that no source answers is None or empty, and ``found_by`` says why."""

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
        tells = any(not is_site_name(block.text, self.profile) for block in values["paragraphs"])
        if not (tells or values["lead"] or values["images"]):
            raise NotAnArticle("no text under the title")
        return Article(
            site=self.profile.name,
            url=self.document.url,
            **values,
            found_by=dict(sorted(self.found_by.items())),
        )

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
    def authors(self) -> list[Author]:
        """Each author by itself, with role and unit where the byline names them."""
        return list(self.signed.authors) if self.signed else []

    @field
    def photo_credit(self) -> str | None:
        """Who made the photographs, as the byline says; an image's own credit stands with the image."""
        return self.answer("photo_credit", self.photo_credits(), "no photographer named")

    @field
    def files(self) -> list[AttachedFile]:
        """The documents that the article offers."""
        return attached_files(self.place.root, self.document.base_url) if self.body_element is not None else []

    @field
    def section(self) -> str | None:
        """The site's own section."""
        return self.answer("section", self.sections(), "no section named")

    @field
    def tags(self) -> list[str]:
        """The article's tags in page order."""
        tags = self.answer("tags", self.tag_lists(), "no tags") or []
        return [bare for tag in tags if (bare := tag.lstrip("# "))]

    @field
    def language(self) -> str | None:
        """BCP 47: the language of the text where it shows, else the page's or the site's."""
        texts = [self.headline or "", self.story.lead or "", *(block.text for block in self.story.blocks[:8])]
        language, self.found_by["language"] = language_of(" ".join(texts), self.root.get("lang"), self.profile.language)
        return language

    # Their sources, best first

    def native_ids(self) -> Strategies[str]:
        """Where the article's number stands."""
        yield "url", self.profile.native_id(self.document.url)

    def titles(self) -> Strategies[str]:
        """Where the title stands."""
        yield "selector", as_title(self.selected_text("title"), self.profile)
        yield "markup", as_title(self.text_of(self.title_element), self.profile)
        yield "json-ld", as_title(self.document.json_text("headline"), self.profile)
        yield from self.titles_for_machines()

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
        yield "title", self.signed_in_title()
        yield "json-ld", self.people(self.document.json_texts("author", "name"))

    def sources(self) -> Strategies[str]:
        """Where the source of a story taken over stands."""
        yield "byline", self.signed.source if self.signed else None
        yield "last-line", self.story.byline.source if self.story.byline else None

    def photo_credits(self) -> Strategies[str]:
        """Where the photographer stands."""
        yield "byline", self.signed.photo if self.signed else None
        yield "last-line", self.story.byline.photo if self.story.byline else None

    def leads(self) -> Strategies[str]:
        """Where the lead stands."""
        yield "markup" if self.selected("lead") is None else "selector", self.reading.lead_text
        yield "near-title", self.reading.opening

    def sections(self) -> Strategies[str]:
        """Where the section stands."""
        yield "selector", self.selected_text("section")
        yield "markup", section_in_breadcrumb(self.title_element, self.headline)
        yield "json-ld", self.document.json_text("articleSection")
        yield "meta", self.document.meta_text("article:section")

    def tag_lists(self) -> Strategies[list[str]]:
        """Where the tags stand."""
        yield "selector", self.selected_tags()
        yield "markup", self.texts(self.near(_TAGS))
        yield "meta", self.document.meta.get("article:tag")

    # What fields share

    @cached_property
    def headline(self) -> str | None:
        """The title."""
        return self.answer("title", self.titles(), "no title")

    @cached_property
    def published(self) -> Published | None:
        """When it was published."""
        return self.answer("published_at", self._dates_then_clock(), "no date line")

    @cached_property
    def signed(self) -> Byline | None:
        """Who signed it."""
        return self.answer("byline", self._bylines_then_account(), "no byline")

    @cached_property
    def story(self) -> Story:
        """Lead, blocks, images and last line."""
        lead = self.answer("lead", self.leads(), "no lead marked")
        pieces = [*self.images_above_title(), *self.reading.pieces]
        return tell(
            pieces,
            self.reading.is_story,
            lead=lead,
            title=self.headline,
            opens_bold=self.opens_bold,
            trims=not self.knows_markup,
        )

    def _dates_then_clock(self) -> Strategies[Published]:
        yield from self.dates()
        yield "near-title", self.worded_near_title()
        yield "last-line", self.printed_in_last_line()
        yield "clock", self.printed_near_title(even_clock=True) if self.captured_at else None

    def _bylines_then_account(self) -> Strategies[Byline]:
        yield from self.bylines()
        yield "near-title", next((line.byline for line in self.reading.lines if line.byline), None)

    def printed_in_title(self) -> Published | None:
        """A date that ends the title: ``… (31/08/2016)``."""
        title = self.headline or ""
        printed = self.printed(title)
        return printed if printed and title.rstrip(" )]").endswith(printed.raw) else None

    def signed_in_title(self) -> Byline | None:
        """A person in brackets at the end of the title: ``… (Nguyễn Văn An)``."""
        found = _IN_BRACKETS.search(self.headline or "")
        byline = read_byline(found[1]) if found else None
        return byline if byline and byline.name and is_person(byline.name) else None
