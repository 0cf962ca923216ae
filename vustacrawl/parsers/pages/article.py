"""The page object: each field of an article, and the order in which its sources are asked."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

from vustacrawl.items import Article, AttachedFile, Author, Block, Image
from vustacrawl.parsers.body.assemble import Body, assemble_body
from vustacrawl.parsers.body.boilerplate import Links, strip_boilerplate
from vustacrawl.parsers.body.text_blocks import BodyItem
from vustacrawl.parsers.fields.bylines import Byline, read_byline, take_byline
from vustacrawl.parsers.fields.metadata import attached_files, language_of, section_in_breadcrumb
from vustacrawl.parsers.fields.names import MAX_BYLINE, is_person
from vustacrawl.parsers.fields.titles import as_title, is_site_name
from vustacrawl.parsers.html.dom import Element, element_text, raw_text, text_length
from vustacrawl.parsers.html.text import clean
from vustacrawl.parsers.html.tree import NotAnArticle
from vustacrawl.parsers.not_articles import drawn_by_script
from vustacrawl.parsers.pages.sources import Answers, Published
from vustacrawl.parsers.pages.structure import PageStructure

_TAGS = (
    "a[rel~=tag], .tags a, .tag-list a, .keywords a, [class$='__tag'] a, [class$='__tags'] a, [class*='post-tag'] a,"
    " [class*='article-tag'] a"
)
_SOURCES = ".source, .nguon, .source-name, .article-source, .post-source, .news-source, [data-role=source]"
_MAX_SOURCE = 80
"""Characters of a source's name."""
_META_AUTHORS = (
    *("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl"),
    *("citation_author", "article.author", "cxenseparse:author"),
)
_AUTHORS = (
    "[rel=author]",
    "[itemprop=author] [itemprop=name]",
    "[itemprop=author], [data-role=author]",
    "[class*=author] a, [class*=byline] a",
    "[class*=author-name], [class*=author__name], [class*=author] [class*=name]",
    "[class*=author], [class*=byline], [class*=tac-gia], [class*=tacgia], [class*=autor]",
)
"""Elements that are called the author's, best first; what they print counts where it reads as a person's name."""
_STAMPS = (
    "time[datetime], time[title], abbr[title], relative-time, time-ago, local-time, [itemprop=datePublished],"
    " [class*=date][title], [class*=time][title], [class*=published][title],"
    " [data-time], [data-date], [data-datetime], [data-timestamp], [data-utime], [data-livestamp]"
)
"""Elements that have a date in an attribute."""
_MAX_STAMPS = 20
_TAG_ENDS = re.compile(r"[,;]")
_UTC = ("Z", "+00:00", "+0000")
_SAMPLE = 4_000
"""Characters of the body by which its language is told."""
_SPACE = re.compile(r"\s")
_TO_MINUTE = len("2024-03-12T08:30")
_IN_BRACKETS = re.compile(r"\(([^()]{4,80})\)\s*$")
_AUTHOR_LABEL = re.compile(r"\s*(?:tác giả(?: bài viết)?|author|the author)\s*:\s*", re.IGNORECASE)
_SOURCE_LABEL = re.compile(r"\s*(?:nguồn tin|nguồn|(?:the )?source)\s*:\s*", re.IGNORECASE)
_FIELDS = tuple(field.name for field in dataclasses.fields(Article) if field.name not in ("site", "url", "found_by"))


