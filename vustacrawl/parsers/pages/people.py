"""People that a page names as its authors: in machine-readable data, and in elements named so."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice, takewhile
from typing import Any

from vustacrawl.items import Author
from vustacrawl.parsers.fields.bylines import EASTERN_NAME, Byline, read_byline
from vustacrawl.parsers.fields.metadata_lines import PARTS, read_metadata_line
from vustacrawl.parsers.fields.names import is_office, is_person, is_personal, split_names
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
    precedes,
    raw_text,
    text_length,
)
from vustacrawl.parsers.html.text import clean, folded
from vustacrawl.parsers.pages.dates import DatedPage
from vustacrawl.parsers.thresholds import MAX_METADATA_LINE

_META_AUTHORS = re.compile(r"(?:^|[.:_-])(?:rb)?(?:authors?(?:[._-]?name)?|creators?|byl(?:ine)?)$")
_LABELLED = (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2"))
"""Meta tags with a label, ``Written by``, and what it labels."""
_AUTHORS = (
    "[rel=author]",
    "[itemprop=author] [itemprop=name]",
    "[itemprop=author], [data-role=author], [data-testid*=author], [data-testid*=byline]",
    "[class*=author-name], [class*=author__name], [class*=author] [class*=name]:not([class*=field-name]),"
    " [class*=byline] [class*=name]:not([class*=field-name]),"
    " [class*=author] .fn, .vcard .fn, [class*=contributor-name], [class*=contributor] [class*=name],"
    " [class*=AuthorName], [class*=authorName], [class*=BylineName], [class*=ContributorName]",
    "[class*=author] a, [id*=author] a, [class*=byline] a, [data-testid*=byline] a, [data-testid*=Author],"
    " [data-testid*=Byline], [data-component*=byline] span, [class*=Byline] a, [class*=Author] a",
    "article address, main address",
    "[class*=author], [class*=byline], [class*=by-line], [class*=tac-gia], [class*=tacgia], [class*=autor],"
    " [class*=writer], [class*=createdby], [class*=creator], [class*=auteur], [class*=signature], [class*=firma],"
    " [class*=yazar], [class*=muhabir], [class*=penulis], [class*=reporter], [class*=journalist], [class*=kirjoittaja],"
    " [class*=displayName], [class*=Byline], [id*=byline], [id*=author]",
    "[data-author], [data-post-author]",
)
"""Elements named as the author's, best first; their text counts if it looks like a person's name."""
_AUTHOR_PAGE = re.compile(
    r"/(?:author|auteur|autor|tac-gia|yazar|penulis|reporter|journalist|contributor|people/|profile/|staff/)"
)
_ICONS = "[class*=fa-user], [class*=icon-user], [class*=bi-person]"
"""In the addresses of authors' pages, and the classes of symbols beside their names."""
_ATTRIBUTES = ("content", "data-author", "data-post-author")
_MAX_BOXES, _MAX_ANCESTORS = 20, 4
"""Elements named as the author's that are checked, and ancestors of one that may belong to a picture."""
_BEHIND_NAME = re.compile(
    r",\s|\s?[，：]\s?|\s/\s|\s(?:in|from|for|à|en|aus|via)\s|\s:\s|\sand agenc(?:y|ies)$|\s?[·•|—]\s?"
    r"|\s(?=\d|(?:published|posted|updated)\b)"
    r"|\s(?=(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d)",
    re.IGNORECASE,
)
"""Separators between a name and the author's location, others' roles, a date: ``Jane Hall in Lisbon``."""
_REMARK = re.compile(r"\s*\([^()]{1,60}\)")
"""``Jane Hall (Lisbon)``"""
_EASTERN_VALUE = re.compile(rf"{EASTERN_NAME.pattern}|[\u3400-\u9fff]{{1,4}}[\u3041-\u3096]{{2,6}}")
_PERSON = re.compile(r"\bPerson$")
_BESIDE = re.compile(f"{COMMENTS_OR_CONSENT.pattern}|related|recommend|popular|latest|recent", re.IGNORECASE)
_QUOTED = re.compile("quote", re.IGNORECASE)
_AUTHOR_BOX = re.compile("author|byline", re.IGNORECASE)
"""Names of boxes with others' names."""


