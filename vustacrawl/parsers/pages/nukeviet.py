"""NukeViet, from 3.4 to 5 (docs/sites.md, section 7)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

import attrs

from vustacrawl.parsers.fields.bylines import Byline, read_byline
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import Element, element_text
from vustacrawl.parsers.html.text import clean
from vustacrawl.parsers.pages.article import ArticlePage
from vustacrawl.parsers.pages.sources import Published, Strategies

_AUTHOR = re.compile(r"\s*(?:tác giả(?: bài viết)?|author|the author)\s*:\s*", re.IGNORECASE)
_SOURCE = re.compile(r"\s*(?:nguồn tin|nguồn|(?:the )?source)\s*:\s*", re.IGNORECASE)


@attrs.define(slots=False, eq=False)
class NukeVietPage(ArticlePage):
    """An article of NukeViet 4 or 5 in the default theme."""

    family = "nukeviet"
    signed_below = False

    title_markup = "h1.title, h1[itemprop=headline]"
    lead_markup = ".hometext"
    body_markup = "#news-bodyhtml, .bodytext"
    time_markup: ClassVar[str] = ".news_column span.h5"
    label_markup: ClassVar[str] = "p.text-right > strong"

    def dates(self) -> Strategies[Published]:
        """The printed time first: the hidden ``datePublished`` of 4.5 is the time of the last edit."""
        yield "selector", self.printed_in(self.selected("published"))
        yield "markup", self.printed_in(self.place.first(self.time_markup))
        yield "near-title", self.printed_near_title()
        yield "meta", self.machine_date(self.document.meta_text("article:published_time"))
        yield "itemprop", self.printed_in(self.place.first("[itemprop=datePublished]"))
        yield "title", self.printed_in_title()

    def bylines(self) -> Strategies[Byline]:
        """The line under the body first: the account that posted a story is not its writer."""
        yield "selector", self.byline_of(self.selected_text("byline"))
        yield "markup", self._author()
        yield "last-line", self.story.byline
        yield "itemprop", self.person(self.text_of(self.place.first("[itemprop=author] [itemprop=name]")))
        yield "near-title", self.byline_near_title()

    def sources(self) -> Strategies[str]:
        """The line under the body, then what the byline says."""
        yield "markup", self._after_label(_SOURCE)
        yield from super().sources()

    def tag_lists(self) -> Strategies[list[str]]:
        """The links to the pages of tags."""
        yield "selector", self.selected_tags()
        yield "markup", self.texts(self.near("a[href*='tag/'] > em, .keywords a, .header-oop.tag + p a"))

    def _author(self) -> Byline | None:
        author = self._after_label(_AUTHOR)
        found = read_byline(f"Tác giả: {author}") if author else None
        return replace(found, text=author) if found and author else None

    @cached_property
    def _labels(self) -> list[Element]:
        return self.place.select(self.label_markup)

    def _after_label(self, label: re.Pattern[str]) -> str | None:
        """What stands after a label in bold, up to the next one."""
        for bold in self._labels:
            if not label.fullmatch(element_text(bold)):
                continue
            texts = [bold.tail or ""]
            for sibling in bold.itersiblings():
                if sibling.tag in ("strong", "br"):
                    break
                texts += [element_text(sibling) or _words_of_logo(sibling), sibling.tail or ""]
            return clean("".join(texts)) or None
        return None


def _words_of_logo(link: Element) -> str:
    """What a link that shows a logo only says beside it."""
    logo = link.find(".//img")
    return link.get("title", "") or (logo.get("alt", "") if logo is not None else "")


@attrs.define(slots=False, eq=False)
class NukeViet3Page(NukeVietPage):
    """An article of NukeViet 3.4 in the default theme."""

    title_markup = "#news_detail h1"
    time_markup = "#news_detail span.time"
    lead_markup = "#hometext"
    body_markup = ".bodytext"
    label_markup = "#news_detail > p > strong"

    @classmethod
    def is_for(cls, document: Document) -> bool:
        """The theme's column."""
        return "news_detail" in document.boxes


@attrs.define(slots=False, eq=False)
class NukeVietModernPage(NukeVietPage):
    """An article of NukeViet 3.4 or 4 in the theme "modern", vusta.vn's until 2018 (docs/sites.md, section 1)."""

    title_markup = ".header-details h1"
    time_markup = ".header-details span.small"
    lead_markup = "#hometext"
    body_markup = "#bodytext, .details-content"
    label_markup = ".source > strong"

    @classmethod
    def is_for(cls, document: Document) -> bool:
        """The theme's head."""
        return "header-details" in document.boxes
