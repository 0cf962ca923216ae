"""Any news page, of any CMS and language: its machine-readable metadata first, then its running text."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice

from vustacrawl.items import Block
from vustacrawl.parsers.body.assemble import Body
from vustacrawl.parsers.fields.metadata_lines import read_metadata_line
from vustacrawl.parsers.fields.titles import agree, find_named
from vustacrawl.parsers.html.class_names import DECKS, PAGE_HEADERS, PORTRAITS, is_named
from vustacrawl.parsers.html.document import readable
from vustacrawl.parsers.html.dom import (
    Element,
    ancestors_or_self,
    contains,
    element_text,
    is_boilerplate,
    names_of,
    precedes,
    text_length,
)
from vustacrawl.parsers.pages.article import ArticlePage
from vustacrawl.parsers.pages.structure import Candidates
from vustacrawl.parsers.thresholds import (
    FEW_BLOCKS,
    FEW_HITS,
    JSON_LD_SAMPLES,
    MAX_ABOUT_WRITER,
    MAX_LEAD,
    MIN_HEADLINE,
    MIN_JSON_LD_BODY,
    MIN_RUNNING_TEXT,
    SAMPLE_CHARS,
)

_MAX_ANCESTORS = 3
"""Ancestor boxes whose names are checked."""
_ENDS_WITH_CLOCK = re.compile(r"\d{1,2}:\d\d$")
_TAG = re.compile(r"</?\w[^>]{0,300}>")
_ANOTHER_THING = re.compile(r"/(?:Person|Organization|\w*Object|WebSite|Comment|Product)$")
_MAX_BOXES, _MAX_LEADS = 100, 20
"""Ancestors of a lead or elements below a title, and elements named as a lead, that are checked."""


class GenericPage(ArticlePage):
    """An article of a CMS whose markup is unknown."""

    def find_title(self) -> Element | None:
        """As in the base class; if the page's head names another heading, that one: logos are headings, too."""
        found, named = super().find_title(), self.title_in_head
        if named is None or (found is not None and agree(element_text(found), named)):
            return found
        printed = find_named(self.document, named)
        return found if printed is None else printed

    def titles(self) -> Candidates[str]:
        """As in the base class, except a heading at the top that is not in the page's head: the site's."""
        printed, named = self.title_element, self.title_in_head
        if printed is not None and named and _is_site_heading(printed):
            text, in_head = element_text(printed), [*self.titles_in_head()]
            if not any(title and agree(text, title) for _, title in in_head):  # they may differ
                yield from in_head
        if printed is not None and named and any(element_text(part) == named for part in printed.iterdescendants()):
            yield "markup", named
        yield from super().titles()

    def find_lead(self) -> Element | None:
        """Return the first element below the title that is named as a lead, and is one; one in the body comes last."""
        title = self.title_element
        leads = self.place.select(self.layout.lead)[:_MAX_LEADS]
        below = (lead for lead in leads if title is None or precedes(title, lead))
        found = next((lead for lead in below if self._may_be_lead(lead)), None)
        if found is not None and self.body_element is not None and not contains(self.body_element, found):
            return found
        deck = self._deck()
        return found if deck is None else deck

    def _deck(self) -> Element | None:
        """Return the first element between the title and the running text that is named as a lead, or a second title,
        however short.
        """
        title = self.title_element
        running = {line.element for line in self._text_lines if line.length >= MIN_RUNNING_TEXT}
        around = ancestors_or_self(title, _MAX_ANCESTORS) if title is not None else ()
        following = (element for box in around for sibling in box.itersiblings() for element in sibling.iter())
        for element in islice(following, _MAX_BOXES):
            if element is self.body_element:
                continue
            names = names_of(element)
            is_deck = is_named(f"{names} {element.get('data-testid', '')}", DECKS) or self._is_second_title(element)
            is_deck = is_deck and not is_named(names, PORTRAITS)
            is_deck = is_deck and not is_boilerplate(element) and len(element_text(element)) >= MIN_HEADLINE
            if is_deck and self._may_be_lead(element):
                return element
            if element in running:
                break
        return None

    def _is_second_title(self, element: Element) -> bool:
        """Whether an element is a heading right below the title, outside the body; the parser moves a paragraph in it
        behind it.
        """
        heading = element if element.tag != "p" else element.getprevious()
        if heading is None or heading.tag not in ("h2", "h3") or heading.getprevious() is not self.title_element:
            return False
        is_whole = heading is element or not element_text(heading)
        return is_whole and self.body_element is not None and not contains(self.body_element, element)

    def _may_be_lead(self, lead: Element) -> bool:
        """Whether an element holds neither the body nor only date and byline, and describes the article itself."""
        body = self.body_element
        if text_length(lead) > MAX_LEAD or (body is not None and (contains(lead, body) or precedes(body, lead))):
            return False
        is_caption = any(box.tag in ("figure", "figcaption") for box in ancestors_or_self(lead, _MAX_ANCESTORS))
        if is_caption or _describes_another(lead) or _ENDS_WITH_CLOCK.search(text := element_text(lead)):
            return False
        return read_metadata_line(text, self.profile.timezone, self.profile.date_order) is None

    @cached_property
    def content(self) -> Body:
        """As in the base class; if the page does not show its machine-readable text, that text. Last paragraphs that
        introduce the authors are dropped.
        """
        content = super().content
        lines = self._json_ld_lines()
        if _is_missing("".join(lines), "".join([content.lead or "", *(block.text for block in content.blocks)])):
            content.blocks = [Block("paragraph", line) for line in lines if line != content.lead]
        writers = [*self.document.json_texts("author", "name"), self.document.meta_text("author") or ""]
        writers += [author.name for author in self.authors if author.name]
        while len(content.blocks) > FEW_BLOCKS and _is_about(content.blocks[-1], writers):
            content.blocks.pop()
        return content

    def _json_ld_lines(self) -> list[str]:
        """Return the lines of the text in the page's JSON-LD, if it belongs to the title."""
        body, title = self.document.json_ld.get("articleBody"), self.document.json_text("headline")
        if not isinstance(body, str) or (title and not agree(title, self.title or title)):
            return []
        return [line for part in body.splitlines() if (line := readable(_TAG.sub(" ", part)))]


