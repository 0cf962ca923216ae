"""vusta.vn since 2020 and its sisters (SITES.md §1 generations B and C, §2).

The classes of title, author and date are not known: they are found by what they say and where they stand.
"""

from __future__ import annotations

import attrs

from vustacrawl.parsers.document import Document
from vustacrawl.parsers.dom import Element
from vustacrawl.parsers.fields.bylines import Byline
from vustacrawl.parsers.pages.base import ArticlePage
from vustacrawl.parsers.pages.sources import Strategies


@attrs.define(slots=False, eq=False)
class VnmediaPage(ArticlePage):
    """An article as today's CMS lays it out."""

    family = "vnmedia"

    def find_lead(self) -> Element | None:
        """The box above the body, where the article has one: old articles often have none."""
        return self.document.first("[class*=sapo], [itemprop=description]:not(meta)")

    def bylines(self) -> Strategies[Byline]:
        """As everywhere, then an element that calls itself the author's: a pen name is no surname to know it by."""
        yield from super().bylines()
        author = self.document.first("[class*=author]", "[class*=tac-gia]", "[class*=tacgia]")
        yield "markup", self.person(self.text_of(author))


@attrs.define(slots=False, eq=False)
class PortalPage(VnmediaPage):
    """An article of 2020 and 2021 under ``/chitiet/`` (SITES.md §1 generation B)."""

    @classmethod
    def is_for(cls, document: Document) -> bool:
        """The portal keeps its images below ``/Portals/`` and its whole page in one form."""
        return document.first("form#Form, [id^=dnn_]") is not None
