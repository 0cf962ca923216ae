"""Author, source and photographer of an article: where a page is searched for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from itertools import islice, takewhile
from typing import Any

from vustacrawl.items import Author
from vustacrawl.parsers.body.boilerplate import PageLinks, strip_boilerplate
from vustacrawl.parsers.body.text_blocks import BodyItem
from vustacrawl.parsers.changed_hands import names_gambling
from vustacrawl.parsers.fields.bylines import Byline, pop_byline, read_byline
from vustacrawl.parsers.fields.metadata_lines import PARTS, MetadataLine, read_metadata_line
from vustacrawl.parsers.fields.names import is_person, is_personal, split_names
from vustacrawl.parsers.html.class_names import COMMENTS_OR_CONSENT, is_named
from vustacrawl.parsers.html.document import is_of_kind, readable
from vustacrawl.parsers.html.dom import (
    Element,
    ancestors_or_self,
    are_alike,
    contains,
    element_text,
    is_boilerplate,
    names_of,
    raw_text,
    text_length,
)
from vustacrawl.parsers.html.text import clean, folded
from vustacrawl.parsers.pages.dates import DatedPage
from vustacrawl.parsers.pages.structure import Candidates
from vustacrawl.parsers.thresholds import MAX_METADATA_LINE, MAX_SOURCE

_SOURCES = ".source, .nguon, .source-name, .article-source, .post-source, .news-source, [data-role=source]"
_META_AUTHORS = (
    *("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl"),
    *("citation_author", "article.author", "cxenseparse:author"),
)
_AUTHORS = (
    "[rel=author]",
    "[itemprop=author] [itemprop=name]",
    "[itemprop=author], [data-role=author], [data-testid*=author], [data-testid*=byline]",
    "[class*=author-name], [class*=author__name], [class*=author] [class*=name], [class*=byline] [class*=name],"
    " [class*=author] .fn, [class*=contributor-name], [class*=contributor] [class*=name]",
    "[class*=author] a, [class*=byline] a, [data-testid*=byline] a, [data-component*=byline] span",
    "article address, main address",
    "[class*=author], [class*=byline], [class*=by-line], [class*=tac-gia], [class*=tacgia], [class*=autor],"
    " [class*=writer], [class*=createdby]",
)
"""Elements named as the author's, best first; their text counts if it looks like a person's name."""
_MAX_BOXES, _MAX_ANCESTORS = 20, 4
"""Elements named as the author's that are checked, and ancestors of one that may belong to a picture."""
_BEHIND_NAME = re.compile(
    r",\s|\s(?:in|from|à|en|aus)\s|\sand agenc(?:y|ies)$|\s?[·•|—]\s?|\s(?=\d|(?:published|posted|updated)\b)"
    r"|\s(?=(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d)",
    re.IGNORECASE,
)
"""Separators between a name and the author's location, others' roles, a date: ``Jane Hall in Lisbon``."""
_REMARK = re.compile(r"\s*\([^()]{1,60}\)")
"""``Jane Hall (Lisbon)``"""
_IN_BRACKETS = re.compile(r"\(([^()]{4,80})\)\s*$")
_AUTHOR_LABEL = re.compile(r"\s*(?:tác giả(?: bài viết)?|author|the author)\s*:\s*", re.IGNORECASE)
_PERSON = re.compile(r"\bPerson$")
_SOURCE_LABEL = re.compile(r"\s*(?:nguồn tin|nguồn|(?:the )?source)\s*:\s*", re.IGNORECASE)