def _is_missing(text: str, shown: str) -> bool:
    """Whether hardly any of some samples of a text occur in the visible text; false for a text of a few words."""
    text, shown = ("".join(part.split()) for part in (text, shown))
    step = max(1, len(text) // JSON_LD_SAMPLES)
    samples = [text[start : start + SAMPLE_CHARS] for start in range(0, len(text) - SAMPLE_CHARS, step)]
    return len(text) > MIN_JSON_LD_BODY and FEW_HITS * sum(sample in shown for sample in samples) < len(samples)


def _is_about(block: Block, writers: list[str]) -> bool:
    """Whether a paragraph introduces the author: it opens with the name."""
    names = (writer for writer in writers if " " in writer)
    return len(block.text) <= MAX_ABOUT_WRITER and any(f"{block.text} ".startswith(f"{name} ") for name in names)


def _describes_another(lead: Element) -> bool:
    """Whether an element describes the author, a video or the site, according to the markup around it."""
    things = (box.get("itemtype") for box in ancestors_or_self(lead, _MAX_BOXES))
    thing = next((thing for thing in things if thing), "")
    return bool(_ANOTHER_THING.search(thing))


def _is_site_heading(heading: Element) -> bool:
    """Whether a heading outside the page's main part, or a close ancestor, is named as the site's."""
    if next(heading.iterancestors("main", "article"), None) is not None:
        return False
    boxes = ancestors_or_self(heading, _MAX_ANCESTORS)
    return any(is_named(f"{box.tag} {names_of(box)}", PAGE_HEADERS) for box in boxes)
