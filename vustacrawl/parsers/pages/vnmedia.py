"""vusta.vn since 2020 and its sisters (docs/sites.md, sections 1 generations B and C and 2).

The classes of title, author and date are not known: they are found by what they say and where they stand.
"""

from __future__ import annotations

import attrs

from vustacrawl.parsers.fields.bylines import Byline
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.pages.article import ArticlePage
from vustacrawl.parsers.pages.sources import Strategies


@attrs.define(slots=False, eq=False)
class VnmediaPage(ArticlePage):
    """An article as today's CMS lays it out; those moved from older systems have their lead all in bold, unmarked."""

    family = "vnmedia"
    opens_bold = True
    lead_markup = "[class*=sapo], [itemprop=description]:not(meta)"

    def bylines(self) -> Strategies[Byline]:
        """As everywhere, then an element that calls itself the author's: a pen name is no surname to know it by."""
        yield from super().bylines()
        author = self.place.first("[class*=author]", "[class*=tac-gia]", "[class*=tacgia]")
        yield "markup", self.person(self.text_of(author))


@attrs.define(slots=False, eq=False)
class PortalPage(VnmediaPage):
    """An article of 2020 and 2021 under ``/chitiet/`` (docs/sites.md, section 1 generation B)."""

    @classmethod
    def is_for(cls, document: Document) -> bool:
        """The portal keeps its whole page in one form."""
        return "Form" in document.boxes