class SignedPage(DatedPage):
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
        for name in self.layout.byline_sources:
            yield name, sources[name]()
        yield "markup", self.byline_in_boxes
        others = (line.byline for line in self.parts.lines if line.byline and not self._is_doubtful(line, line.byline))
        yield "near-title", next(others, None)
        yield "last-line", self.last_byline
        parts = (read_byline(part) for line in self.parts.short_lines for part in PARTS.split(line)[1:])
        yield "near-title", next((found for found in parts if found and found.name and found.name != found.text), None)

    def byline_in_last_line(self) -> Byline | None:
        """Return the byline in the last lines; on pages in other languages, one with a name, not editors' signs."""
        found = self.last_byline
        return found if found and (found.name or not self.is_foreign) else None

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
                return found
        return None

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

    @cached_property
    def byline_in_boxes(self) -> Byline | None:
        """The author in elements named as the author's."""
        boxes = map(self.place.select, (*self.layout.authors, *_AUTHORS))
        return next((found for named_so in boxes if (found := self._people_in(named_so))), None)

    def _people_in(self, boxes: list[Element]) -> Byline | None:
        """Return the people named in the first of some boxes and in similar ones beside it, even with a date."""
        boxes = boxes[:_MAX_BOXES]
        for number, box in enumerate(boxes):
            if any(around.tag == "figure" for around in islice(box.iterancestors(), _MAX_ANCESTORS)):
                continue
            inner = boxes[number + 1 : number + 2]
            if _is_in_comments(box) or any(
                contains(box, other) and raw_text(other) == raw_text(box) for other in inner
            ):
                continue
            text = _names_in(box) or box.get("content", "") if text_length(box) <= MAX_METADATA_LINE else ""
            text = _REMARK.sub("", text)
            text = source if is_person(source := text.removeprefix("Theo ")) else text
            if found := self.person(text) or self.person(_BEHIND_NAME.split(text, maxsplit=1)[0]):
                row = [*takewhile(_may_be_byline, islice(box.iterancestors(), _MAX_ANCESTORS))][-1:]
                beside = [other for other in boxes if other is box or _are_beside(box, other, row)]
                readings = (found, self.person(", ".join(self.texts(beside))), self._together(beside))
                return max(filter(None, readings), key=lambda byline: len(byline.authors))
            line = read_metadata_line(text, self.profile.timezone, self.profile.date_order)
            if line and line.date and line.byline and line.byline.name:
                return line.byline
        return None

    def _together(self, boxes: list[Element]) -> Byline | None:
        """Return the people that each name one of some boxes."""
        found = [person for text in self.texts(boxes) if (person := self.person(text))]
        return _joined([author for person in found for author in person.authors])

    def byline_in_meta(self) -> Byline | None:
        """Return the author in the page's head."""
        named = (self.document.meta.get(name, []) for name in _META_AUTHORS)
        people = (self.people([name for name in names if "://" not in name]) for names in named)
        return next((found for found in people if found), None)

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

    def person(self, text: str | None) -> Byline | None:
        """Return a byline from metadata if it names a person and not an account."""
        if not text or folded(text) in self._site_names:
            return None
        found = read_byline(text)
        if found is None and text.upper() == text.lower() and " " in text and is_personal(text):
            found = Byline(text, text, authors=(Author(name=text),))  # in a script without capitals
        return found if found and (found.name or found.initials) else None

    def people(self, nodes: list[Any]) -> Byline | None:
        """Return a byline from the authors in JSON-LD: from strings, if each names a person and not an account; from
        nodes, any name typed as a person. Organizations and the site itself are left out.
        """
        found = [
            author for node in nodes for name in _names_of(node) for author in self._author(name, _is_person(node))
        ]
        return _joined(found)

    @cached_property
    def people_in_json_ld(self) -> Byline | None:
        """The people that the page's JSON-LD names."""
        return self.people(self.document.json_nodes("author") or self.document.json_nodes("creator"))

    def people_printed(self) -> Byline | None:
        """Return the people in JSON-LD if the article prints all their names, whatever is printed beside them, and
        those that a list in an author box adds.
        """
        people = self.people_in_json_ld
        if people is None:
            return None
        printed = clean(raw_text(self.place.root)).casefold()
        if not all(name in printed for name in _names(people)):
            return None
        listed = self.byline_in_boxes
        if listed and _names(people) < _names(listed) and listed.text.casefold() in printed:
            return listed
        return people

    def _author(self, name: str, is_typed: bool) -> list[Author]:
        if folded(name) in self._site_names:
            return []
        found = self.person(name)
        if found:
            return list(found.authors)
        names = split_names(name) if is_typed else []
        return [Author(name=name) for name in names if is_personal(name)]

    @cached_property
    def _site_names(self) -> set[str]:
        """The site's own names, according to its profile and the page's head, as ``folded`` returns them."""
        named = (self.document.meta_text("og:site_name"), self.document.json_text("publisher", "name"))
        ends = re.split(r"\s+[-–—|]\s+", self.document.title_text or "")[1:]
        return {folded(text) for text in (*named, *ends, *self.profile.site_names, self.profile.title) if text}


def _names_in(box: Element) -> str:
    """Return the text of a box; that of a list with commas between its items."""
    items = box.findall(".//li")
    return ", ".join(map(element_text, items)) if len(items) > 1 else element_text(box)


def _is_in_comments(box: Element) -> bool:
    around = (outer for outer in ancestors_or_self(box) if is_named(names_of(outer), COMMENTS_OR_CONSENT))
    return any(map(is_boilerplate, around))


def _may_be_byline(box: Element) -> bool:
    return text_length(box) <= MAX_METADATA_LINE or box.tag in ("li", "ol", "ul")


def _are_beside(box: Element, other: Element, row: list[Element]) -> bool:
    """Whether another box is a sibling, or of the same make and in the same row."""
    return other.getparent() is box.getparent() or (
        are_alike(box, other) and any(contains(outer, other) for outer in row)
    )


def _joined(people: list[Author]) -> Byline | None:
    """Return a byline of some people, each once."""
    authors = list({author.name or author.initials: author for author in people}.values())
    if not authors:
        return None
    names = ", ".join(author.name for author in authors if author.name) or None
    together = ", ".join(author.name or author.initials or "" for author in authors)
    return Byline(together, names, authors=tuple(authors))


def _names(byline: Byline) -> set[str]:
    return {(author.name or "").casefold() for author in byline.authors}


def _is_person(node: Any) -> bool:
    return isinstance(node, dict) and is_of_kind(node, _PERSON)


def _names_of(node: Any) -> list[str]:
    """Return the names of an author in JSON-LD: none if it is an organization."""
    if isinstance(node, str):
        return [readable(node)]
    if not isinstance(node, dict) or (node.get("@type") and not _is_person(node)):
        return []
    names = node.get("name")
    names = names.get("@value") or names.get("name") if isinstance(names, dict) else names
    if not names:
        parts = [part for part in (node.get("familyName"), node.get("givenName")) if isinstance(part, str)]
        names = " ".join(parts if is_person(" ".join(parts)) else reversed(parts))
    return [
        readable(name) for name in (names if isinstance(names, list) else [names]) if isinstance(name, str) and name
    ]


def _name_of_logo(link: Element) -> str:
    """Return the text in the attributes of a link that shows a logo."""
    logo = link.find(".//img")
    return link.get("title", "") or (logo.get("alt", "") if logo is not None else "")