class PeoplePage(DatedPage):
    """A page whose machine-readable data and author boxes are searched for people."""

    def person(self, text: str | None) -> Byline | None:
        """Return a byline from metadata if it names a person and not an account."""
        if not text or folded(text) in self._site_names:
            return None
        found = read_byline(text)
        if found is None and text.upper() == text.lower() and " " in text and is_personal(text):
            found = Byline(text, text, authors=(Author(name=text),))  # in a script without capitals
        # capitals on a page in another language are an agency's
        initials = found and found.initials and not (self.is_foreign and found.initials.isupper())
        return found if found and (found.name or initials) else None

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
        nodes = map(self.document.json_nodes, ("author", "creator", "contributor"))
        return next(filter(None, map(self.people, nodes)), None)

    def people_printed(self) -> Byline | None:
        """Return the people in JSON-LD, or else in the page's head, if the article prints all their names, whatever is
        printed beside them, and those that a list in an author box adds.
        """
        people = self.people_in_json_ld or self.byline_in_meta()
        listed = self.byline_in_boxes if people else None
        if people is None or (listed and not self.people_in_json_ld and _adds_to(listed, people)):
            return listed
        printed = clean(raw_text(self.place.root)).casefold()
        if not all(name in printed for name in names_of_authors(people)):
            return None
        if listed and _adds_to(listed, people) and listed.text.casefold() in printed:
            return listed
        return people

    def _author(self, name: str, is_typed: bool) -> list[Author]:
        if folded(name) in self._site_names:
            return []
        found = self.person(name)
        names = split_names(name) if found is None else []
        is_sure = is_typed or len(names) > 1 or _EASTERN_VALUE.fullmatch(name)
        if is_sure and (people := [Author(name=name) for name in names if is_personal(name)]):
            return people
        found = found or self.person(_BEHIND_NAME.split(name, maxsplit=1)[0])
        return list(found.authors) if found else []

    @cached_property
    def _site_names(self) -> set[str]:
        """The site's own names, according to its profile and the page's head, as ``folded`` returns them."""
        named = (self.document.meta_text("og:site_name"), self.document.json_text("publisher", "name"))
        ends = re.split(r"\s+[-–—|]\s+", self.document.title_text or "")[1:][-1:]
        return {folded(text) for text in (*named, *ends, *self.profile.site_names, self.profile.title) if text}

    def byline_in_meta(self) -> Byline | None:
        """Return the author in the page's head."""
        meta = self.document.meta
        named = [texts for name, texts in meta.items() if _META_AUTHORS.search(name)]
        named += [
            [f"{meta[label][0]}: {text}" for text in meta.get(data, ())] for label, data in _LABELLED if label in meta
        ]
        people = (self.people([name for name in names if "://" not in name]) for names in named)
        return next((found for found in people if found), None)

    @cached_property
    def byline_in_boxes(self) -> Byline | None:
        """The author in elements named as the author's."""
        boxes = map(self.place.select, (*self.layout.authors, *_AUTHORS))
        found = next((found for named_so in boxes if (found := self._people_in(named_so))), None)
        return found or self._people_in(self._author_links())

    def _author_links(self) -> list[Element]:
        """Return links to authors' pages above or in the body, and boxes with a symbol of a person; no running text."""
        body = self.body_element
        links = [link for link in self.place.root.iter("a") if _AUTHOR_PAGE.search(link.get("href", ""))]
        own = [link for link in links if body is None or precedes(link, body) or contains(body, link)]
        around = ((link, link.getparent()) for link in (*own, *self.place.select(_ICONS)))
        return [
            link if link.tag == "a" else box
            for link, box in around
            if box is not None and text_length(box) <= MAX_METADATA_LINE and _is_labelled(link, box)
        ]

    def _people_in(self, boxes: list[Element]) -> Byline | None:
        """Return the people named in the first of some boxes and in similar ones beside it, even with a date."""
        boxes = boxes[:_MAX_BOXES]
        for number, box in enumerate(boxes):
            if any(around.tag == "figure" for around in islice(box.iterancestors(), _MAX_ANCESTORS)):
                continue
            inner = boxes[number + 1 : number + 2]
            if self._is_anothers(box) or any(
                contains(box, other) and raw_text(other) == raw_text(box) for other in inner
            ):
                continue
            text = _names_in(box) if text_length(box) <= MAX_METADATA_LINE else ""
            text = text or next(filter(None, map(box.get, _ATTRIBUTES)), "")
            if found := self._person_in(text):
                row = [*takewhile(_may_be_byline, islice(box.iterancestors(), _MAX_ANCESTORS))][-1:]
                beside = [other for other in boxes if other is box or _are_beside(box, other, row)]
                readings = (found, self.person(", ".join(self.texts(beside))), self._together(beside))
                return max(filter(None, readings), key=lambda byline: len(byline.authors))
            line = read_metadata_line(_REMARK.sub("", text), self.profile.timezone, self.profile.date_order)
            if line and line.date and line.byline and line.byline.name:
                return line.byline
        return None

    def _is_anothers(self, box: Element) -> bool:
        """Whether a box is in comments, a quotation or a list of other articles, or is part of the body and only the
        whole article is named after its author.
        """
        around = [*ancestors_or_self(box)]
        if any(outer.tag == "blockquote" or is_named(names_of(outer), _QUOTED) for outer in around[:_MAX_ANCESTORS]):
            return True
        beside = (outer for outer in around if is_named(names_of(outer), _BESIDE) and outer not in self.misnamed)
        if any(map(is_boilerplate, beside)):
            return True
        body = self.body_element
        named = next((outer for outer in around if is_named(names_of(outer), _AUTHOR_BOX)), box)
        return body is not None and contains(named, body) and contains(body, box)

    def _together(self, boxes: list[Element]) -> Byline | None:
        """Return the people that each name one of some boxes."""
        found = [person for text in self.texts(boxes) if (person := self._person_in(text))]
        return _joined([author for person in found for author in person.authors])

    def _person_in(self, text: str) -> Byline | None:
        """Return who is named in a place that holds little else, apart from what follows the name."""
        text = _REMARK.sub("", text).strip("[]").removeprefix("โดย ")
        text = source if is_person(source := text.removeprefix("Theo ")) else text
        name = _BEHIND_NAME.split(text, maxsplit=1)[0]
        if is_office(name) and not is_person(name):
            return None
        found = self.person(text) or self.person(name) or self.person(PARTS.split(text)[-1])
        is_eastern = found is None and EASTERN_NAME.fullmatch(name) and name not in self._site_names
        return Byline(name, name, authors=(Author(name=name),)) if is_eastern else found


def _is_labelled(link: Element, box: Element) -> bool:
    """Whether nothing but the label of a byline is in front of the links in a box."""
    before = clean(box.text or "")
    return not before or read_byline(f"{before} {element_text(link)}") is not None


def _names_in(box: Element) -> str:
    """Return the text of a box; that of a list with commas between its items."""
    items = box.findall(".//li")
    return ", ".join(map(element_text, items)) if len(items) > 1 else element_text(box)


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


def names_of_authors(byline: Byline) -> set[str]:
    """Return the names of the authors in a byline, for comparison."""
    return {(author.name or "").casefold() for author in byline.authors}


def _adds_to(listed: Byline, people: Byline) -> bool:
    return names_of_authors(people) < names_of_authors(listed)


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