class ArticlePage(PageStructure):
    """An article's page. A field that no source answers is None or empty, and ``found_by`` says why."""

    def to_article(self) -> Article:
        """The article. Raises NotAnArticle where the page has no title, or nothing under it."""
        if not self.title:
            raise NotAnArticle(drawn_by_script(self.document.root) or "no title")
        values: dict[str, Any] = {name: getattr(self, name) for name in _FIELDS}
        has_text = any(not is_site_name(block.text, self.profile) for block in values["paragraphs"])
        if not (has_text or values["lead"] or values["images"]):
            raise NotAnArticle(drawn_by_script(self.document.root) or "no text under the title")
        return Article(
            site=self.profile.name,
            url=self.document.url,
            **values,
            found_by=dict(sorted(self.found_by.items())),
        )

    # The fields

    @cached_property
    def native_id(self) -> str | None:
        """The article's number in its address or, where that has none, in the page."""
        return self.answer("native_id", self.native_ids(), "no number in the address")

    @cached_property
    def title(self) -> str | None:
        """The title as printed, never the site's name."""
        return self.answer("title", self.titles(), "no title")

    @property
    def shown_title(self) -> str | None:
        """What the title's element shows: without words for screen readers and what else is hidden in it."""
        return element_text(self.title_element, shown_only=True) if self.title_element is not None else None

    @property
    def published_at(self) -> str | None:
        """ISO 8601 with the site's offset, or a date alone where the page prints no time."""
        return self.published.iso if self.published else None

    @property
    def published_raw(self) -> str | None:
        """The date as printed, without labels and counters beside it."""
        return self.published.raw if self.published else None

    @property
    def author_initials(self) -> str | None:
        """As printed, ``HT``."""
        return self.signed.initials if self.signed else None

    @property
    def author_name(self) -> str | None:
        """A full name as printed, its degrees with it."""
        return self.signed.name if self.signed else None

    @property
    def byline(self) -> str | None:
        """The whole byline as printed."""
        return self.signed.text if self.signed else None

    @cached_property
    def source_credit(self) -> str | None:
        """Whom the page names as its source."""
        return self.answer("source_credit", self.source_credits(), "no source named")

    @cached_property
    def photo_credit(self) -> str | None:
        """Who made the photographs, as the byline says; an image's own credit is kept with the image."""
        return self.answer("photo_credit", self.photo_credits(), "no photographer named")

    @property
    def lead(self) -> str | None:
        """The paragraph that opens the article, where it is marked as one."""
        if self.content.lead_is_first_paragraph:
            self.found_by["lead"] = "first-bold"
        return self.content.lead

    @property
    def paragraphs(self) -> list[Block]:
        """The blocks of the body: without lead, captions and byline."""
        return self.content.blocks

    @property
    def images(self) -> list[Image]:
        """The article's images with their captions and places."""
        return self.content.images

    @property
    def authors(self) -> list[Author]:
        """Each author by itself, with role and unit where the byline names them."""
        return list(self.signed.authors) if self.signed else []

    @cached_property
    def files(self) -> list[AttachedFile]:
        """The documents that the article offers."""
        return (
            attached_files(self.place.root, self.document.base_url, self.misnamed)
            if self.body_element is not None
            else []
        )

    @cached_property
    def section(self) -> str | None:
        """The site's own section."""
        return self.answer("section", self.sections(), "no section named")

    @cached_property
    def tags(self) -> list[str]:
        """The article's tags in page order."""
        tags = self.answer("tags", self.tag_lists(), "no tags") or []
        return [bare for tag in tags if (bare := tag.lstrip("# "))]

    @cached_property
    def language(self) -> str | None:
        """BCP 47: the language of the text where it shows, else the page's or the site's."""
        texts = [self.title or "", self.content.lead or "", *(block.text for block in self.content.blocks[:8])]
        language, self.found_by["language"] = language_of(" ".join(texts), self.root.get("lang"), self.profile.language)
        return language

    @cached_property
    def is_foreign(self) -> bool:
        """As the page says, unless its text is in the site's language: themes often say ``lang="en-US"``."""
        own, said = self.profile.language, (self.root.get("lang") or "").lower()
        if not said or said.startswith(own) or self.profile.cms.only_vietnamese:
            return False
        text = raw_text(self.body_element)[:_SAMPLE] if self.body_element is not None else ""
        return language_of(clean(text), said, own)[0] != own

    # Their sources, best first

    def native_ids(self) -> Answers[str]:
        """Where the article's number is."""
        yield "url", self.profile.native_id(self.document.url, self.captured_at)
        body = self.root.find("body")
        yield "markup", _group(self.layout.id_in_body_class, body.get("class", "") if body is not None else "")
        if self.layout.id_in_shortlink:
            yield "shortlink", _group(self.layout.id_in_shortlink, self.document.link("shortlink") or "")

    def titles(self) -> Answers[str]:
        """Where the title is."""
        yield "selector", as_title(self.selected_text("title"), self.profile)
        yield "markup", as_title(self.shown_title, self.profile)
        yield "json-ld", as_title(self.document.json_text("headline"), self.profile)
        yield from self.titles_for_machines()

    def dates(self) -> Answers[Published]:
        """Where the date of publication is."""
        sources: dict[str, Callable[[], Published | None]] = {
            "selector": lambda: self.date_in(self.selected("published")),
            "markup": lambda: self.as_printed(self.date_in(self.place.first(*self.layout.times))),
            "near-title": self.date_near_title,
            "json-ld": lambda: self.machine_date(
                [*self.document.json_texts("datePublished"), *self.document.json_texts("dateCreated")]
            ),
            "meta": lambda: self.machine_date(self.document.meta_texts(*self.layout.meta_dates)),
            "itemprop": lambda: self.as_printed(self.date_in(self.place.first("[itemprop=datePublished]"))),
            "time": self.date_of_time_element,
            "title": self.date_in_title,
        }
        for name in self.layout.date_sources:
            yield name, sources[name]()
        yield "near-title", self.worded_date_near_title()
        yield "time", self.date_in_attribute()
        yield "first-line", self.date_in_first_line()
        yield "last-line", self.date_in_last_line()

    def bylines(self) -> Answers[Byline]:
        """Where the byline is."""
        sources: dict[str, Callable[[], Byline | None]] = {
            "selector": lambda: self.byline_of(self.selected_text("byline")),
            "near-title": self.byline_near_title,
            "last-line": lambda: self.last_byline,
            "title": self.byline_in_title,
            "json-ld": lambda: self.people(self.document.json_nodes("author") or self.document.json_nodes("creator")),
            "itemprop": lambda: self.person(self.text_of(self.place.first("[itemprop=author] [itemprop=name]"))),
            "markup": self.byline_in_markup,
            "meta": self.byline_in_meta,
        }
        for name in self.layout.byline_sources:
            yield name, sources[name]()
        nobody = (line.byline for line in self.parts.lines if line.byline and not line.is_doubtful_byline)
        yield "near-title", next(nobody, None)

    def source_credits(self) -> Answers[str]:
        """Where the source of a republished article is named."""
        sources: dict[str, Callable[[], str | None]] = {
            "byline": lambda: self.signed.source if self.signed else None,
            "last-line": lambda: self.last_byline.source if self.last_byline else None,
            "markup": self.source_in_markup,
        }
        for name in self.layout.credit_sources:
            yield name, sources[name]()

    def photo_credits(self) -> Answers[str]:
        """Where the photographer is named."""
        yield "byline", self.signed.photo if self.signed else None
        yield "last-line", self.last_byline.photo if self.last_byline else None

    def leads(self) -> Answers[str]:
        """Where the lead is."""
        yield "markup" if self.selected("lead") is None else "selector", self.parts.lead_text
        yield "near-title", self.parts.opening

    def sections(self) -> Answers[str]:
        """Where the section is: the first category of the markup, then the breadcrumb."""
        yield "selector", self.selected_text("section")
        yield "markup", self.text_of(next(iter(self._categories), None))
        yield "markup", section_in_breadcrumb(self.title_element, self.title)
        yield "json-ld", self.document.json_text("articleSection")
        yield "meta", self.document.meta_text("article:section")

    def tag_lists(self) -> Answers[list[str]]:
        """Where the tags are; links to categories may carry the same ``rel``."""
        yield "selector", self.selected_tags()
        marked = self.near(self.layout.tags or _TAGS)
        yield "markup", self.texts(tag for tag in marked if tag not in self._categories)
        tags = self.document.meta.get("article:tag", [])
        yield "meta", _split_tags(tags[0]) if len(tags) == 1 else tags

    # What fields share

    @cached_property
    def published(self) -> Published | None:
        """When it was published: with a clock, where a later source has one for the day that the first one gives."""
        found = self.answer("published_at", self.dates(), self._why_undated)
        if found is None or "T" in found.iso:
            return found
        for source, other in self.dates():
            if other and other.iso.startswith(f"{found.iso}T") and not _is_midnight(other.iso):
                self.found_by["published_at"] = source
                return other
        return found

    def _why_undated(self) -> str:
        near = (*self.parts.lines, *self.parts.lines_above())
        return "only the server's clock" if any(line.date for line in near) else "no date line"

    @cached_property
    def signed(self) -> Byline | None:
        """Who signed it."""
        return self.answer("byline", self.bylines(), "no byline")

    @cached_property
    def content(self) -> Body:
        """Lead, blocks and images."""
        return assemble_body(
            self._items_and_last_byline[0],
            lead=self.marked_lead,
            title=self.title,
            bold_lead=self.layout.bold_lead,
            strip_unknown=not self.layout.known_markup,
        )

    @cached_property
    def marked_lead(self) -> str | None:
        """The lead, where a selector, markup or its place says what it is."""
        return self.answer("lead", self.leads(), "no lead marked")

    @property
    def last_byline(self) -> Byline | None:
        """The byline that the last lines of the body give."""
        return self._items_and_last_byline[1]

    @cached_property
    def _items_and_last_byline(self) -> tuple[list[BodyItem], Byline | None]:
        items = strip_boilerplate(
            [*self.images_above_title(), *self.parts.items],
            Links(self.parts.is_other_article, self.parts.leads_out),
            strip_unknown=not self.layout.known_markup,
        )
        byline = take_byline(items)
        return items, byline

    @cached_property
    def _categories(self) -> dict[Element, None]:
        """The links to the article's categories, in page order."""
        return dict.fromkeys(self.place.select(self.layout.categories)) if self.layout.categories else {}

    def date_in_title(self) -> Published | None:
        """A date that ends the title: ``… (31/08/2016)``."""
        title = self.title or ""
        printed = self.printed_date(title)
        return printed if printed and title.rstrip(" )]").endswith(printed.raw) else None

    def machine_date(self, values: Iterable[str]) -> Published | None:
        """The first date among some values for machines, with the clock that the page prints where they err."""
        return self.as_printed(self.first_structured_date(values))

    def as_printed(self, found: Published | None) -> Published | None:
        """A date with the clock that a line near the title prints, where machines are told midnight of the same day, or
        the local time as if it were UTC.
        """
        if found is None or not (_is_midnight(found.iso) or found.raw.endswith(_UTC)) or self.is_foreign:
            return found
        near = (line.date.iso for lines in (self.parts.lines, self.parts.lines_above()) for line in lines if line.date)
        printed = next((iso for iso in near if _is_same_moment(found, iso)), None)
        return found._replace(iso=printed) if printed else found

    def date_of_time_element(self) -> Published | None:
        """The date that a ``time`` element has for machines."""
        stamp = self.place.first("time[itemprop=datePublished], time.published", "time[datetime]")
        return self.machine_date([stamp.get("datetime") or ""] if stamp is not None else [])

    def date_in_attribute(self) -> Published | None:
        """The date that an element called a date has in an attribute, where it prints only how long ago it was."""
        stamps = islice(self.place.select(_STAMPS), _MAX_STAMPS)
        return next((found for stamp in stamps if (found := self.date_in(stamp))), None)

    def byline_in_title(self) -> Byline | None:
        """A person in brackets at the end of the title: ``… (Nguyễn Văn An)``."""
        found = _IN_BRACKETS.search(self.title or "")
        byline = read_byline(found[1]) if found else None
        return byline if byline and byline.name and is_person(byline.name) else None

    def byline_in_markup(self) -> Byline | None:
        """The author that the layout's markup names, by a label or an element of its own."""
        if self.layout.labels:
            author = self._after_label(_AUTHOR_LABEL)
            found = read_byline(f"Tác giả: {author}") if author else None
            return replace(found, text=author) if found and author else None
        if self.layout.trust_authors and self.layout.authors:
            named = self.byline_of(self.text_of(self.place.first(*self.layout.authors)))
            if named:
                return named
        boxes = map(self.place.select, (*self.layout.authors, *_AUTHORS))
        return next((found for named_so in boxes if (found := self._people_in(named_so))), None)

    def _people_in(self, boxes: list[Element]) -> Byline | None:
        """The persons that the first of some boxes names, and those beside it of the same make."""
        for box in boxes[:_MAX_STAMPS]:
            if text_length(box) <= MAX_BYLINE and self.person(self.text_of(box)):
                beside = [box, *(each for each in box.itersiblings() if each in boxes)]
                return self.person(", ".join(self.texts(beside))) or self.person(self.text_of(box))
        return None

    def byline_in_meta(self) -> Byline | None:
        """The author of the page's head."""
        named = (self.document.meta.get(name, []) for name in _META_AUTHORS)
        people = (self.people([name for name in names if "://" not in name]) for names in named)
        return next((found for found in people if found), None)

    def source_in_markup(self) -> str | None:
        """The source that the layout's markup names, by a label or elements of its own."""
        if self.layout.labels:
            return self._after_label(_SOURCE_LABEL)
        texts = self.texts(self.near(self.layout.source or _SOURCES))
        return ", ".join(text for text in texts if len(text) <= _MAX_SOURCE) or None

    @cached_property
    def _labels(self) -> list[Element]:
        return self.place.select(self.layout.labels)

    def _after_label(self, label: re.Pattern[str]) -> str | None:
        """What follows a bold label, up to the next one."""
        for bold in self._labels:
            if not label.fullmatch(element_text(bold)):
                continue
            texts = [bold.tail or ""]
            for sibling in bold.itersiblings():
                if sibling.tag in ("strong", "br"):
                    break
                texts += [element_text(sibling) or _name_of_logo(sibling), sibling.tail or ""]
            return clean("".join(texts)) or None
        return None


def _split_tags(tags: str) -> list[str]:
    """Tags that share one meta tag."""
    return [tag for part in _TAG_ENDS.split(tags) if (tag := part.strip())]


def _is_midnight(iso: str) -> bool:
    return iso.partition("T")[2].startswith("00:00:00")


def _is_same_moment(found: Published, printed: str) -> bool:
    """Whether a date with a clock is what midnight, or local time that is called UTC, stands for."""
    if _is_midnight(found.iso):
        return printed.startswith(found.iso[: _TO_MINUTE - len("00:00")])
    return _SPACE.sub("T", found.raw)[:_TO_MINUTE] == printed[:_TO_MINUTE]


def _group(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text) if pattern else None
    return found[1] if found else None


def _name_of_logo(link: Element) -> str:
    """What a link that shows a logo says in its attributes."""
    logo = link.find(".//img")
    return link.get("title", "") or (logo.get("alt", "") if logo is not None else "")
