"""Where on a page title, body, lead and metadata lines are (docs/sites.md, sections 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import islice, takewhile

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.asides import can_be_lead
from vustacrawl.parsers.body.images import image_above
from vustacrawl.parsers.body.main_content import Line, find_main_content, misnamed_boxes, text_lines
from vustacrawl.parsers.body.thresholds import LITTLE_TEXT, MIN_MARKED_BODY, MUCH_MORE_THAN_MARKED
from vustacrawl.parsers.fields.bylines import Byline, read_byline
from vustacrawl.parsers.fields.dates import is_clock
from vustacrawl.parsers.fields.metadata_lines import PARTS, MetadataLine
from vustacrawl.parsers.fields.titles import find_title, logo_of, without_site
from vustacrawl.parsers.html.class_names import CERTAIN_BOILERPLATE, COMMENTS_OR_CONSENT, NO_NAMES
from vustacrawl.parsers.html.document import Region, region_around
from vustacrawl.parsers.html.dom import Element, contains, text_length
from vustacrawl.parsers.pages.page_parts import PageParts
from vustacrawl.parsers.pages.sources import Answers, Published, Sources


class PageStructure(Sources):
    """A page laid out as its family does: by the markup that its layout knows, else by what is found."""

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
        is_sure = len(self.document.headings) == 1 and not self.layout.page_heading
        marked = self.document.first(self.layout.title) if self.layout.title and not is_sure else None
        return find_title(self.document, self.profile, self.title_for_machines) if marked is None else marked

    def find_body(self) -> Element | None:
        """The element that holds the body, by the layout's markup or else by where the running text is.

        Themes put the CMS's class on a lead, too: a little marked text is no body where more is elsewhere.
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
        """The main content by trusting class names; None where the layout's are not known."""
        return find_main_content(self._text_lines, self.title_element) if self.layout.known_markup else None

    @cached_property
    def _content_despite_names(self) -> tuple[Element | None, frozenset[Element]]:
        """The main content, and the boxes that are read for it whatever their names: those called related stories or a
        footer only where there is nothing else, and where they hold more lines of text than links.
        """
        lines, title = self._text_lines, self.title_element
        boxes = misnamed_boxes(lines)
        found = find_main_content(lines, title, boxes)
        if found is None:
            boxes = frozenset(box for box in misnamed_boxes(lines, COMMENTS_OR_CONSENT) if self._holds_prose(box))
            found = find_main_content(lines, title, boxes)
        return found, boxes

    def _holds_prose(self, box: Element) -> bool:
        """Whether a box has more lines of text than links: a list of teasers has one for each."""
        lines = sum(line.box is box or contains(box, line.box) for line in self._text_lines)
        return sum(1 for _ in islice(box.iter("a"), lines)) < lines

    @cached_property
    def misnamed(self) -> frozenset[Element]:
        """Boxes that are read whatever their names are: those around the title, and those named as boilerplate that
        hold the text, looked for where the markup is not known, and where no other box holds any text.
        """
        around_title = frozenset(self.title_element.iterancestors()) if self.title_element is not None else frozenset()
        if self.selected("body") is not None:
            return around_title
        if self.layout.known_markup and (self._marked_body is not None or self._named_content is not None):
            return around_title
        return around_title | self._content_despite_names[1]

    def find_lead(self) -> Element | None:
        """The element that holds the lead, by the family's markup."""
        return self.place.first(self.layout.lead) if self.layout.lead else None

    @cached_property
    def place(self) -> Region:
        """The part of the page in which the article stands."""
        title, body = self.title_element, self.body_element
        return self.document if title is None or body is None else region_around(title, body)

    def near(self, selector: str) -> list[Element]:
        """What a selector finds around the article, or else right below it: tags often stand in a box there."""
        return self.place.select(selector) or self.place.select_after(selector)

    @cached_property
    def parts(self) -> PageParts:
        """The page split at its title; where hardly any text is left of a body with much, names are not believed."""
        parts, body = self._parts(self.misnamed), self.body_element
        if body is None or parts.text_length >= LITTLE_TEXT or text_length(body) < MIN_MARKED_BODY:
            return parts
        inside = [line for line in self._text_lines if line.box is body or contains(body, line.box)]
        believed = NO_NAMES if body is self._marked_body else CERTAIN_BOILERPLATE
        misnamed = misnamed_boxes(inside, believed) - self.misnamed
        return self._parts(self.misnamed | misnamed) if misnamed else parts

    def _parts(self, misnamed: frozenset[Element]) -> PageParts:
        return PageParts(
            self.document,
            self.profile,
            self.title_element,
            self.lead_element,
            self.body_element,
            byline_after_body=self.layout.byline_after_body,
            can_be_lead=None if self.layout.known_markup else can_be_lead,
            misnamed=misnamed,
            metadata=self.layout.metadata,
            within=self.place.root,
        )

    def titles_for_machines(self) -> Answers[str]:
        """The title as the page's head has it."""
        site_name = self.document.meta_text("og:site_name") or logo_of(self.document)
        yield (
            "meta",
            without_site(self.document.meta_text("og:title", "twitter:title"), self.profile, site_name),
        )
        yield "title-tag", without_site(self.document.title_text, self.profile, site_name)

    def title_for_machines(self) -> str | None:
        """The title that the page's head has first."""
        return next((title for _, title in self.titles_for_machines() if title), None)

    def date_near_title(self) -> Published | None:
        """The date of the line nearest to the title, those under it first; a date of a change only where alone, one
        that is but the server's clock never.
        """
        near = (
            _best_dated(line for line in lines if not self._is_clock(line))
            for lines in (self.parts.lines, self.parts.lines_above())
        )
        return _as_published(next((line for line in near if line), None))

    def worded_date_near_title(self) -> Published | None:
        """A date whose month is a word, in a line of its own under the title, or beside a byline."""
        for text in (part for line in self.parts.short_lines for part in (line, *PARTS.split(line)[1:])):
            if iso := self.worded_date(text):
                return Published(iso, text)
        return None

    def _is_clock(self, line: MetadataLine) -> bool:
        return bool(self.captured_at and line.date and is_clock(line.date.iso, self.captured_at, self.profile.timezone))

    def byline_near_title(self) -> Byline | None:
        """The first byline in the lines under the title that names somebody; of initials, right above a date."""
        lines = self.parts.lines
        for number, (line, below) in enumerate(zip(lines, [*lines[1:], None], strict=False)):
            found = line.byline
            if found is None or (line.is_doubtful_byline and not (below and below.date)):
                continue
            if line.is_bare_name:
                names = [each.text for each in takewhile(lambda each: each.is_bare_name, lines[number:])]
                return read_byline(", ".join(names)) or found
            if found.authors or found.source or found.photo:
                return found
        return None

    def date_in_first_line(self) -> Published | None:
        """The date that opens the story, behind the name of a place: ``Hà Nội, ngày 2 tháng 9 năm 2021``."""
        return _as_published(self.parts.opening_line)

    def date_in_last_line(self) -> Published | None:
        """The date that ends the story, in a line of its own."""
        return _as_published(self.parts.closing_line)

    def images_above_title(self) -> list[Image]:
        """The head image of themes that set it above the title; one that stands in the story again is told there."""
        title = self.title_element
        marked = self.place.select(self.layout.head_image) if self.layout.head_image else []
        image = image_above(title, marked, self.document.base_url) if title is not None and marked else None
        told = {item.url for item in self.parts.items if isinstance(item, Image)} if image else set()
        return [image] if image and image.url not in told else []


def _as_published(line: MetadataLine | None) -> Published | None:
    return Published(line.date.iso, line.raw_date or line.text) if line and line.date else None


def _best_dated(lines: Iterable[MetadataLine]) -> MetadataLine | None:
    """The first line with a date, one that is not called that of a change where there are several."""
    update: MetadataLine | None = None
    for line in lines:
        if line.date and not line.is_update:
            return line
        update = update or (line if line.date else None)
    return update
