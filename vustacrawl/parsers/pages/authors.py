"""Author, source and photographer of an article: where a page is searched for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from itertools import takewhile

from vustacrawl.items import Author
from vustacrawl.parsers.body.boilerplate import PageLinks, strip_boilerplate
from vustacrawl.parsers.body.captions import FULL_NAME, credit_of
from vustacrawl.parsers.body.text_blocks import BodyItem, texts_of
from vustacrawl.parsers.changed_hands import names_gambling
from vustacrawl.parsers.fields.bylines import Byline, pop_byline, read_byline
from vustacrawl.parsers.fields.metadata_lines import PARTS, MetadataLine
from vustacrawl.parsers.fields.names import is_person
from vustacrawl.parsers.html.dom import (
    Element,
    element_text,
)
from vustacrawl.parsers.html.text import clean
from vustacrawl.parsers.pages.people import PeoplePage, names_of_authors
from vustacrawl.parsers.pages.structure import Candidates
from vustacrawl.parsers.thresholds import MAX_SOURCE

_SOURCES = ".source, .nguon, .source-name, .article-source, .post-source, .news-source, [data-role=source]"
_DATELINE = re.compile(
    r"[\[(（【〔][^\])）】〕]{0,20}(?:[\])）】〕]\s?(?P<reporter>[\uac00-\ud7af]{2,4})\s?(?:기자|특파원)"
    r"|[记記]者\s?(?P<who>[\u3400-\u9fff]{2,3})(?=[／/、\])）】〕]|[\u3400-\u9fff]{2,4}\d))"
)
"""``[서울=뉴시스] 고마리 기자 =``, ``（中央社記者林小河台北14日電）``"""
_YEAR = re.compile(r"(?:19|20)\d\d")
_BESIDE_DATE = re.compile(
    r"(?:^(?i:posted |written |published |submitted )?|\s(?=(?i:by|автор|autor|author))|(?<![^\W\d_])\s)"
    r"(?i:by|da|di|de|por|par|von|door|av|af|oleh|автор:?|autora?:|author:)\s"
    rf"(?P<who>{FULL_NAME})(?=\s(?:on|in|at|le|il|el|am|em|en|\d)\b|\s?[,|·•–—-]\s|\s\d|$)"
)
_MONTH_BEHIND = re.compile(r"\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}$")
_EASTERN_LABEL = re.compile(r"(?:作者|文|記者|记者)\s?[:：=＝]\s?(?P<who>[\u3400-\u9fff]{2,4})(?![\u3400-\u9fff])")
_IN_BRACKETS = re.compile(r"\(([^()]{4,80})\)\s*$")
_AUTHOR_LABEL = re.compile(r"\s*(?:tác giả(?: bài viết)?|author|the author)\s*:\s*", re.IGNORECASE)
_SOURCE_LABEL = re.compile(r"\s*(?:nguồn tin|nguồn|(?:the )?source)\s*:\s*", re.IGNORECASE)


class SignedPage(PeoplePage):
    """A page whose byline, source and photographer are read."""

    @property
    def author_initials(self) -> str | None:
        """Initials as printed, ``HT``."""
        return self.signed.initials if self.signed else None

    @property
    def author_name(self) -> str | None:
        """A full name as printed, including degrees."""
        return self.signed.name if self.signed else None

    @property
    def byline(self) -> str | None:
        """The whole byline as printed."""
        return self.signed.text if self.signed else None

    @property
    def authors(self) -> list[Author]:
        """Each author separately, with role and unit if the byline names them."""
        return list(self.signed.authors) if self.signed else []

    @cached_property
    def source_credit(self) -> str | None:
        """The source that the page names; None if that is a mirror on a gambling host."""
        source = self.first_found("source_credit", self.source_credits(), "no source named")
        if source and names_gambling(source):
            self.found_by["source_credit"] = "none: the source that is named advertises gambling"
            return None
        return source

    @cached_property
    def photo_credit(self) -> str | None:
        """The photographer named in the byline; an image's own credit is kept with the image."""
        return self.first_found("photo_credit", self.photo_credits(), "no photographer named")

    @cached_property
    def signed(self) -> Byline | None:
        """The byline with the author."""
        return self.first_found("byline", self.bylines(), "no byline")

    @property
    def last_byline(self) -> Byline | None:
        """The byline in the last lines of the body."""
        return self._story[1]

    @cached_property
    def _story(self) -> tuple[list[BodyItem], Byline | None]:
        items = strip_boilerplate(
            [*self.images_above_title(), *self.parts.items],
            PageLinks(self.parts.is_other_article, self.parts.leads_out),
            strip_unknown=not self.layout.known_markup,
        )
        byline = pop_byline(items)
        return items, byline

    def bylines(self) -> Candidates[Byline]:
        """Yield candidates for the byline."""
        sources: dict[str, Callable[[], Byline | None]] = {
            "selector": lambda: self.byline_of(self.selected_text("byline")),
            "near-title": self.byline_near_title,
            "last-line": self.byline_in_last_line,
            "title": self.byline_in_title,
            "json-ld": lambda: self.people_in_json_ld,
            "itemprop": lambda: self.person(self.text_of(self.place.first("[itemprop=author] [itemprop=name]"))),
            "markup": self.byline_in_markup,
            "meta": self.byline_in_meta,
        }
        if self.is_foreign:
            yield "json-ld", self.people_printed()
            near = self.byline_near_title()
            yield "near-title", near if near and near.authors else self.byline_beside_date()
        for name in self.layout.byline_sources:
            yield name, sources[name]()
        yield "markup", self.byline_in_boxes
        others = (line.byline for line in self.parts.lines if line.byline and not self._is_doubtful(line, line.byline))
        yield "near-title", next(others, None)
        yield "last-line", self.last_byline
        parts = (read_byline(part) for line in self.parts.short_lines for part in PARTS.split(line)[1:])
        yield "near-title", next((found for found in parts if found and found.name and found.name != found.text), None)
        yield "first-line", self.byline_in_dateline()

    def byline_beside_date(self) -> Byline | None:
        """Return who is named in a line that also prints a date: ``Posted by Ann Low on May 14, 2021``."""
        dated = (line for line in self.parts.short_lines if _YEAR.search(line) and not credit_of(line))
        labels = [*map(_BESIDE_DATE.search, dated), *map(_EASTERN_LABEL.search, self.parts.short_lines)]
        names = (_MONTH_BEHIND.sub("", label["who"]) for label in labels if label)
        return next((found for name in names if (found := self._person_in(name)) and found.name == name), None)

    def byline_in_last_line(self) -> Byline | None:
        """Return the byline in the last lines; on pages in other languages, one with a name, not editors' signs."""
        found = self.last_byline
        return found if found and (found.name or not self.is_foreign) else None

    def byline_in_dateline(self) -> Byline | None:
        """Return the reporter that the dateline of an article in Korean or Chinese names."""
        found = _DATELINE.match(next((item.text for item in texts_of(self.parts.items)), ""))
        name = found and (found["reporter"] or found["who"])
        return Byline(found[0], name, authors=(Author(name=name),)) if found and name else None

    def source_credits(self) -> Candidates[str]:
        """Yield candidates for the source of a republished article."""
        sources: dict[str, Callable[[], str | None]] = {
            "byline": lambda: self.signed.source if self.signed else None,
            "last-line": lambda: self.last_byline.source if self.last_byline else None,
            "markup": self.source_in_markup,
        }
        for name in self.layout.credit_sources:
            yield name, sources[name]()

    def photo_credits(self) -> Candidates[str]:
        """Yield candidates for the photographer."""
        yield "byline", self.signed.photo if self.signed else None
        yield "last-line", self.last_byline.photo if self.last_byline else None

    def byline_near_title(self) -> Byline | None:
        """Return the first byline below the title that names somebody; of initials, one directly above a date. A person
        named as a source may be the author, if a box says so.
        """
        lines = self.parts.lines
        for number, (line, below) in enumerate(zip(lines, [*lines[1:], None], strict=False)):
            found = line.byline
            if found is None or (self._is_doubtful(line, found) and (self.is_foreign or not (below and below.date))):
                continue
            if self.is_foreign and line.may_name_place:
                continue
            if line.is_bare_name:
                names = [line.text for line in takewhile(lambda line: line.is_bare_name, lines[number:])]
                return read_byline(", ".join(names)) or found
            if found.authors or found.photo or (found.source and not is_person(found.source)):
                return self._as_marked(found)
        return None

    def _as_marked(self, found: Byline) -> Byline:
        """Return the people in an author box if a line of a foreign page prints more than their names, or fewer."""
        has_more = found.text.endswith(",") or ":" in found.text
        is_long = has_more or any(name.count(" ") > 1 for name in names_of_authors(found))
        marked = self.byline_in_boxes if self.is_foreign and is_long else None
        if marked is None or len(marked.authors) < len(found.authors):
            return found
        return marked if marked.text in found.text or names_of_authors(found) < names_of_authors(marked) else found

    def _is_doubtful(self, line: MetadataLine, found: Byline) -> bool:
        """Whether capitals in a line are initials only beside a date: on pages in other languages, a time zone."""
        initials = [author for author in found.authors if author.initials and not author.role]
        return line.is_doubtful_byline or (self.is_foreign and bool(initials))

    def byline_in_title(self) -> Byline | None:
        """Return a person in brackets at the end of the title: ``… (Nguyễn Văn An)``."""
        found = _IN_BRACKETS.search(self.title or "")
        byline = read_byline(found[1]) if found else None
        return byline if byline and byline.name and is_person(byline.name) else None

    def byline_in_markup(self) -> Byline | None:
        """Return the author in the layout's markup, after a label or in a separate element."""
        if self.layout.labels:
            author = self._after_label(_AUTHOR_LABEL)
            found = read_byline(f"Tác giả: {author}") if author else None
            return replace(found, text=author) if found and author else None
        if self.layout.trust_authors and self.layout.authors:
            named = self.byline_of(self.text_of(self.place.first(*self.layout.authors)))
            if named:
                return named
        return self.byline_in_boxes

    def source_in_markup(self) -> str | None:
        """Return the source in the layout's markup, after a label or in separate elements."""
        if self.layout.labels:
            return self._after_label(_SOURCE_LABEL)
        marked = self.near(self.layout.source) if self.layout.source else []
        texts = self.texts(marked or self.near(_SOURCES))
        return ", ".join(text for text in texts if len(text) <= MAX_SOURCE) or None

    @cached_property
    def _labels(self) -> list[Element]:
        return self.place.select(self.layout.labels)

    def _after_label(self, label: re.Pattern[str]) -> str | None:
        """Return the text after a bold label, up to the next label."""
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

    def byline_of(self, text: str | None) -> Byline | None:
        """Return a byline from a place that holds nothing else, so that its form does not matter."""
        return (read_byline(text) or self.person(text) or Byline(text)) if text else None


def _name_of_logo(link: Element) -> str:
    """Return the text in the attributes of a link that shows a logo."""
    logo = link.find(".//img")
    return link.get("title", "") or (logo.get("alt", "") if logo is not None else "")
